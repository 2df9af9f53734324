// A report of any bytes: up to the first NUL the part for machines, behind it the words.
#include "adapters/email/receive/received_mail.hpp"
#include "tests/fuzz/promises.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace todoke {
namespace {

void try_report(std::string_view bytes) {
    const std::size_t end = std::min(bytes.find('\0'), bytes.size());
    email::ReceivedMail mail;
    mail.report = email::ReceivedMail::Report{std::string(bytes.substr(0, end)), std::string(bytes.substr(end))};
    const email::Bounce bounce = email::read_bounce(mail);
    fuzz::must(bounce.status.size() <= 9);
    fuzz::must(bounce.status.find_first_not_of("0123456789.") == bounce.status.npos);
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    todoke::try_report({reinterpret_cast<const char*>(data), size});
    return 0;
}
