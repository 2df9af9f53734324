// An answer of any text: every line that is taken for the writer's own stands in the mail and is not quoted, and
// nothing from our mark on is taken where words stand above it.
#include "adapters/email/receive/received_mail.hpp"
#include "tests/fuzz/promises.hpp"

#include <algorithm>
#include <cstdint>
#include <string>

namespace todoke {
namespace {

using fuzz::must;

constexpr std::string_view mark = "--- この線より上にご記入ください ---";

void try_text(std::string_view text) {
    const auto reply = email::reply_text(text, mark);
    must(reply.text.size() <= text.size());
    must(reply.text.find(mark) == reply.text.npos);
    for (std::size_t start = 0; start < reply.text.size();) {
        const std::size_t end = std::min(reply.text.find('\n', start), reply.text.size());
        must(text.find(reply.text.substr(start, end - start)) != text.npos);
        start = end + 1;
    }
    // What is quoted below the mark never comes along.
    const auto answered = email::reply_text("はい\n\n" + std::string(mark) + "\n" + std::string(text), mark);
    must(answered.text == "はい");
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    todoke::try_text({reinterpret_cast<const char*>(data), size});
    return 0;
}
