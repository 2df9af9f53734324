// The short-lived token that a platform wants with every call: kept in memory only, renewed before it ends, and asked
// for by one caller however many need it. How a token is issued is the channel's own matter.
#pragma once

#include "bot/ports/channel.hpp"

#include <condition_variable>
#include <functional>
#include <mutex>
#include <optional>
#include <string>

namespace todoke {

struct Token {
    std::string text;  // empty: none can be had now, and `failure` says what follows for a message
    std::optional<SendResult> failure;
    bool usable() const { return !text.empty(); }
};

struct IssuedToken {
    std::string text;
    Duration life{};
    std::optional<SendResult> failure = {};
};

// Posts the form in `request.body` to an OAuth door and reads {"access_token":"…","expires_in":900}. `name` is the log
// line of a failure, `usual_life` what holds when the answer does not say.
IssuedToken ask_for_token(const Services& services, ClientRequest request, Duration usual_life, std::string_view name,
                          const std::string& account);

class TokenCache {
public:
    TokenCache(const Services& services, std::function<IssuedToken()> issue)
        : services_(services), issue_(std::move(issue)) {}

    // A token that holds for a while. One caller fetches; the others go on with the old token, or wait for the new one.
    Token get();
    // The platform refused `token` (401): it is not used again.
    void refused(const std::string& token);

private:
    bool holds(Instant now) const { return !token_.empty() && now < ends_at_; }
    void keep(const IssuedToken& issued);

    const Services& services_;
    const std::function<IssuedToken()> issue_;
    std::mutex mutex_;  // guards what follows; never held while a token is issued
    std::condition_variable changed_;
    bool fetching_ = false;
    std::string token_;
    Instant refresh_at_{}, ends_at_{};
    std::optional<SendResult> last_failure_;
    std::chrono::steady_clock::time_point not_before_{};  // after a refusal that needs a person
};

}  // namespace todoke
