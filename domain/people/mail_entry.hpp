// An empty mail to the address on the school's paper (空メール登録): whose mail is answered, and how often. Everybody
// can write such a mail in somebody else's name, so whoever could not be proven is not answered at all, and who was is
// answered only so often.
#pragma once

#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke {

// What was answered already.
struct MailAnswers {
    int to_address_in_a_day = 0, for_paper = 0, to_domain_in_an_hour = 0, in_a_minute = 0;
    // The last page that was made for this address and this paper, and how often its address was repeated since.
    std::optional<Instant> last_page_at;
    std::string last_token;
    int repeated = 0;
};

enum class MailAnswer {
    new_page,
    same_page,  // a mail that seemed lost is sent again: the page must not change under the hands of its reader
    none
};
MailAnswer answer_to_entry(const MailAnswers& before, std::string_view domain, Instant now);

inline constexpr auto mailed_page_is_open = std::chrono::hours{24};

}  // namespace todoke
