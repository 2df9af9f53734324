#include "domain/message/bounce.hpp"

#include "domain/message/mail_provider.hpp"

#include <algorithm>
#include <array>
#include <string>
#include <utility>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr std::array<std::pair<BounceClass, const char*>, 9> names{{
    {BounceClass::unknown_address, "unknown_address"},
    {BounceClass::dead_domain, "dead_domain"},
    {BounceClass::mailbox_full, "mailbox_full"},
    {BounceClass::temporary, "temporary"},
    {BounceClass::policy, "policy"},
    {BounceClass::our_fault, "our_fault"},
    {BounceClass::delayed, "delayed"},
    {BounceClass::unclear, "unclear"},
    {BounceClass::none, "none"},
}};

constexpr int full_to_suppress = 5;
constexpr auto full_for = 72h;  // a box that is emptied over the week-end is no lost address
constexpr auto dead_within = 24h;

std::vector<Instant> of_kind(const std::vector<PastBounce>& earlier, BounceClass kind) {
    std::vector<Instant> all;
    for (const PastBounce& one : earlier)
        if (one.kind == kind) all.push_back(one.at);
    return all;
}

}  // namespace

const char* to_text(BounceClass bounce) {
    return std::ranges::find(names, bounce, &decltype(names)::value_type::first)->second;
}

BounceClass bounce_from(std::string_view text) {
    const auto found = std::ranges::find(names, text, &decltype(names)::value_type::second);
    return found == names.end() ? BounceClass::unclear : found->first;
}

AfterBounce after_bounce(BounceClass bounce, std::string_view domain, const std::vector<PastBounce>& earlier,
                         Instant at, const ZoneRules& zone) {
    const auto same = of_kind(earlier, bounce);
    AfterBounce after;
    switch (bounce) {
        case BounceClass::none:
            return after;
        case BounceClass::delayed:
            after.doubtful = true;
            return after;
        case BounceClass::unknown_address:
            after.ask_family = true;
            after.suppress =
                mail_provider(domain) != MailProvider::carrier ||
                std::ranges::any_of(same, [&](Instant before) { return zone.local(before).day != zone.local(at).day; });
            break;
        case BounceClass::dead_domain:
            after.suppress = std::ranges::any_of(same, [&](Instant before) { return at - before <= dead_within; });
            break;
        case BounceClass::mailbox_full:
            after.suppress = static_cast<int>(same.size()) + 1 >= full_to_suppress &&
                             at - *std::ranges::min_element(same) >= full_for;
            break;
        case BounceClass::policy:
            after.rest_domain = after.alarm = true;
            break;
        case BounceClass::our_fault:
            after.alarm = true;
            break;
        case BounceClass::temporary:
        case BounceClass::unclear:
            break;
    }
    after.lost = true;
    after.ask_family = after.ask_family || after.suppress;
    return after;
}

}  // namespace todoke
