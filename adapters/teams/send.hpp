#pragma once

#include "adapters/teams/account.hpp"

#include <memory>

namespace todoke::teams {

enum class Operation { create, post, update };

// What an answer of the connector means (reliability: result table; codes of the connector).
SendResult result_of(const ClientResponse& answer, Operation operation, Instant now);
SendResult result_of(const ClientFailure& failure, Operation operation);

std::unique_ptr<Channel> make_channel(std::shared_ptr<Accounts> accounts, const Services& services);

}  // namespace todoke::teams
