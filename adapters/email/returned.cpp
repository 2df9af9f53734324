#include "adapters/email/returned.hpp"

#include "adapters/email/address_token.hpp"
#include "adapters/email/receive/received_mail.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::size_t key_length = 36;  // of a UUID

bool is_key(std::string_view text) {
    if (text.size() != key_length) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool hyphen = i == 8 || i == 13 || i == 18 || i == 23;
        if (hyphen ? text[i] != '-' : !((text[i] >= '0' && text[i] <= '9') || (text[i] >= 'a' && text[i] <= 'f')))
            return false;
    }
    return true;
}

// Of the mail that was sent back: "Message-ID: <KEY@domain>". It is 7-bit as we wrote it, so it can be looked for.
std::string key_in(std::string_view raw, std::string_view domain) {
    const std::string end = "@" + std::string(domain) + ">";
    for (std::size_t at = raw.find(end); at != raw.npos; at = raw.find(end, at + 1)) {
        if (at < key_length + 1 || raw[at - key_length - 1] != '<') continue;
        if (const std::string_view key = raw.substr(at - key_length, key_length); is_key(key)) return std::string(key);
    }
    return {};
}

Answer report_of(std::optional<OutboxId> row, std::string key, const StoredMail& mail) {
    const auto read = read_mail(mail.raw);
    if (!read) return answer::Nothing{};
    Bounce bounce = read_bounce(*read);
    if (bounce.kind == BounceClass::none) return answer::Nothing{};
    return answer::Returned{row, std::move(key), bounce.kind, std::move(bounce.status)};
}

}  // namespace

std::optional<Answer> read_returned(const Services& services, std::string_view account, std::string_view domain,
                                    const StoredMail& mail) {
    const std::string_view recipient = mail.recipient;
    const std::string_view local_part = recipient.substr(0, recipient.rfind('@'));
    if (has_form_of(TokenKind::bounce, local_part)) {
        const auto row = read_token(services, TokenKind::bounce, account, local_part);
        if (row && mail.sender.empty()) return report_of(row, "", mail);
        services.count("mail", "mail.report_ignored");
        return answer::Nothing{};
    }
    if (!mail.sender.empty()) return std::nullopt;
    std::string key = key_in(mail.raw, domain);
    if (key.empty()) return std::nullopt;
    return report_of(std::nullopt, std::move(key), mail);
}

}  // namespace todoke::email
