#include "bot/outbox/standing_keeper.hpp"

#include "bot/ports/channel.hpp"

#include <algorithm>
#include <condition_variable>
#include <exception>
#include <mutex>

namespace todoke {
namespace {

using namespace std::chrono_literals;

constexpr int rows_at_once = 10;
constexpr Duration lease = 150s;  // ten calls of 10 s at the worst, and some room

Duration back_off(int attempts) { return std::min<Duration>(5s * (1 << std::min(attempts - 1, 10)), 30min); }

}  // namespace

bool StandingKeeper::tick(Instant now) {
    if (names_.empty()) return false;
    const auto rows = store_.claim(names_, rows_at_once, lease, now);
    if (!rows) {
        log_.warning("standing.failed", {{"code", Code{to_text(rows.error().code)}}});
        return false;
    }
    for (const StandingRow& row : *rows) {
        Channel* channel = channels_.find(row.channel);
        const StandingShown shown = channel ? channel->show_standing(row) : StandingShown{};
        if (shown.done)
            (void)store_.shown(row, shown.as);
        else
            (void)store_.postpone(row, now + back_off(row.attempts));
    }
    return !rows->empty();
}

void StandingKeeper::start() {
    if (names_.empty()) return;
    thread_ = std::jthread([this](std::stop_token stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        while (!stop.stop_requested()) {
            bool worked = false;
            try {
                worked = tick(clock_.now());
            } catch (const std::exception&) {
                log_.error("standing.surprise");
            }
            if (worked) continue;
            std::unique_lock lock(mutex);
            never.wait_for(lock, stop, 1s, [] { return false; });  // a wait that stop() can end
        }
    });
}

void StandingKeeper::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

}  // namespace todoke
