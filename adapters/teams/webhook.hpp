#pragma once

#include "adapters/teams/account.hpp"

#include <expected>

namespace todoke::teams {

// An activity as an inbox event; malformed when type or conversation is missing. `body` is what was received.
std::expected<InboundEvent, Failure> event_of(const Value& activity, std::string body, const std::string& account,
                                              const Services& services);

// POST /webhooks/teams/{account}; `only` answers a path without an account.
RouteHandler webhook_handler(std::shared_ptr<Accounts> accounts, Account* only = nullptr);

}  // namespace todoke::teams
