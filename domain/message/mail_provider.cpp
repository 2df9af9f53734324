#include "domain/message/mail_provider.hpp"

#include <algorithm>
#include <array>
#include <string>

namespace todoke {
namespace {

constexpr std::array<std::string_view, 12> carriers{
    "docomo.ne.jp",  "au.com",         "ezweb.ne.jp",    "uqmobile.jp",    "softbank.jp",  "softbank.ne.jp",
    "ymobile.ne.jp", "ymobile1.ne.jp", "y-mobile.ne.jp", "vodafone.ne.jp", "disney.ne.jp", "rakumail.jp"};
constexpr std::array<std::string_view, 13> free_mails{
    "gmail.com",   "googlemail.com", "icloud.com",  "me.com",  "mac.com",    "yahoo.co.jp", "yahoo.ne.jp",
    "ymail.ne.jp", "yahoo.com",      "outlook.com", "live.jp", "outlook.jp", "hotmail.com"};

bool within(std::string_view domain, std::string_view of) {
    return domain == of || (domain.ends_with(of) && domain[domain.size() - of.size() - 1] == '.');
}

}  // namespace

MailProvider mail_provider(std::string_view domain) {
    std::string lower(domain);
    std::ranges::transform(lower, lower.begin(), [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    const auto runs = [&](std::string_view provider) { return within(lower, provider); };
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

}  // namespace todoke
