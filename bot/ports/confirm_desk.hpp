// What the page behind a confirmation link asks of the service. Implemented in bot/usecases; called by adapters/web.
#pragma once

#include "bot/ports/failure.hpp"

#include <expected>
#include <string>

namespace todoke {

enum class ConfirmFate {
    open,  // waits for the press
    done,  // pressed, now or before
    gone   // no such link, or its time is over
};

class ConfirmDesk {
public:
    virtual ~ConfirmDesk() = default;
    virtual std::expected<ConfirmFate, Failure> look(const std::string& token) = 0;  // changes nothing
    virtual std::expected<ConfirmFate, Failure> confirm(const std::string& token) = 0;
};

}  // namespace todoke
