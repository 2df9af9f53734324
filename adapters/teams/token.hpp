// Our own tokens for the connector: client credentials of the home tenant, an hour each, kept in memory only.
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
#pragma once

#include "bot/ports/channel.hpp"

#include <condition_variable>
#include <mutex>
#include <optional>
#include <string>

namespace todoke::teams {

struct AccountSettings;

struct Token {
    std::string text;  // empty: none can be had now, and `failure` says what follows for a message
    std::optional<SendResult> failure;
    bool usable() const { return !text.empty(); }
};

class TokenCache {
public:
    TokenCache(const AccountSettings& settings, const Services& services);

    // One caller fetches, the others go on with the old token or wait for the new one.
    Token get();
    // The connector refused `token` (401): it is not used again.
    void refused(const std::string& token);

private:
    struct Issued {
        std::string token;
        Duration life{};
        std::optional<SendResult> failure;
    };
    Issued issue();
    std::optional<std::string> credentials() const;  // the rest of the form; nullopt: the key makes no assertion
    bool holds(Instant now) const { return !token_.empty() && now < ends_at_; }

    const AccountSettings& settings_;
    const Services& services_;
    std::mutex mutex_;  // guards what follows; never held during a call
    std::condition_variable changed_;
    bool fetching_ = false;
    std::string token_;
    Instant refresh_at_{}, ends_at_{};
    std::optional<SendResult> last_failure_;
    std::chrono::steady_clock::time_point not_before_{};  // after a refusal that needs a person
};

}  // namespace todoke::teams
