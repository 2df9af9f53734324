#pragma once

#include "adapters/line/account.hpp"

#include <memory>

namespace todoke::line {

// What an answer of the platform means (reliability: result table).
SendResult result_of(const ClientResponse& answer, bool is_reply, Instant now);
SendResult result_of(const ClientFailure& failure);

std::unique_ptr<Channel> make_channel(std::shared_ptr<Accounts> accounts, const Services& services);

}  // namespace todoke::line
