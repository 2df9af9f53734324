// Any bytes on an LMTP connection: the same is said however they are cut, every mail has a recipient and stays within
// the limits, and each recipient gets exactly one reply.
#include "adapters/email/lmtp/session.hpp"
#include "tests/fuzz/promises.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace todoke {
namespace {

using namespace email::lmtp;

constexpr Limits limits{.message = 600, .command = 80, .recipients = 3, .errors = 10};

std::ptrdiff_t lines_of(const std::string& replies) { return std::ranges::count(replies, '\n'); }

// `step`: how many bytes come at once.
std::string talk(std::string_view bytes, std::size_t step) {
    Session session("mx", limits, [](const Path& path) { return path.domain != "x"; });
    std::string said;
    while (!bytes.empty()) {
        session.feed(bytes.substr(0, step));
        bytes.remove_prefix(std::min(step, bytes.size()));
        while (const Mail* mail = session.mail()) {
            fuzz::must(!mail->recipients.empty() && mail->recipients.size() <= limits.recipients);
            fuzz::must(mail->bytes.size() <= limits.message);
            said += session.take_replies() + "[" + mail->sender.text() + "|" + mail->bytes + "]";
            const auto count = mail->recipients.size();
            Session before = session;
            before.drain();
            before.settle(std::vector(count, Taken::yes));
            fuzz::must(lines_of(before.take_replies()) == static_cast<std::ptrdiff_t>(count) + 1);
            session.settle(std::vector(count, Taken::yes));
        }
        said += session.take_replies();
    }
    return said;
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    const std::string_view bytes(reinterpret_cast<const char*>(data), size);
    const std::string whole = todoke::talk(bytes, bytes.size() + 1);
    todoke::fuzz::must(todoke::talk(bytes, 1) == whole);
    todoke::fuzz::must(todoke::talk(bytes, 7) == whole);
    return 0;
}
