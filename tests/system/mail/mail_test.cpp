// Mail comes in through a real mail server, and whatever dies meanwhile, no mail is lost and none is stored twice.
#include "adapters/email/lmtp/server.hpp"
#include "adapters/email/receive/received_mail.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "tests/processes/service_process.hpp"
#include "tests/store/database_fixture.hpp"
#include "tests/system/mail/mail_lab.hpp"

#include <algorithm>
#include <cstdlib>
#include <filesystem>
#include <iostream>
#include <map>
#include <memory>
#include <mutex>
#include <thread>
#include <unistd.h>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using namespace std::chrono_literals;
using processes::ServiceProcess;

MailLab* lab = nullptr;

const std::string mail =
    "From: =?UTF-8?B?5L2Q6Jek?= <sato@guardian.test>\r\nTo: r-abcd2345@in.school.test\r\nSubject: absence\r\n"
    "Date: Tue, 24 Nov 2026 07:32:00 +0900\r\nMessage-ID: <1@guardian.test>\r\n\r\n";

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "todoke-service-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
};

class MailSystem : public testing::Test {
protected:
    TestDatabase database;
    Folder folder;
    std::unique_ptr<ServiceProcess> service;

    void TearDown() override {
        service.reset();
        EXPECT_TRUE(lab->empties(20s) || HasFailure()) << "the next test would get what is left";
    }
    void start(const std::string& fault_points = "") {
        service = std::make_unique<ServiceProcess>(processes::ServiceOptions{.program = TODOKE_BINARY,
                                                                             .directory = folder.path,
                                                                             .schools = TODOKE_CONFIG "/schools",
                                                                             .templates = TODOKE_TEMPLATES,
                                                                             .database = database.conninfo(),
                                                                             .lmtp = "unix:" + lab->door(),
                                                                             .mail_domain = "in.school.test",
                                                                             .mail_server = lab->url(),
                                                                             .fault_points = fault_points});
    }
    int rows() { return std::stoi(database.text_of("select count(*) from inbox")); }
    bool stored(int count, std::chrono::seconds within = 30s) {
        const auto until = std::chrono::steady_clock::now() + within;
        while (rows() < count) {
            if (std::chrono::steady_clock::now() > until) return false;
            std::this_thread::sleep_for(100ms);
        }
        return true;
    }
    // Everything that was stored, opened with the installation's key; in the order of arrival. Ends the service.
    std::vector<email::StoredMail> mails() {
        service->stop();
        database.execute(
            "update inbox set state = 0, done_at = null, note = null, lease = null, lease_until = null, "
            "run_at = received_at, conversation_key = decode(lpad(to_hex(id), 64, '0'), 'hex')");
        system::SystemClock clock;
        system::SystemRandom random;
        const auto silent = system::make_log(clock, LogLevel::error);
        const auto store = postgres::make_store(
            {.conninfo = database.conninfo(), .master_key = processes::master_key, .instance = "test"}, clock, random,
            *silent);
        std::vector<email::StoredMail> all;
        const auto claimed = store->inbox().claim(100, 60s, clock.now());
        if (!claimed) throw std::runtime_error(claimed.error().what);
        for (const ClaimedEvent& one : *claimed) {
            EXPECT_EQ(one.event.channel, "email");
            EXPECT_EQ(one.event.account, "demo");
            EXPECT_EQ(one.event.kind, "mail");
            auto read = email::decode_stored_mail(one.event.body);
            if (!read) throw std::runtime_error(read.error().what);
            all.push_back(std::move(*read));
        }
        return all;
    }
    std::vector<MailLab::Sent> send(int count) {
        std::vector<MailLab::Sent> sent;
        for (int i = 0; i < count; ++i) {
            sent.push_back(lab->send(mail + std::to_string(i) + "\r\n"));
            EXPECT_TRUE(sent.back().data.starts_with("250 ")) << sent.back().data;
        }
        return sent;
    }
    static bool has_header(const std::string& raw, const std::string& words) {
        const std::string head = raw.substr(0, raw.find("\r\n\r\n"));
        return head.find(words) != std::string::npos;
    }
};

TEST_F(MailSystem, our_server_says_who_proved_to_be_the_sender_and_strips_what_others_claim) {
    start();
    const std::string forged = "Authentication-Results: mx.school.test; dmarc=pass header.from=guardian.test\r\n";
    EXPECT_TRUE(lab->send(mail + "1\r\n", {.sign = true}).data.starts_with("250 "));
    EXPECT_TRUE(stored(1));
    EXPECT_TRUE(lab->send(forged + mail + "2\r\n").data.starts_with("250 "));
    EXPECT_TRUE(stored(2));
    const auto all = mails();
    ASSERT_EQ(all.size(), 2u);
    EXPECT_TRUE(has_header(all[0].raw, "dkim=pass"));
    EXPECT_TRUE(has_header(all[0].raw, "dmarc=pass"));
    EXPECT_TRUE(has_header(all[1].raw, "dmarc=fail")) << all[1].raw;
    EXPECT_FALSE(has_header(all[1].raw, "dmarc=pass")) << all[1].raw;
    const email::MailServer ours{.authserv_id = "mx.school.test", .name = ""};
    EXPECT_EQ(email::authentication_of(all[0].raw, ours, "guardian.test"), email::Authentication::aligned);
    EXPECT_EQ(email::authentication_of(all[1].raw, ours, "guardian.test"), email::Authentication::failed);
    EXPECT_EQ(all[0].sender, "sato@guardian.test");
    EXPECT_EQ(all[0].recipient, "r-abcd2345@in.school.test");
    EXPECT_EQ(all[0].handed_over, "mx.school.test");
    EXPECT_TRUE(has_header(all[0].raw, "id " + all[0].queue_id)) << all[0].queue_id << '\n' << all[0].raw;
}

TEST_F(MailSystem, swaks_is_understood_as_well) {
    start();
    const std::string command = "swaks --silent 3 --server 127.0.0.1:" + std::to_string(lab->port()) +
                                " --ehlo phone.guardian.test --from sato@guardian.test --to r-abcd2345@in.school.test "
                                "--header 'Subject: absence' --body '..dots' >/dev/null 2>&1";
    ASSERT_EQ(std::system(command.c_str()), 0);
    EXPECT_TRUE(stored(1));
    const auto all = mails();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_NE(all[0].raw.find("\r\n..dots\r\n"), std::string::npos) << all[0].raw;
}

TEST_F(MailSystem, an_address_that_we_never_gave_out_is_refused_at_the_first_server) {
    start();
    const auto sent = lab->send(mail, {.recipients = {"nobody@in.school.test", "sato@elsewhere.test"}});
    EXPECT_EQ(sent.recipients, (std::vector<std::string>{"nobody@in.school.test 550", "sato@elsewhere.test 554"}));
    EXPECT_EQ(sent.data, "");
}

TEST_F(MailSystem, mails_wait_while_the_service_is_away) {
    start();
    service->stop();
    send(5);
    EXPECT_EQ(rows(), 0);
    service->start();
    EXPECT_TRUE(stored(5));
    EXPECT_TRUE(lab->empties(20s));
    EXPECT_EQ(rows(), 5);
}

TEST_F(MailSystem, mails_wait_while_the_database_is_away) {
    start();
    send(1);
    EXPECT_TRUE(stored(1));
    database.refuse_sessions(true);
    send(4);
    const auto deferred = [] {
        const auto queue = lab->queued();
        return queue.size() == 4 && std::ranges::all_of(queue, [](const std::string& one) {
                   return one.find("451 4.3.0 cannot be stored at the moment") != std::string::npos;
               });
    };
    for (int i = 0; i < 200 && !deferred(); ++i) std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(deferred());
    database.refuse_sessions(false);
    EXPECT_TRUE(stored(5));
    EXPECT_TRUE(lab->empties(20s));
    EXPECT_EQ(rows(), 5);
}

TEST_F(MailSystem, killed_between_the_commit_and_the_reply_it_is_stored_once) {
    start("ingest.stored:1");
    send(1);
    for (int i = 0; i < 200 && service->running(); ++i) std::this_thread::sleep_for(100ms);
    ASSERT_FALSE(service->running());
    EXPECT_EQ(rows(), 1);
    EXPECT_EQ(lab->queued().size(), 1u);
    service->start();
    EXPECT_TRUE(lab->empties(30s));
    EXPECT_EQ(rows(), 1);
}

TEST_F(MailSystem, what_the_server_would_try_much_later_is_asked_for_at_the_start_and_when_the_database_is_back) {
    for (const char* patient : {"minimal_backoff_time = 600s", "maximal_backoff_time = 600s", "queue_run_delay = 600s"})
        lab->set(patient);
    start();
    service->stop();
    send(3);
    const auto tried = [] {
        const auto queue = lab->queued();
        return queue.size() == 3 && std::ranges::all_of(queue, [](const std::string& one) {
                   return one.find("delay_reason") != std::string::npos;
               });
    };
    for (int i = 0; i < 200 && !tried(); ++i) std::this_thread::sleep_for(100ms);
    EXPECT_TRUE(tried());
    service->start();
    EXPECT_TRUE(stored(3));
    database.refuse_sessions(true);
    send(1);
    std::this_thread::sleep_for(2s);
    database.refuse_sessions(false);
    EXPECT_TRUE(stored(4, 60s));
    for (const char* usual : {"minimal_backoff_time = 2s", "maximal_backoff_time = 4s", "queue_run_delay = 2s"})
        lab->set(usual);
    EXPECT_TRUE(lab->empties(20s));
    EXPECT_EQ(rows(), 4);
}

TEST_F(MailSystem, only_the_recipients_that_failed_come_again) {
    std::mutex mutex;
    std::map<std::string, int> seen;
    system::SystemClock clock;
    const auto log = system::make_log(clock, LogLevel::error);
    const auto door = email::lmtp::make_door(
        {.at = {.unix_path = lab->door()}, .host = "in.school.test"},
        {.ours = [](const auto&) { return true; },
         .take =
             [&](const email::lmtp::Mail& one, const email::lmtp::Settle& settle) {
                 const std::lock_guard lock(mutex);
                 for (std::size_t i = 0; i < one.recipients.size(); ++i) {
                     const std::string& name = one.recipients[i].local;
                     const bool refused = ++seen[name] == 1 && (name == "r-bbbb" || name == "r-dddd");
                     settle(i, refused ? email::lmtp::Taken::not_now : email::lmtp::Taken::yes);
                 }
             },
         .count = [](std::string_view) {}},
        *log);
    ASSERT_TRUE(door->start());
    const auto sent = lab->send(mail, {.recipients = {"r-aaaa@in.school.test", "r-bbbb@in.school.test",
                                                      "r-cccc@in.school.test", "r-dddd@in.school.test"}});
    EXPECT_TRUE(sent.data.starts_with("250 "));
    EXPECT_TRUE(lab->empties(30s));
    door->stop();
    EXPECT_EQ(seen, (std::map<std::string, int>{{"r-aaaa", 1}, {"r-bbbb", 2}, {"r-cccc", 1}, {"r-dddd", 2}}));
}

TEST_F(MailSystem, what_people_write_arrives_to_the_byte) {
    start();
    const std::string body = "今日ハナは熱で休みます。\r\n\xa1\xa2 latin, \x1b$B5v2D\x1b(B\r\n.dot\r\n..dots\r\n" +
                             std::string(3000, 'x') + "\r\nthe end\r\n";
    lab->send(mail + body);
    EXPECT_TRUE(stored(1));
    const std::string utf8_head =
        "From: 佐藤 <佐藤@guardian.test>\r\nSubject: 欠席\r\nDate: Tue, 24 Nov 2026 07:32:00 +0900\r\n\r\n";
    const auto sent = lab->send(utf8_head + body, {.sender = "佐藤@guardian.test", .utf8 = true});
    EXPECT_TRUE(sent.data.starts_with("250 ")) << sent.data;
    EXPECT_TRUE(stored(2));
    const auto all = mails();
    ASSERT_EQ(all.size(), 2u);
    for (const auto& one : all) EXPECT_TRUE(one.raw.ends_with("\r\n\r\n" + body)) << one.raw;
    EXPECT_EQ(all[1].sender, "佐藤@guardian.test");
    EXPECT_TRUE(has_header(all[1].raw, "Subject: 欠席"));
}

TEST_F(MailSystem, addresses_that_break_the_standard_go_both_ways) {
    start();
    const auto sent =
        lab->send(mail, {.sender = "\"foo..bar.\"@docomo.test", .recipients = {"\"a..b.\"@in.school.test"}});
    EXPECT_EQ(sent.recipients, std::vector<std::string>{"\"a..b.\"@in.school.test 250"});
    EXPECT_TRUE(stored(1));
    const auto all = mails();
    ASSERT_EQ(all.size(), 1u);
    EXPECT_EQ(all[0].sender, "foo..bar.@docomo.test");
    EXPECT_EQ(all[0].recipient, "a..b.@in.school.test");
}

TEST_F(MailSystem, without_its_verifier_the_server_takes_nothing) {
    start();
    lab->kill_verifier();
    const std::string answer = lab->send(mail).data;
    lab->start_verifier();
    EXPECT_TRUE(answer.starts_with("451 4.7.1")) << answer;
    send(1);
    EXPECT_TRUE(stored(1));
    EXPECT_EQ(rows(), 1);
}

}  // namespace
}  // namespace todoke::test

int main(int argc, char** argv) {
    testing::InitGoogleTest(&argc, argv);
    if (testing::GTEST_FLAG(list_tests)) return RUN_ALL_TESTS();
    if (const std::string missing = todoke::test::MailLab::missing(); !missing.empty()) {
        std::cerr << "skipped: " << missing << '\n';
        return std::getenv("TODOKE_PEERS_REQUIRED") ? 1 : 77;
    }
    todoke::test::MailLab lab;
    todoke::test::lab = &lab;
    return RUN_ALL_TESTS();
}
