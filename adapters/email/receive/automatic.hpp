// Mail that no person wrote (RFC 3834 and what programs do in practice): it is never answered.
#pragma once

#include "adapters/email/receive/header_fields.hpp"
#include "adapters/email/receive/mime_tree.hpp"
#include "adapters/email/receive/received_mail.hpp"

namespace todoke::email {

// Sets `automatic` and `perhaps_automatic` of a mail whose people and subject were read.
void see_whether_automatic(const Header& header, const Part& tree, ReceivedMail& mail);

// The box that mail servers write from.
bool is_from_mail_server(const ReceivedMail& mail);

}  // namespace todoke::email
