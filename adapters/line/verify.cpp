#include "adapters/line/verify.hpp"

#include "bot/ports/crypto.hpp"

namespace todoke::line {

bool signature_holds(std::string_view body, std::string_view signature, const std::vector<std::string>& secrets) {
    constexpr std::size_t base64_of_32_bytes = 44;
    if (signature.size() != base64_of_32_bytes) return false;
    const auto claimed = crypto::from_base64(signature);
    if (!claimed || claimed->size() != 32) return false;
    bool holds = false;
    for (const auto& secret : secrets)  // all of them, so that the time does not tell which one it was
        holds |= crypto::constant_time_equal(*claimed, crypto::hmac_sha256(secret, body));
    return holds;
}

}  // namespace todoke::line
