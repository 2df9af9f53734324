#include "adapters/email/own_address.hpp"

#include "adapters/email/address_token.hpp"

namespace todoke::email {

std::optional<Answer> read_own_address(const Services& services, std::string_view account, std::string_view local_part,
                                       bool proven) {
    // What only looks like a paper's address is counted too: somebody may be guessing.
    if (has_form_of(TokenKind::registration, local_part))
        return answer::Registering{read_paper_token(services, account, local_part).value_or(0), proven};
    if (has_form_of(TokenKind::unsubscribe, local_part)) {
        const auto row = read_token(services, TokenKind::unsubscribe, account, local_part);
        return row ? Answer(answer::NoticesEnded{*row}) : Answer(answer::Nothing{});
    }
    return std::nullopt;
}

}  // namespace todoke::email
