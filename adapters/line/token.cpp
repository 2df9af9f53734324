#include "adapters/line/token.hpp"

#include "adapters/line/account.hpp"
#include "bot/ports/json.hpp"

namespace todoke::line {
namespace {

using namespace std::chrono_literals;

constexpr Duration safety = 60s;               // a token this near its end is not used for a new call
constexpr Duration retry_refresh_after = 10s;  // after a failed refresh, while the old token still holds

// 900 s of life are refreshed at about 12 minutes.
Duration refresh_after(Duration life, Random& random) {
    return life * 4 / 5 -
           Duration{static_cast<Duration::rep>(random.below(30'000'000))} * (life >= Duration{10min} ? 1 : 0);
}

}  // namespace

TokenCache::TokenCache(const AccountSettings& settings, const Services& services)
    : settings_(settings), services_(services) {}

Token TokenCache::get() {
    if (!settings_.access_token.empty()) return {settings_.access_token, {}};
    std::unique_lock lock(mutex_);
    while (true) {
        const Instant now = services_.clock.now();
        if (holds(now) && (now < refresh_at_ || fetching_)) return {token_, {}};
        if (!fetching_) break;
        changed_.wait(lock, [&] { return !fetching_; });
        if (!holds(services_.clock.now()) && last_failure_) return {"", last_failure_};
    }
    fetching_ = true;
    lock.unlock();
    Issued issued;
    try {
        issued = issue();
    } catch (...) {
        lock.lock();
        fetching_ = false;
        last_failure_ = SendResult{.outcome = SendOutcome::not_started, .reason = "token_surprise"};
        changed_.notify_all();
        throw;
    }
    lock.lock();
    const Instant now = services_.clock.now();
    fetching_ = false;
    last_failure_ = issued.failure;
    if (!issued.failure) {
        token_ = issued.token;
        refresh_at_ = now + refresh_after(issued.life, services_.random);
        ends_at_ = now + std::max(issued.life - safety, issued.life / 2);
    } else {
        refresh_at_ = now + retry_refresh_after;
    }
    changed_.notify_all();
    if (holds(now)) return {token_, {}};
    return {"", last_failure_};
}

bool TokenCache::refused(const std::string& token) {
    if (!settings_.access_token.empty()) return false;
    const std::lock_guard lock(mutex_);
    if (token_ == token) {
        token_.clear();
        ends_at_ = {};
    }
    return true;
}

// POST /oauth2/v3/token, form → {"token_type":"Bearer","access_token":"ey…","expires_in":900}
TokenCache::Issued TokenCache::issue() {
    ClientRequest request;
    request.origin = settings_.api_base;
    request.path = "/oauth2/v3/token";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = "grant_type=client_credentials&client_id=" + percent_encode(settings_.channel_id) +
                   "&client_secret=" + percent_encode(settings_.secrets.front());
    request.connect_timeout = 2s;
    request.answer_timeout = 3s;
    const auto answer = services_.http.send(request);
    const auto failed = [&](SendOutcome outcome, const char* reason) {
        services_.log.warning(
            "line.token",
            {{"account", Code{settings_.name}}, {"reason", Code{reason}}, {"status", answer ? answer->status : 0}});
        return Issued{.failure = SendResult{.outcome = outcome, .reason = reason}};
    };
    // The message itself has not left this machine whatever happened here.
    if (!answer) return failed(SendOutcome::not_started, "token_unreachable");
    if (answer->status == 429) return failed(SendOutcome::throttled, "token_throttled");
    if (answer->status >= 500) return failed(SendOutcome::not_started, "token_unavailable");
    if (answer->status != 200) return failed(SendOutcome::our_fault, "token_refused");
    const auto body = json::parse(answer->body);
    const std::string token = body ? (*body)["access_token"].as_string() : "";
    if (token.empty()) return failed(SendOutcome::not_started, "token_unreadable");
    return {.token = token,
            .life = std::chrono::seconds{std::max<std::int64_t>((*body)["expires_in"].as_integer(900), 60)}};
}

}  // namespace todoke::line
