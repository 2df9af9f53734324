// What the page for ending notices asks of the service. Implemented in bot/usecases; called by adapters/web.
#pragma once

#include "bot/ports/failure.hpp"

#include <expected>
#include <string>

namespace todoke {

class UnsubscribeDesk {
public:
    virtual ~UnsubscribeDesk() = default;
    // Changes nothing. false: no such page.
    virtual std::expected<bool, Failure> is_open(const std::string& token) = 0;
    // Ends the kind of notices that the token came with, at the address that it went to. Again is as once.
    virtual std::expected<bool, Failure> end(const std::string& token) = 0;
};

}  // namespace todoke
