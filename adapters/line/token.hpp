// Channel access tokens: a static one from the configuration, or stateless ones of 15 minutes that are issued for the
// channel secret. https://developers.line.biz/en/docs/basics/channel-access-token/
#pragma once

#include "bot/ports/token_cache.hpp"

namespace todoke::line {

struct AccountSettings;

class Tokens {
public:
    Tokens(const AccountSettings& settings, const Services& services);
    Token get();
    // The platform refused `token` (401). false when nothing better can come (a static token).
    bool refused(const std::string& token);

private:
    const AccountSettings& settings_;
    TokenCache issued_;
};

}  // namespace todoke::line
