#include "bot/outbox/standing_keeper.hpp"

#include "bot/ports/channel.hpp"
#include "tests/unit/template_samples.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;

struct ListedStandings final : StandingStore {
    std::vector<StandingRow> due, shown_rows, postponed;
    std::vector<std::string> as;
    std::vector<Instant> until;
    std::vector<std::string> asked_for;

    std::expected<std::vector<StandingRow>, Failure> claim(const std::vector<std::string>& channels, int, Duration,
                                                           Instant) override {
        asked_for = channels;
        return std::exchange(due, {});
    }
    std::expected<void, Failure> shown(const StandingRow& row, const std::string& word) override {
        shown_rows.push_back(row);
        as.push_back(word);
        return {};
    }
    std::expected<void, Failure> postpone(const StandingRow& row, Instant run_at) override {
        postponed.push_back(row);
        until.push_back(run_at);
        return {};
    }
    std::expected<std::vector<StandingRow>, Failure> page(const std::string&, const std::string&, const std::string&,
                                                          int) override {
        return {};
    }
};

struct MenuChannel final : Channel {
    Capabilities all{.shows_standing = true};
    StandingShown answer{.done = true, .as = "menu-1"};
    std::string_view name() const override { return "line"; }
    const Capabilities& capabilities() const override { return all; }
    std::expected<Inbound, Failure> read(const InboundEvent&) const override { return Inbound{}; }
    SendResult send(const Envelope&) override { return {}; }
    StandingShown show_standing(const StandingRow&) override { return answer; }
};

struct OneChannel final : ChannelDirectory {
    MenuChannel channel;
    Channel* find(std::string_view name) const override {
        return name == "line" ? const_cast<MenuChannel*>(&channel) : nullptr;
    }
};

struct StillClock final : Clock {
    Instant now() const override { return {}; }
    std::chrono::steady_clock::time_point mono() const override { return {}; }
};

StandingRow row(int attempts) {
    StandingRow one;
    one.channel = "line";
    one.attempts = attempts;
    return one;
}

class StandingKeeperTest : public testing::Test {
protected:
    ListedStandings store;
    OneChannel channels;
    StillClock clock;
    samples::CountingLog log;
    StandingKeeper keeper{store, channels, clock, log};
};

TEST_F(StandingKeeperTest, without_a_channel_that_shows_anything_nothing_is_claimed) {
    store.due = {row(1)};
    EXPECT_FALSE(keeper.tick(Instant{}));
    EXPECT_TRUE(store.asked_for.empty());
}

TEST_F(StandingKeeperTest, what_was_shown_is_noted_with_the_channels_word) {
    keeper.add_channel("line");
    store.due = {row(1)};
    EXPECT_TRUE(keeper.tick(Instant{}));
    EXPECT_EQ(store.as, std::vector<std::string>{"menu-1"});
    EXPECT_FALSE(keeper.tick(Instant{}));
}

TEST_F(StandingKeeperTest, what_could_not_be_shown_is_tried_later_and_later_for_ever) {
    keeper.add_channel("line");
    channels.channel.answer = {};
    store.due = {row(1), row(2), row(4), row(40)};
    EXPECT_TRUE(keeper.tick(Instant{}));
    EXPECT_TRUE(store.as.empty());
    EXPECT_EQ(store.until, (std::vector<Instant>{Instant{5s}, Instant{10s}, Instant{40s}, Instant{30min}}));
}

}  // namespace
}  // namespace todoke
