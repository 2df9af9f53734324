#include "domain/people/mail_entry.hpp"

#include <algorithm>
#include <array>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int answers_per_address = 3, answers_per_paper = 10, answers_per_domain = 20, answers_per_minute = 120;
constexpr auto same_page_within = 10min;
constexpr int most_repeats = 2;

constexpr std::array<std::string_view, 11> carriers{"docomo.ne.jp", "au.com",         "ezweb.ne.jp",   "uqmobile.jp",
                                                    "softbank.jp",  "softbank.ne.jp", "ymobile.ne.jp", "vodafone.ne.jp",
                                                    "disney.ne.jp", "rakumail.jp",    "y-mobile.ne.jp"};
constexpr std::array<std::string_view, 13> free_mails{
    "gmail.com",   "googlemail.com", "icloud.com",  "me.com",  "mac.com",    "yahoo.co.jp", "yahoo.ne.jp",
    "ymail.ne.jp", "yahoo.com",      "outlook.com", "live.jp", "outlook.jp", "hotmail.com"};

bool within(std::string_view domain, std::string_view of) {
    return domain == of || (domain.ends_with(of) && domain[domain.size() - of.size() - 1] == '.');
}

}  // namespace

MailProvider mail_provider(std::string_view domain) {
    const auto runs = [&](std::string_view provider) { return within(domain, provider); };
    if (std::ranges::any_of(carriers, runs)) return MailProvider::carrier;
    if (std::ranges::any_of(free_mails, runs)) return MailProvider::free_mail;
    return MailProvider::other;
}

const char* to_text(MailProvider provider) {
    switch (provider) {
        case MailProvider::carrier:
            return "carrier";
        case MailProvider::free_mail:
            return "free_mail";
        case MailProvider::other:
            return "other";
    }
    return "other";
}

std::string_view domain_of(std::string_view address) {
    const auto at = address.rfind('@');
    return at == address.npos ? std::string_view() : address.substr(at + 1);
}

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
