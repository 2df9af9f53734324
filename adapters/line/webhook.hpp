#pragma once

#include "adapters/line/account.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::line {

struct Webhook {
    std::string destination;           // bot user id that LINE sent it to; "" when absent
    std::vector<InboundEvent> events;  // empty for the console's Verify button
    std::size_t ignored = 0;           // events without a usable key
};

// The minimal parse: events, their keys, their order. A failure means: not a LINE webhook.
std::expected<Webhook, Failure> parse_webhook(std::string_view body, const std::string& account,
                                              const Services& services);

// POST /webhooks/line/{account}
RouteHandler webhook_handler(std::shared_ptr<Accounts> accounts);

}  // namespace todoke::line
