// What tests of the outbox have in common: a family, drafts for it, and short ways to claim and settle.
#pragma once

#include "tests/store/store_fixture.hpp"

#include <map>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gmock/gmock.h>

namespace todoke::test {

using namespace std::chrono_literals;
using testing::ElementsAre;
using testing::IsEmpty;
using testing::UnorderedElementsAre;

class OutboxFixture : public StoreFixture {
protected:
    void SetUp() override {
        StoreFixture::SetUp();
        guardian = add_guardian();
    }

    OutboxDraft draft(const std::string& dedup, MessageClass message_class = MessageClass::arrival) const {
        OutboxDraft one;
        one.contact = guardian.contact;
        one.person = guardian.person;
        one.relation = guardian.relation;
        one.school = school;
        one.student = guardian.student;
        one.message_class = message_class;
        one.dedup = dedup;
        one.messages = {Message{.key = "scan.passed", .args = Value::object({{"child", "ハナ"}})}};
        one.run_at = at(0);
        one.why = "guardian of the student";
        return one;
    }
    std::vector<OutboxId> add(const std::vector<OutboxDraft>& drafts, Instant now = at(0)) {
        std::vector<OutboxId> ids;
        in([&](Transaction& tx) { ids = tx.outbox().add(drafts, now); });
        return ids;
    }
    std::vector<ClaimedMessage> claim(Instant now, int limit = 50, const std::string& channel = "line") {
        auto claimed = store->outbox().claim(channel, limit, 30s, now);
        EXPECT_TRUE(claimed) << claimed.error().what;
        return claimed.value_or(std::vector<ClaimedMessage>{});
    }
    static std::vector<std::string> dedups(const std::vector<ClaimedMessage>& messages) {
        std::vector<std::string> all;
        for (const auto& one : messages) all.push_back(one.draft.dedup);
        return all;
    }
    static SettledMessage sent(const ClaimedMessage& message, const std::string& provider_id = "p1") {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next.settlement = Settlement::sent;
        one.result.outcome = SendOutcome::accepted;
        one.result.provider_id = provider_id;
        return one;
    }
    static SettledMessage failed(const ClaimedMessage& message, const std::string& reason) {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next = {.settlement = Settlement::failed, .reason = reason};
        one.result.outcome = SendOutcome::rejected;
        return one;
    }
    static SettledMessage again(const ClaimedMessage& message, Duration delay, SendOutcome outcome, bool count) {
        SettledMessage one{.id = message.id, .lease = message.lease};
        one.next = {.settlement = Settlement::retry, .delay = delay, .count_attempt = count};
        one.result.outcome = outcome;
        return one;
    }
    void settle(const std::vector<SettledMessage>& all, Instant now) {
        const auto done = store->outbox().settle(all, now);
        ASSERT_TRUE(done) << done.error().what;
    }
    std::string state(const std::string& dedup) const {
        return database.text_of("select state || coalesce(' ' || reason, '') from outbox where dedup = '" + dedup +
                                "'");
    }
    int ambiguous(const std::string& dedup) const {
        return std::stoi(database.text_of("select ambiguous from outbox where dedup = '" + dedup + "'"));
    }
    std::vector<std::pair<std::string, bool>> stranded(Instant now) {
        std::vector<std::pair<std::string, bool>> all;
        in([&](Transaction& tx) {
            for (const auto& one : tx.outbox().stranded(now, 50)) all.emplace_back(one.draft.dedup, one.failed);
        });
        return all;
    }

    Guardian guardian;
};

}  // namespace todoke::test
