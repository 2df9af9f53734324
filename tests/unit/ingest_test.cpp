// How much goes into one commit, and when the door is full.
#include "bot/inbound/ingest.hpp"

#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke {
namespace {

class StillClock : public Clock {
public:
    Instant now() const override { return {}; }
    std::chrono::steady_clock::time_point mono() const override { return {}; }
};

class SilentLog : public Log {
public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

class NoChannels : public ChannelDirectory {
public:
    Channel* find(std::string_view) const override { return nullptr; }
};

// Stores everything and keeps how many events each commit had.
class CountingInbox : public InboxStore {
public:
    std::vector<std::size_t> commits;
    std::expected<StoredEvents, Failure> store(const std::vector<InboundEvent>& events, Instant,
                                               std::vector<std::size_t>&) override {
        commits.push_back(events.size());
        return StoredEvents{std::vector<InboxId>(events.size(), InboxId{1}), 0};
    }
    std::expected<std::vector<ClaimedEvent>, Failure> claim(int, Duration, Instant) override { return {}; }
    std::expected<void, Failure> postpone(InboxId, std::int64_t, Instant, Instant) override { return {}; }
    std::expected<std::optional<std::string>, Failure> answer_of(InboxId) override { return {}; }
    std::expected<std::optional<InboxId>, Failure> find(const std::string&, const std::string&,
                                                        const std::string&) override {
        return {};
    }
    std::expected<std::vector<InboxId>, Failure> unanswered(const std::vector<InboxId>&) override { return {}; }
};

class IngestBytes : public testing::Test {
protected:
    StillClock clock;
    SilentLog log;
    CountingInbox inbox;
    NoChannels channels;
    Answers answers{inbox, clock};
    Courtesies courtesies{channels, inbox, clock, log};
    GroupCommitIngest ingest{
        inbox, clock, log, answers, courtesies, {}, IngestLimits{.queue_bytes = 1000, .batch_bytes = 100}};
    std::vector<IngestResult> results;

    void submit(std::size_t bytes) {
        std::vector<InboundEvent> events(1);
        events[0].event_key = "k";
        events[0].body = std::string(bytes, 'x');
        ingest.submit(std::move(events), [this](IngestResult result) { results.push_back(result); });
    }
    void flush() {
        while (ingest.flush_once()) {
        }
    }
};

TEST_F(IngestBytes, small_events_share_a_commit_and_a_large_one_goes_alone) {
    for (const std::size_t bytes : {40, 60, 1, 500, 99, 1}) submit(bytes);
    flush();
    EXPECT_EQ(inbox.commits, (std::vector<std::size_t>{2, 1, 1, 2}));
    EXPECT_EQ(results, std::vector(6, IngestResult::stored));
}

TEST_F(IngestBytes, what_waits_is_bounded_and_room_comes_back) {
    submit(600);
    submit(400);
    submit(1);
    EXPECT_EQ(results, std::vector{IngestResult::overloaded});
    flush();
    submit(1000);
    flush();
    EXPECT_EQ(results.back(), IngestResult::stored);
    EXPECT_EQ(results.size(), 4u);
}

}  // namespace
}  // namespace todoke
