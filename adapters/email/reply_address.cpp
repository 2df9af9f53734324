#include "adapters/email/reply_address.hpp"

#include "adapters/email/address_token.hpp"

namespace todoke::email {

std::string reply_local_part(const Services& services, std::string_view account, OutboxId row) {
    return make_token(services, TokenKind::reply, account, row);
}

std::optional<std::string> read_reply_local_part(const Services& services, std::string_view account,
                                                 std::string_view local_part) {
    const auto row = read_token(services, TokenKind::reply, account, local_part);
    return row ? std::optional(reply_local_part(services, account, *row)) : std::nullopt;
}

std::string thread_id(const Services& services, std::string_view account, std::string_view thread,
                      std::string_view domain) {
    const std::string mark = services.sign("mail.thread", std::string(account) + "\n" + std::string(thread));
    return "t-" + base32(mark.substr(0, 10)) + "@" + std::string(domain);
}

}  // namespace todoke::email
