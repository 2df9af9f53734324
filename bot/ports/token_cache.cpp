#include "bot/ports/token_cache.hpp"

#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr Duration safety = 60s;               // a token this near its end is not used for a new call
constexpr Duration retry_refresh_after = 10s;  // after a failed refresh, while the old token still holds
constexpr auto after_refusal = 60s;            // a wrong secret does not become right by asking often

// At four fifths of its life, a little earlier by chance so that processes do not ask at once: 15 minutes are renewed
// at about 12.
Duration refresh_after(Duration life, Random& random) {
    const auto spread = static_cast<std::uint64_t>(life.count() / 30);
    return life * 4 / 5 - Duration{static_cast<Duration::rep>(random.below(spread + 1))};
}

}  // namespace

Token TokenCache::get() {
    std::unique_lock lock(mutex_);
    while (true) {
        const Instant now = services_.clock.now();
        if (holds(now) && (now < refresh_at_ || fetching_)) return {token_, {}};
        if (last_failure_ && services_.clock.mono() < not_before_)
            return holds(now) ? Token{token_, {}} : Token{"", last_failure_};
        if (!fetching_) break;
        changed_.wait(lock, [&] { return !fetching_; });
        if (!holds(services_.clock.now()) && last_failure_) return {"", last_failure_};
    }
    fetching_ = true;
    lock.unlock();
    IssuedToken issued;
    try {
        issued = issue_();
    } catch (...) {
        lock.lock();
        keep({.text = "", .failure = SendResult{.outcome = SendOutcome::not_started, .reason = "token_surprise"}});
        throw;
    }
    lock.lock();
    keep(issued);
    if (holds(services_.clock.now())) return {token_, {}};
    return {"", last_failure_};
}

void TokenCache::keep(const IssuedToken& issued) {
    const Instant now = services_.clock.now();
    fetching_ = false;
    last_failure_ = issued.failure;
    if (!issued.failure) {
        token_ = issued.text;
        refresh_at_ = now + refresh_after(issued.life, services_.random);
        ends_at_ = now + std::max(issued.life - safety, issued.life / 2);
    } else {
        refresh_at_ = now + retry_refresh_after;
        if (issued.failure->outcome == SendOutcome::our_fault) not_before_ = services_.clock.mono() + after_refusal;
    }
    changed_.notify_all();
}

void TokenCache::refused(const std::string& token) {
    const std::lock_guard lock(mutex_);
    if (token_ != token) return;
    token_.clear();
    ends_at_ = {};
}

IssuedToken ask_for_token(const Services& services, ClientRequest request, Duration usual_life, std::string_view name,
                          const std::string& account) {
    request.content_type = "application/x-www-form-urlencoded";
    request.connect_timeout = 2s;
    request.answer_timeout = 3s;
    const auto answer = services.http.send(request);
    const auto failed = [&](SendOutcome outcome, const char* reason) {
        services.log.write(
            outcome == SendOutcome::our_fault ? LogLevel::error : LogLevel::warning, name,
            {{"account", Code{account}}, {"reason", Code{reason}}, {"status", answer ? answer->status : 0}});
        return IssuedToken{.text = "", .failure = SendResult{.outcome = outcome, .reason = reason}};
    };
    // The message itself has not left this machine whatever happened here.
    if (!answer) return failed(SendOutcome::not_started, "token_unreachable");
    if (answer->status == 429) return failed(SendOutcome::throttled, "token_throttled");
    if (answer->status >= 500) return failed(SendOutcome::not_started, "token_unavailable");
    if (answer->status != 200) return failed(SendOutcome::our_fault, "token_refused");
    const auto body = json::parse(answer->body);
    const std::string token = body ? (*body)["access_token"].as_string() : "";
    if (token.empty()) return failed(SendOutcome::not_started, "token_unreadable");
    const auto usual = std::chrono::duration_cast<std::chrono::seconds>(usual_life).count();
    return {.text = token,
            .life = std::chrono::seconds{std::max<std::int64_t>((*body)["expires_in"].as_integer(usual), 60)}};
}

}  // namespace todoke
