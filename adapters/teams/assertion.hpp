#pragma once

#include "adapters/teams/account.hpp"

#include <optional>
#include <string>

namespace todoke::teams {

// A client assertion signed with the account's certificate key: PS256 with x5t#S256, valid for five minutes, used once.
// nullopt: certificate or key cannot be read.
// https://learn.microsoft.com/entra/identity-platform/certificate-credentials
std::optional<std::string> client_assertion(const AccountSettings& settings, Instant now, Random& random);

}  // namespace todoke::teams
