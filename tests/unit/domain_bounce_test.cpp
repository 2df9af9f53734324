#include "domain/message/bounce.hpp"
#include "tests/unit/domain_support.hpp"

#include <gtest/gtest.h>

namespace todoke {
namespace {

using namespace std::chrono_literals;
using enum BounceClass;

// 2026-11-24 07:40 in Tokyo.
const Instant morning = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + 22h + 40min;

std::string said(const AfterBounce& after) {
    std::string words;
    const auto add = [&](bool holds, const char* word) {
        if (holds) words += words.empty() ? word : std::string(" ") + word;
    };
    add(after.lost, "lost");
    add(after.doubtful, "doubtful");
    add(after.suppress, "suppress");
    add(after.ask_family, "ask");
    add(after.rest_domain, "rest");
    add(after.alarm, "alarm");
    return words;
}

struct Row {
    BounceClass kind;
    const char* domain;
    std::vector<PastBounce> earlier;
    const char* follows;
};

TEST(Bounce, HasItsConsequence) {
    const Row rows[]{
        {unknown_address, "example.jp", {}, "lost suppress ask"},
        // A carrier's filter answers like this too: a second one on another day is needed.
        {unknown_address, "docomo.ne.jp", {}, "lost ask"},
        {unknown_address, "AU.COM", {{unknown_address, morning - 2h}}, "lost ask"},
        {unknown_address, "docomo.ne.jp", {{unknown_address, morning - 8h}}, "lost suppress ask"},
        {unknown_address, "k.vodafone.ne.jp", {{unknown_address, morning - 24h}}, "lost suppress ask"},
        {unknown_address, "docomo.ne.jp", {{mailbox_full, morning - 24h}}, "lost ask"},
        {unknown_address, "notdocomo.ne.jp", {}, "lost suppress ask"},
        {dead_domain, "example.jp", {}, "lost"},
        {dead_domain, "example.jp", {{dead_domain, morning - 24h}}, "lost suppress ask"},
        {dead_domain, "example.jp", {{dead_domain, morning - 25h}}, "lost"},
        {dead_domain, "example.jp", {{temporary, morning - 1h}}, "lost"},
        {mailbox_full, "example.jp", {}, "lost"},
        {mailbox_full,
         "example.jp",
         {{mailbox_full, morning - 72h}, {mailbox_full, morning - 50h}, {mailbox_full, morning - 2h}},
         "lost"},
        {mailbox_full,
         "example.jp",
         {{mailbox_full, morning - 71h},
          {mailbox_full, morning - 50h},
          {mailbox_full, morning - 3h},
          {mailbox_full, morning - 2h}},
         "lost"},
        {mailbox_full,
         "example.jp",
         {{mailbox_full, morning - 2h},
          {mailbox_full, morning - 50h},
          {mailbox_full, morning - 3h},
          {mailbox_full, morning - 72h}},
         "lost suppress ask"},
        {temporary, "example.jp", std::vector<PastBounce>(20, {temporary, morning - 24h}), "lost"},
        {policy, "example.jp", std::vector<PastBounce>(20, {policy, morning - 24h}), "lost rest alarm"},
        {our_fault, "example.jp", std::vector<PastBounce>(20, {our_fault, morning - 24h}), "lost alarm"},
        {unclear, "example.jp", std::vector<PastBounce>(20, {unclear, morning - 24h}), "lost"},
        {delayed, "docomo.ne.jp", std::vector<PastBounce>(20, {delayed, morning - 24h}), "doubtful"},
        {none, "example.jp", {}, ""},
    };
    for (const Row& row : rows)
        EXPECT_EQ(said(after_bounce(row.kind, row.domain, row.earlier, morning, domain_test::tokyo)), row.follows)
            << to_text(row.kind) << " " << row.domain << " after " << row.earlier.size();
}

TEST(Bounce, IsWrittenAndReadBack) {
    for (const BounceClass one :
         {unknown_address, dead_domain, mailbox_full, temporary, policy, our_fault, delayed, unclear, none})
        EXPECT_EQ(bounce_from(to_text(one)), one);
    EXPECT_EQ(bounce_from("something new"), unclear);
}

}  // namespace
}  // namespace todoke
