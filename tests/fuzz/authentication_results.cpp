// A header of any bytes below our own fields never makes a sender proven; any bytes above them do no harm.
#include "adapters/email/receive/received_mail.hpp"
#include "tests/fuzz/promises.hpp"

#include <cstdint>
#include <string>

namespace todoke {
namespace {

const email::MailServer server{"mx.school.example", ""};

void try_header(std::string_view bytes) {
    const std::string any(bytes);
    (void)email::authentication_of(any, server, "docomo.ne.jp");
    const std::string received = "Received: from a by mx.school.example with ESMTP\r\n";
    const auto heard = [&](const std::string& raw) { return email::authentication_of(raw, server, "docomo.ne.jp"); };
    fuzz::must(heard(received + any) == email::Authentication::none);
    const std::string failed = "Authentication-Results: mx.school.example; dmarc=fail header.from=docomo.ne.jp\r\n";
    fuzz::must(heard(failed + received + any) == email::Authentication::failed);
    // One field of results by another server says nothing either.
    std::string line = any;
    for (char& c : line)
        if (c == '\r' || c == '\n') c = ' ';
    fuzz::must(heard("Authentication-Results: evil.example;" + line + "\r\n" + received) ==
               email::Authentication::none);
    (void)heard("Authentication-Results: mx.school.example;" + line + "\r\n" + received);
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    todoke::try_header({reinterpret_cast<const char*>(data), size});
    return 0;
}
