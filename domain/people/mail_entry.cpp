#include "domain/people/mail_entry.hpp"

#include "domain/message/mail_provider.hpp"

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int answers_per_address = 3, answers_per_paper = 10, answers_per_domain = 20, answers_per_minute = 120;
constexpr auto same_page_within = 10min;
constexpr int most_repeats = 2;

}  // namespace

MailAnswer answer_to_entry(const MailAnswers& before, std::string_view domain, Instant now) {
    const bool many_behind_it = mail_provider(domain) != MailProvider::other;
    if (before.to_address_in_a_day >= answers_per_address || before.for_paper >= answers_per_paper ||
        before.in_a_minute >= answers_per_minute ||
        (!many_behind_it && before.to_domain_in_an_hour >= answers_per_domain))
        return MailAnswer::none;
    if (!before.last_page_at || now - *before.last_page_at > same_page_within) return MailAnswer::new_page;
    return before.repeated < most_repeats ? MailAnswer::same_page : MailAnswer::none;
}

}  // namespace todoke
