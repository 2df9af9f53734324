#include "adapters/teams/token.hpp"

#include "adapters/teams/account.hpp"
#include "adapters/teams/assertion.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::teams {
namespace {

using namespace std::chrono_literals;

constexpr Duration refresh_before_end = 5min;
constexpr Duration safety = 60s;               // a token this near its end is not used for a new call
constexpr Duration retry_refresh_after = 10s;  // after a failed refresh, while the old token still holds
constexpr auto after_refusal = 60s;            // a wrong secret does not become right by asking often

}  // namespace

TokenCache::TokenCache(const AccountSettings& settings, const Services& services)
    : settings_(settings), services_(services) {}

Token TokenCache::get() {
    std::unique_lock lock(mutex_);
    while (true) {
        const Instant now = services_.clock.now();
        if (holds(now) && (now < refresh_at_ || fetching_)) return {token_, {}};
        if (last_failure_ && services_.clock.mono() < not_before_) {
            if (holds(now)) return {token_, {}};
            return {"", last_failure_};
        }
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
        const Duration jitter{static_cast<Duration::rep>(services_.random.below(60'000'000))};
        refresh_at_ = now + std::max(issued.life - refresh_before_end - jitter, issued.life / 2);
        ends_at_ = now + std::max(issued.life - safety, issued.life / 2);
    } else {
        refresh_at_ = now + retry_refresh_after;
        if (issued.failure->outcome == SendOutcome::our_fault) not_before_ = services_.clock.mono() + after_refusal;
    }
    changed_.notify_all();
    if (holds(now)) return {token_, {}};
    return {"", last_failure_};
}

void TokenCache::refused(const std::string& token) {
    const std::lock_guard lock(mutex_);
    if (token_ != token) return;
    token_.clear();
    ends_at_ = {};
}

std::optional<std::string> TokenCache::credentials() const {
    if (settings_.certificate.empty()) return "&client_secret=" + percent_encode(settings_.client_secret);
    const auto assertion = client_assertion(settings_, services_.clock.now(), services_.random);
    if (!assertion) return std::nullopt;
    return "&client_assertion_type=" + percent_encode("urn:ietf:params:oauth:client-assertion-type:jwt-bearer") +
           "&client_assertion=" + *assertion;
}

// POST {login_base}/{home tenant}/oauth2/v2.0/token → {"token_type":"Bearer","expires_in":3599,"access_token":"…"}
TokenCache::Issued TokenCache::issue() {
    int status = 0;
    const auto failed = [&](SendOutcome outcome, const char* reason) {
        services_.log.write(outcome == SendOutcome::our_fault ? LogLevel::error : LogLevel::warning, "teams.token",
                            {{"account", Code{settings_.name}}, {"reason", Code{reason}}, {"status", status}});
        return Issued{.token = "", .failure = SendResult{.outcome = outcome, .reason = reason}};
    };
    const auto credential = credentials();
    if (!credential) return failed(SendOutcome::our_fault, "token_assertion");
    ClientRequest request;
    request.origin = settings_.login_base;
    request.path = "/" + percent_encode(settings_.tenant_id) + "/oauth2/v2.0/token";
    request.content_type = "application/x-www-form-urlencoded";
    request.body = "grant_type=client_credentials&client_id=" + percent_encode(settings_.app_id) +
                   "&scope=https%3A%2F%2Fapi.botframework.com%2F.default" + *credential;
    request.connect_timeout = 2s;
    request.answer_timeout = 3s;
    const auto answer = services_.http.send(request);
    // The message itself has not left this machine whatever happened here.
    if (!answer) return failed(SendOutcome::not_started, "token_unreachable");
    status = answer->status;
    if (status == 429) return failed(SendOutcome::throttled, "token_throttled");
    if (status >= 500) return failed(SendOutcome::not_started, "token_unavailable");
    if (status != 200) return failed(SendOutcome::our_fault, "token_refused");
    const auto body = json::parse(answer->body);
    const std::string token = body ? (*body)["access_token"].as_string() : "";
    if (token.empty()) return failed(SendOutcome::not_started, "token_unreadable");
    return {.token = token,
            .life = std::chrono::seconds{std::max<std::int64_t>((*body)["expires_in"].as_integer(3599), 60)},
            .failure = {}};
}

}  // namespace todoke::teams
