// Our own tokens for the connector: client credentials of the home tenant, an hour each.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
#pragma once

#include "bot/ports/token_cache.hpp"

namespace todoke::teams {

struct AccountSettings;

IssuedToken issue_token(const AccountSettings& settings, const Services& services);

}  // namespace todoke::teams
