// More waits in one conversation than anybody can mean: a stuck key, play, an attack, or somebody in despair.
#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "adapters/text/text.hpp"
#include "adapters/yaml/school_files.hpp"
#include "bot/app/engine.hpp"
#include "tests/store/database_fixture.hpp"

#include <algorithm>

#include <gtest/gtest.h>

namespace todoke {
namespace {

constexpr const char* address = "U1";
constexpr const char* withdrawal = "taken back";

// A channel whose events are what was typed, and which takes every message.
class PlainChannel : public Channel {
public:
    explicit PlainChannel(std::vector<std::string>& said) : said_(said) {}
    std::string_view name() const override { return "line"; }
    const Capabilities& capabilities() const override { return capabilities_; }
    std::expected<Inbound, Failure> read(const InboundEvent& event) const override {
        Inbound inbound{.address = address, .reply_token = event.event_key, .at = event.received_at};
        if (event.body == withdrawal)
            inbound.answer = answer::Withdrawn{"m1"};
        else
            inbound.answer = answer::Text{event.body};
        return inbound;
    }
    SendResult send(const Envelope& envelope) override {
        SendResult result{.outcome = SendOutcome::accepted, .provider_id = "m"};
        for (const Rendered& one : envelope.messages) {
            said_.push_back(one.source.key);
            result.provider_ids.push_back("m" + std::to_string(said_.size()));
        }
        return result;
    }

private:
    Capabilities capabilities_{.replies_by_token = true, .max_messages = 5};
    std::vector<std::string>& said_;
};

class Flood : public testing::Test {
protected:
    void SetUp() override {
        schools_.reload();
        const School* school = schools_.current()->find("aoba");
        const auto committed = store_->transact([&](Transaction& tx) {
            const auto hana = tx.people().add_student({.public_id = std::string(32, '1'),
                                                       .school = school->id,
                                                       .class_ref = {3, "2"},
                                                       .family_name = "佐藤",
                                                       .called = "ハナ"},
                                                      clock_.now());
            const auto sato =
                tx.people().add_person({.public_id = std::string(32, '2'), .name = "佐藤"}, school->id, clock_.now());
            tx.people().add_relation({.person = sato, .school = school->id, .student = hana}, clock_.now());
            tx.people().add_contact({.person = sato, .channel = "line", .account = "demo", .address = address},
                                    clock_.now());
            return true;
        });
        ASSERT_TRUE(committed) << committed.error().what;
        engine_.add_channel(std::make_unique<PlainChannel>(said_));
    }

    // All of it is stored before anybody looks at the first.
    void arrive(const std::vector<std::string>& typed, Duration apart = {}) {
        std::vector<InboundEvent> events;
        for (const std::string& text : typed) {
            InboundEvent one{.channel = "line", .account = "demo", .event_key = "e" + std::to_string(++typed_)};
            one.conversation_key = std::string(32, 's');
            one.kind = "message";
            one.received_at = clock_.now() + apart * typed_;
            one.body = text;
            one.never_throttled = text == withdrawal;
            events.push_back(std::move(one));
        }
        engine_.ingest().submit(std::move(events),
                                [](IngestResult result) { EXPECT_EQ(result, IngestResult::stored); });
        while (engine_.tick(clock_.now())) {
        }
    }
    auto times_said(const std::string& key) { return std::ranges::count(said_, key); }
    std::string events(const std::string& condition) {
        return database_.text_of("select count(*) from inbox where " + condition);
    }
    static std::vector<std::string> lines(std::size_t count) { return std::vector<std::string>(count, "状況"); }

    test::TestDatabase database_;
    system::ManualClock clock_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
    system::SystemRandom random_;
    system::RecordingLog log_;
    std::vector<std::string> said_;
    std::unique_ptr<Zones> zones_ = system::make_zones();
    std::unique_ptr<Texts> texts_ = *text::make_texts(TODOKE_TEMPLATES, log_);
    std::unique_ptr<TextAnalysis> analysis_ = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts_ = *text::make_layouts(TODOKE_TEMPLATES);
    std::unique_ptr<Store> store_ = postgres::make_store(
        {.conninfo = database_.conninfo(), .master_key = std::string(32, 'k'), .instance = "flood"}, clock_, random_,
        log_);
    yaml::SchoolFiles schools_{TODOKE_CONFIG, std::vector<std::string>{"schools/*.yaml"}, *zones_,
                               yaml::Accounts{{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}},
                               [this](const std::string& code) { return store_->school_id(code, clock_.now()); }};
    Engine engine_{Engine::Parts{*store_, clock_, random_, log_, schools_, *texts_, *analysis_, *layouts_}};
    int typed_ = 0;
};

TEST_F(Flood, what_must_be_heard_is_heard_and_its_sender_is_told_once) {
    auto typed = lines(300);
    typed[100] = "もう死にたい";
    typed[200] = withdrawal;
    arrive(typed);
    EXPECT_EQ(times_said("report.nothing_current"), 10);
    EXPECT_EQ(times_said("help.danger"), 1);
    EXPECT_EQ(times_said("service.too_fast"), 1);
    EXPECT_EQ(said_.size(), 12u);
    EXPECT_EQ(events("state = 1"), "12");
    EXPECT_EQ(events("state = 4 and note = 'burst'"), "288");
    EXPECT_EQ(database_.text_of("select count(*) from staff_task where kind = 'parked'"), "1");
}

// The service stood still for a minute, and nobody wrote too fast meanwhile.
TEST_F(Flood, what_has_gathered_slowly_is_worked_off) {
    arrive(lines(30), std::chrono::seconds{2});
    EXPECT_EQ(times_said("report.nothing_current"), 30);
    EXPECT_EQ(said_.size(), 30u);
}

TEST_F(Flood, of_a_crowd_the_newest_five_hundred_are_read) {
    auto typed = lines(600);
    typed[99] = typed[100] = "もう死にたい";
    arrive(typed);
    EXPECT_EQ(times_said("help.danger"), 1);
    EXPECT_EQ(events("state = 4 and note = 'burst'"), "589");
    EXPECT_EQ(times_said("service.too_fast"), 1);
}

}  // namespace
}  // namespace todoke
