// Signatures of Standard Webhooks (https://www.standardwebhooks.com): HMAC-SHA256 over "id.timestamp.body".
#pragma once

#include "bot/ports/http.hpp"
#include "domain/time.hpp"

#include <optional>
#include <string>
#include <string_view>

namespace todoke::gate {

// `secret`: raw key bytes. True when one of the listed v1 signatures fits and the upload's timestamp is within 300 s of
// `now` (the upload's, not the scans': those may be any age).
bool verify(const HttpRequest& request, std::string_view secret, Instant now);

}  // namespace todoke::gate
