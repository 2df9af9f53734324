// Who runs a mailbox, as far as it changes what is said, how fast mail goes there and how much is believed of what
// comes back.
#pragma once

#include <string_view>

namespace todoke {

enum class MailProvider {
    carrier,    // docomo, au, SoftBank …: filters that the family has to open, and that answer as if nobody lived there
    free_mail,  // Gmail, iCloud, Yahoo! …: mail may be late
    other
};
MailProvider mail_provider(std::string_view domain);  // in any case; subdomains count
const char* to_text(MailProvider provider);

std::string_view domain_of(std::string_view address);  // behind the last '@'

}  // namespace todoke
