// Channel access tokens: a static one from the configuration, or stateless ones of 15 minutes that are issued for the
// channel secret, kept in memory only and replaced before they end.
// https://developers.line.biz/en/docs/basics/channel-access-token/
#pragma once

#include "bot/ports/channel.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

namespace todoke::line {

struct AccountSettings;

struct Token {
    std::string text;  // empty: none can be had now, and `failure` says what follows for a message
    std::optional<SendResult> failure;
    bool usable() const { return !text.empty(); }
};

class TokenCache {
public:
    TokenCache(const AccountSettings& settings, const Services& services);

    // A token that holds for a while. One caller fetches, the others go on with the old token or wait for the new one.
    Token get();
    // The platform refused `token` (401): it is not used again. false when nothing better can come (a static token).
    bool refused(const std::string& token);

private:
    struct Issued {
        std::string token;
        Duration life{};
        std::optional<SendResult> failure;
    };
    Issued issue();
    bool holds(Instant now) const { return !token_.empty() && now < ends_at_; }

    const AccountSettings& settings_;
    const Services& services_;
    std::mutex mutex_;  // guards what follows; never held during a call to the platform
    std::condition_variable changed_;
    bool fetching_ = false;
    std::string token_;
    Instant refresh_at_{}, ends_at_{};
    std::optional<SendResult> last_failure_;
};

}  // namespace todoke::line
