// The door for mail with real sockets: what is stored and when it is answered, time-outs, too many, and the end.
#include "adapters/email/lmtp/server.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/register.hpp"
#include "bot/ports/crypto.hpp"
#include "tests/channels/email/lmtp_client.hpp"
#include "tests/channels/support.hpp"

#include <atomic>
#include <condition_variable>
#include <filesystem>
#include <mutex>
#include <thread>
#include <unistd.h>

namespace todoke::email::lmtp {
namespace {

using namespace std::chrono_literals;
using test::LmtpClient;

const std::string mail = "From: Sato <sato@guardian.example>\r\nSubject: x\r\n\r\ntext\r\n";

struct Folder {
    std::filesystem::path path;
    Folder() {
        std::string name = (std::filesystem::temp_directory_path() / "todoke-lmtp-XXXXXX").string();
        path = ::mkdtemp(name.data());
    }
    ~Folder() { std::filesystem::remove_all(path); }
    std::string socket() const { return (path / "lmtp").string(); }
};

// A door whose inbox is the test.
class LmtpDoor : public testing::Test {
protected:
    Folder folder;
    test::RecordingLog log;
    std::mutex mutex;
    std::condition_variable changed;
    std::vector<Mail> mails;
    std::vector<Settle> waiting;
    std::map<std::string, int> counts;
    bool answer_at_once = true;
    DoorOptions options{.host = "mx.school.example"};
    std::unique_ptr<Listener> door;

    void SetUp() override { options.at.unix_path = folder.socket(); }
    void TearDown() override { door.reset(); }
    Intake intake() {
        return {.ours = [](const Path& path) { return path.domain == "in.school.example"; },
                .take =
                    [this](const Mail& one, const Settle& settle) {
                        const std::lock_guard lock(mutex);
                        mails.push_back(one);
                        waiting.push_back(settle);
                        changed.notify_all();
                        if (answer_at_once)
                            for (std::size_t i = 0; i < one.recipients.size(); ++i) settle(i, Taken::yes);
                    },
                .count =
                    [this](std::string_view happened) {
                        const std::lock_guard lock(mutex);
                        ++counts[std::string(happened)];
                    }};
    }
    void open() {
        door = make_door(options, intake(), log);
        const auto started = door->start();
        ASSERT_TRUE(started) << started.error().what;
    }
    LmtpClient client() { return LmtpClient(folder.socket()); }
    Settle wait_for_mail(std::size_t count = 1) {
        std::unique_lock lock(mutex);
        EXPECT_TRUE(changed.wait_for(lock, 5s, [&] { return waiting.size() >= count; }));
        return waiting.at(count - 1);
    }
    static std::string envelope(int recipients = 1) {
        std::string text = "LHLO mta\r\nMAIL FROM:<sato@guardian.example>\r\n";
        for (int i = 0; i < recipients; ++i) text += "RCPT TO:<r-" + std::to_string(i) + "@in.school.example>\r\n";
        return text + "DATA\r\n";
    }
    static constexpr std::size_t lines_of_lhlo = 7;
};

TEST_F(LmtpDoor, takes_mails_one_after_another_on_one_connection) {
    open();
    LmtpClient one = client();
    EXPECT_EQ(one.lines(1), "220 mx.school.example LMTP Todoke\n");
    for (int i = 0; i < 3; ++i) {
        one.send(envelope());
        one.lines(lines_of_lhlo + 3);
        one.send(mail + ".\r\n");
        EXPECT_EQ(one.lines(1), "250 2.0.0 stored\n");
    }
    one.send("QUIT\r\n");
    EXPECT_EQ(one.lines(1), "221 2.0.0 mx.school.example goodbye\n");
    EXPECT_TRUE(one.closed());
    door->stop();
    EXPECT_EQ(mails.size(), 3u);
    EXPECT_EQ(counts["connection.accepted"], 1);
    EXPECT_EQ(counts["mail.stored"], 3);
}

TEST_F(LmtpDoor, everything_in_one_segment) {
    open();
    LmtpClient one = client();
    one.send(envelope() + mail + ".\r\n" + envelope() + mail + ".\r\nQUIT\r\n");
    one.lines(1 + 2 * (lines_of_lhlo + 4) + 1);
    EXPECT_TRUE(one.closed());
    EXPECT_EQ(mails.size(), 2u);
}

TEST_F(LmtpDoor, nothing_is_answered_before_it_is_stored_and_each_recipient_as_it_went) {
    answer_at_once = false;
    open();
    LmtpClient one = client();
    one.send(envelope(4));
    one.lines(1 + lines_of_lhlo + 6);
    one.send(mail + ".\r\n");
    const Settle settle = wait_for_mail();
    EXPECT_FALSE(one.readable(100ms));
    settle(3, Taken::not_now);
    settle(0, Taken::yes);
    settle(1, Taken::not_now);
    EXPECT_FALSE(one.readable(100ms));
    std::thread([settle] { settle(2, Taken::yes); }).join();
    EXPECT_EQ(one.lines(4),
              "250 2.0.0 stored\n451 4.3.0 cannot be stored at the moment\n250 2.0.0 stored\n"
              "451 4.3.0 cannot be stored at the moment\n");
}

TEST_F(LmtpDoor, what_is_not_stored_in_time_comes_again) {
    answer_at_once = false;
    options.store_timeout = 100ms;
    open();
    LmtpClient one = client();
    one.send(envelope() + mail + ".\r\n");
    one.lines(1 + lines_of_lhlo + 3);
    EXPECT_EQ(one.lines(1), "451 4.3.0 cannot be stored at the moment\n");
    wait_for_mail()(0, Taken::yes);  // too late: nobody is answered twice
    one.send("NOOP\r\n");
    EXPECT_EQ(one.lines(1), "250 2.0.0 still here\n");
    door->stop();
    wait_for_mail()(0, Taken::yes);  // and after the end nothing happens at all
}

TEST_F(LmtpDoor, whoever_leaves_before_the_answer_disturbs_nobody) {
    answer_at_once = false;
    open();
    {
        LmtpClient one = client();
        one.send(envelope() + mail + ".\r\n");
        wait_for_mail();
    }
    wait_for_mail()(0, Taken::yes);
    LmtpClient two = client();
    EXPECT_EQ(two.lines(1), "220 mx.school.example LMTP Todoke\n");
}

TEST_F(LmtpDoor, silence_ends_a_connection_between_mails_and_within_one) {
    options.idle_timeout = 150ms;
    options.stall_timeout = 50ms;
    open();
    LmtpClient idle = client();
    EXPECT_EQ(idle.lines(2),
              "220 mx.school.example LMTP Todoke\n421 4.4.2 mx.school.example heard nothing for too long\n");
    EXPECT_TRUE(idle.closed());
    LmtpClient half = client();
    half.send(envelope() + "half a li");
    half.lines(1 + lines_of_lhlo + 3);
    EXPECT_EQ(half.lines(1), "421 4.4.2 mx.school.example heard nothing for too long\n");
    EXPECT_TRUE(half.closed());
    EXPECT_TRUE(mails.empty());
    EXPECT_EQ(counts["connection.timed_out"], 2);
}

TEST_F(LmtpDoor, one_connection_too_many_is_asked_to_come_again) {
    options.max_connections = 2;
    open();
    LmtpClient one = client(), two = client();
    one.lines(1);
    two.lines(1);
    LmtpClient three = client();
    EXPECT_EQ(three.lines(1), "421 4.3.2 mx.school.example too many connections\n");
    EXPECT_TRUE(three.closed());
    one.send("QUIT\r\n");
    one.lines(1);
    EXPECT_TRUE(one.closed());
    LmtpClient four = client();
    EXPECT_EQ(four.lines(1), "220 mx.school.example LMTP Todoke\n");
}

TEST_F(LmtpDoor, the_end_waits_for_mails_under_way_and_for_nobody_else) {
    answer_at_once = false;
    open();
    LmtpClient idle = client(), sending = client(), storing = client();
    idle.lines(1);
    storing.send(envelope() + mail + ".\r\n");
    storing.lines(1 + lines_of_lhlo + 3);
    const Settle first = wait_for_mail();
    sending.send(envelope() + mail);
    sending.lines(1 + lines_of_lhlo + 3);
    std::thread end([&] { door->stop(); });
    EXPECT_EQ(idle.lines(1), "421 4.3.2 mx.school.example ends its work\n");
    EXPECT_TRUE(idle.closed());
    first(0, Taken::yes);
    EXPECT_EQ(storing.lines(2), "250 2.0.0 stored\n421 4.3.2 mx.school.example ends its work\n");
    sending.send(".\r\n");
    wait_for_mail(2)(0, Taken::yes);
    EXPECT_EQ(sending.lines(2), "250 2.0.0 stored\n421 4.3.2 mx.school.example ends its work\n");
    end.join();
    EXPECT_FALSE(std::filesystem::exists(folder.socket()));
}

TEST_F(LmtpDoor, the_end_does_not_wait_for_ever) {
    options.stop_timeout = 200ms;
    open();
    LmtpClient sending = client();
    sending.send(envelope() + mail);
    sending.lines(1 + lines_of_lhlo + 3);
    const auto begun = std::chrono::steady_clock::now();
    door->stop();
    EXPECT_LT(std::chrono::steady_clock::now() - begun, 3s);
    EXPECT_TRUE(sending.closed());
    EXPECT_TRUE(mails.empty());
}

TEST_F(LmtpDoor, an_inbox_that_throws_is_no_reason_to_lose_the_mail) {
    Intake broken = intake();
    broken.take = [](const Mail&, const Settle&) { throw std::runtime_error("sato@guardian.example"); };
    door = make_door(options, broken, log);
    ASSERT_TRUE(door->start());
    LmtpClient one = client();
    one.send(envelope() + mail + ".\r\n");
    one.lines(1 + lines_of_lhlo + 3);
    EXPECT_EQ(one.lines(1), "451 4.3.0 cannot be stored at the moment\n");
    EXPECT_TRUE(log.has(LogLevel::error, "lmtp.surprise"));
    EXPECT_EQ(log.text().find("sato"), std::string::npos);
}

TEST_F(LmtpDoor, a_socket_left_by_a_killed_process_is_replaced_and_one_in_use_is_not) {
    open();
    EXPECT_FALSE(make_door(options, intake(), log)->start());
    EXPECT_TRUE(std::filesystem::exists(folder.socket()));
    client().lines(1);
    door->stop();
    {
        // What remains of a process that had no time to tidy up.
        std::filesystem::create_directory(folder.path / "dead");
        DoorOptions dead = options;
        dead.at.unix_path = (folder.path / "dead" / "lmtp").string();
        auto other = make_door(dead, intake(), log);
        ASSERT_TRUE(other->start());
        std::filesystem::rename(folder.path / "dead" / "lmtp", folder.socket());
    }
    open();
    EXPECT_EQ(client().lines(1), "220 mx.school.example LMTP Todoke\n");
    options.at.unix_path = (folder.path / "no" / "such" / "place").string();
    EXPECT_FALSE(make_door(options, intake(), log)->start());
    options.at.unix_path = std::string(200, 'x');
    EXPECT_FALSE(make_door(options, intake(), log)->start());
}

// --- the same door as the service opens it ---------------------------------------------------------------------------

class LmtpIntake : public testing::Test {
protected:
    Folder folder;
    test::ScriptedHttp http;
    test::House house{
        "email:\n"
        "  - {account: aoba, domain: In.Aoba.example, from: \"a@aoba.example\", smtp_url: \"smtp://127.0.0.1:9\"}\n"
        "  - {account: midori, domain: in.midori.example, from: \"a@b.example\", smtp_url: \"smtp://127.0.0.1:9\"}\n",
        http, ListenAddress{.host = "", .port = 0, .unix_path = folder.socket()}};

    void SetUp() override {
        register_channel(house);
        ASSERT_EQ(house.problems(), "");
        ASSERT_EQ(house.listeners.size(), 2u);  // the door, and who asks for what waits
        ASSERT_TRUE(house.listeners[0]->start());
    }
    // The replies after the dot.
    std::string hand_over(const std::string& data, const std::vector<std::string>& recipients,
                          const std::string& sender = "bounce@guardian.example") {
        LmtpClient client(folder.socket());
        std::string text = "LHLO mta\r\nXFORWARD IDENT=4abc\r\nMAIL FROM:<" + sender + ">\r\n";
        for (const auto& one : recipients) text += "RCPT TO:<" + one + ">\r\n";
        client.send(text + "DATA\r\n");
        client.lines(1 + 7 + 1 + 1 + recipients.size() + 1);
        client.send(data + ".\r\n");
        return client.lines(recipients.size());
    }
};

TEST_F(LmtpIntake, each_recipient_is_an_event_of_the_account_of_its_domain) {
    EXPECT_EQ(hand_over(mail, {"R-Abc@in.aoba.example", "r-abc@IN.AOBA.EXAMPLE", "x@in.midori.example"}),
              "250 2.0.0 stored\n250 2.0.0 stored\n250 2.0.0 stored\n");
    house.listeners[0]->stop();
    ASSERT_EQ(house.ingest.events.size(), 3u);
    EXPECT_EQ(house.ingest.calls, 3);
    const auto& [first, second, third] =
        std::tie(house.ingest.events[0], house.ingest.events[1], house.ingest.events[2]);
    EXPECT_EQ(first.channel, "email");
    EXPECT_EQ(first.account, "aoba");
    EXPECT_EQ(first.kind, "mail");
    EXPECT_EQ(first.received_at, house.clock.now());
    EXPECT_TRUE(first.event_key.starts_with(crypto::to_hex(crypto::sha256(mail)) + ":"));
    EXPECT_LE(first.event_key.size(), 200u);
    EXPECT_EQ(second.event_key, first.event_key);  // the same address in other letters: the inbox keeps it once
    EXPECT_NE(third.event_key, first.event_key);
    EXPECT_EQ(third.account, "midori");
    EXPECT_EQ(first.conversation_key, "email|aoba|sato@guardian.example|sato@guardian.example|");
    EXPECT_FALSE(first.never_throttled);
    const auto stored = decode_stored_mail(first.body);
    ASSERT_TRUE(stored);
    EXPECT_EQ(stored->sender, "bounce@guardian.example");
    EXPECT_EQ(stored->recipient, "R-Abc@in.aoba.example");
    EXPECT_EQ(stored->handed_over, "mta");
    EXPECT_EQ(stored->queue_id, "4abc");
    EXPECT_EQ(stored->raw, mail);
    EXPECT_EQ(house.counts["lmtp mail.stored"], 3);
}

TEST_F(LmtpIntake, handed_over_again_it_is_the_same_event_and_changed_by_a_byte_another) {
    (void)hand_over(mail, {"x@in.aoba.example"});
    (void)hand_over(mail, {"x@in.aoba.example"});
    (void)hand_over(mail + "\r\n", {"x@in.aoba.example"});
    ASSERT_EQ(house.ingest.events.size(), 3u);
    EXPECT_EQ(house.ingest.events[0].event_key, house.ingest.events[1].event_key);
    EXPECT_NE(house.ingest.events[0].event_key, house.ingest.events[2].event_key);
}

TEST_F(LmtpIntake, only_what_is_committed_is_answered_250) {
    house.ingest.result = IngestResult::duplicate;
    EXPECT_EQ(hand_over(mail, {"x@in.aoba.example"}), "250 2.0.0 stored\n");
    for (const IngestResult result : {IngestResult::overloaded, IngestResult::unavailable}) {
        house.ingest.result = result;
        EXPECT_EQ(hand_over(mail, {"x@in.aoba.example"}), "451 4.3.0 cannot be stored at the moment\n");
    }
}

TEST_F(LmtpIntake, whose_conversation_it_is) {
    const struct {
        std::string data, sender, whose;
    } cases[] = {
        {"From: SATO@Guardian.example\r\n\r\n", "bounce@x.example", "sato@guardian.example"},
        {"From: \"foo..bar.\"@docomo.ne.jp\r\n\r\n", "bounce@x.example", "foo..bar.@docomo.ne.jp"},
        {"From: a@b.example, c@d.example\r\n\r\n", "Bounce@x.example", "bounce@x.example"},
        {"From: a@b.example\r\nFrom: c@d.example\r\n\r\n", "bounce@x.example", "bounce@x.example"},
        {"Subject: nobody\r\n\r\n", "bounce@x.example", "bounce@x.example"},
        {"no header at all", "bounce@x.example", "bounce@x.example"},
        {"", "", ""},
    };
    for (const auto& one : cases) {
        house.ingest.events.clear();
        EXPECT_EQ(hand_over(one.data + "\r\n", {"x@in.aoba.example"}, one.sender), "250 2.0.0 stored\n");
        ASSERT_EQ(house.ingest.events.size(), 1u);
        EXPECT_EQ(house.ingest.events[0].conversation_key, "email|aoba|" + one.whose + "|" + one.whose + "|")
            << one.data;
        EXPECT_EQ(house.ingest.events[0].never_throttled, one.sender.empty());
    }
}

TEST_F(LmtpIntake, a_large_mail_is_stored_without_its_photographs) {
    const std::string head = "From: sato@guardian.example\r\n\r\n--x\r\n\r\n";
    const std::string tail = "--x\r\n\r\nword\r\n--x--\r\n";
    std::string photograph;
    while (photograph.size() < 14 * 1024 * 1024) photograph += std::string(76, 'A') + "\r\n";
    EXPECT_EQ(hand_over(head + photograph + tail, {"x@in.aoba.example"}), "250 2.0.0 stored\n");
    ASSERT_EQ(house.ingest.events.size(), 1u);
    const auto stored = decode_stored_mail(house.ingest.events[0].body);
    ASSERT_TRUE(stored);
    EXPECT_LT(stored->raw.size(), 70'000u);
    EXPECT_TRUE(stored->raw.ends_with(tail));
    EXPECT_EQ(hand_over(head + photograph + photograph, {"x@in.aoba.example"}),
              "552 5.3.4 larger than 15728640 bytes\n");
}

TEST(LmtpRegistration, no_door_without_an_address_and_one_domain_belongs_to_one_account) {
    test::ScriptedHttp http;
    const std::string one =
        "  - {account: a, domain: in.a.example, from: \"a@a.example\", smtp_url: \"smtp://127.0.0.1:9\"}\n";
    test::House closed("email:\n" + one, http);
    register_channel(closed);
    EXPECT_TRUE(closed.listeners.empty());
    test::House twice(
        "email:\n" + one +
            "  - {account: b, domain: IN.a.example, from: \"a@a.example\", smtp_url: \"smtp://127.0.0.1:9\"}\n",
        http);
    register_channel(twice);
    EXPECT_NE(twice.problems().find("3:26: 'domain': expected a domain of its own"), std::string::npos)
        << twice.problems();
}

}  // namespace
}  // namespace todoke::email::lmtp
