// From thrown StoreFailures to values, with the repetitions that are safe.
#pragma once

#include "adapters/postgres/pool.hpp"
#include "bot/ports/random.hpp"

#include <expected>
#include <string_view>
#include <thread>

namespace todoke::postgres {

// Runs `work(Connection&)`, which must be safe to repeat as a whole. Serialization failures, deadlocks and lock
// time-outs: again, at most 5 times in all, after a short random pause. A session that turns out dead before anything
// was committed: once more on a new one. Everything else, and a commit that broke off, is the caller's to judge.
template <class Work>
auto guarded(Pool& pool, std::string_view role, Random& random, Work work)
    -> std::expected<std::invoke_result_t<Work, Connection&>, Failure> {
    constexpr int most_attempts = 5;
    bool renewed = false;
    for (int attempt = 1;; ++attempt) {
        try {
            const Pool::Lease lease = pool.take(role);
            try {
                if constexpr (std::is_void_v<std::invoke_result_t<Work, Connection&>>) {
                    work(*lease);
                    return {};
                } else {
                    return work(*lease);
                }
            } catch (const SqlFailure& failure) {
                const bool dead = failure.failure().code == FailureCode::unavailable && !lease->usable() && !renewed;
                if (dead) renewed = true;
                if (attempt >= most_attempts || (!dead && !failure.retryable())) throw;
            }
        } catch (const StoreFailure& failure) {
            return std::unexpected(failure.failure());
        }
        std::this_thread::sleep_for(std::chrono::milliseconds(1 + random.below(std::uint64_t{10} << attempt)));
    }
}

}  // namespace todoke::postgres
