#include "adapters/gate/verify.hpp"

#include "bot/ports/crypto.hpp"

#include <charconv>

namespace todoke::gate {
namespace {

constexpr std::chrono::seconds tolerance{300};
constexpr std::size_t longest_id = 256;
constexpr int most_signatures = 5;

}  // namespace

bool verify(const HttpRequest& request, std::string_view secret, Instant now) {
    const auto id = request.header("webhook-id"), stamp = request.header("webhook-timestamp"),
               signatures = request.header("webhook-signature");
    if (!id || !stamp || !signatures || id->empty() || id->size() > longest_id) return false;
    std::int64_t seconds = 0;
    const auto [end, error] = std::from_chars(stamp->data(), stamp->data() + stamp->size(), seconds);
    if (error != std::errc{} || end != stamp->data() + stamp->size() || seconds < 0 || seconds > 32'503'680'000)
        return false;
    const Instant sent{std::chrono::seconds{seconds}};
    if (sent > now + tolerance || sent < now - tolerance) return false;

    const std::string signed_text = std::string(*id) + "." + std::string(*stamp) + "." + request.body;
    const std::string expected = crypto::hmac_sha256(secret, signed_text);
    std::string_view rest = *signatures;
    for (int i = 0; i < most_signatures && !rest.empty(); ++i) {
        const auto space = rest.find(' ');
        const auto one = rest.substr(0, space);
        rest = space == std::string_view::npos ? std::string_view{} : rest.substr(space + 1);
        if (!one.starts_with("v1,")) continue;
        const auto given = crypto::from_base64(one.substr(3));
        if (given && crypto::constant_time_equal(*given, expected)) return true;
    }
    return false;
}

}  // namespace todoke::gate
