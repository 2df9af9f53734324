#pragma once

#include <string>
#include <string_view>
#include <vector>

namespace todoke::line {

// Whether `signature` (the x-line-signature header) is base64(HMAC-SHA256(secret, body)) for one of the secrets. `body`
// is what was received, byte for byte: LINE writes some emoji as \uD83D\uDE37 escapes, which a parse and write would
// lose. https://developers.line.biz/en/docs/messaging-api/verify-webhook-signature/
bool signature_holds(std::string_view body, std::string_view signature, const std::vector<std::string>& secrets);

}  // namespace todoke::line
