// A mail of any bytes: it is read or refused, and what was read is readable, within limits, and of one line where it
// has to be.
#include "adapters/email/receive/received_mail.hpp"

#include "tests/fuzz/promises.hpp"

#include <cstdint>

namespace todoke {
namespace {

using fuzz::must;

bool is_one_line(std::string_view text) { return fuzz::is_readable(text) && text.find_first_of("\n\t") == text.npos; }

bool can_be_mailed_to(const email::Address& address) {
    return email::parse_address(address.local + "@" + address.domain).has_value();
}

void try_mail(std::string_view raw) {
    email::MailLimits limits;
    limits.text_bytes = 4096;
    const auto mail = email::read_mail(raw, limits);
    if (!mail) return;
    must(is_one_line(mail->subject));
    must(fuzz::is_readable(mail->text) && mail->text.size() <= limits.text_bytes + 1);
    for (const email::Mailbox& mailbox : mail->from)
        must(is_one_line(mailbox.name) && can_be_mailed_to(mailbox.address));
    for (const email::Address& address : mail->recipients) must(can_be_mailed_to(address));
    for (const std::string& id : mail->references) must(is_one_line(id) && id.find_first_of("<> ") == id.npos);
    if (mail->report) must(fuzz::is_readable(mail->report->machine_part) && fuzz::is_readable(mail->report->words));
    must(fuzz::is_readable(email::reply_text(mail->text, "--- この線より上にご記入ください ---").text));
    must(mail->report.has_value() || email::read_bounce(*mail).kind == email::BounceClass::none);
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    todoke::try_mail({reinterpret_cast<const char*>(data), size});
    return 0;
}
