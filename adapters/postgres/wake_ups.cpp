#include "adapters/postgres/wake_ups.hpp"

#include "adapters/postgres/connection.hpp"

#include <algorithm>
#include <cstdint>
#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <libpq-fe.h>

namespace todoke::postgres {
namespace {

using namespace std::chrono_literals;

constexpr int between_notifications = 50;  // milliseconds: 20 per second
constexpr std::chrono::milliseconds first_back_off = 50ms, longest_back_off = 2s;

std::string channel_of(const std::string& topic) { return "todoke_" + topic; }

void ring(int bell) {
    const std::uint64_t one = 1;
    [[maybe_unused]] const auto written = write(bell, &one, sizeof one);
}

}  // namespace

WakeUps::WakeUps(std::string conninfo, std::string instance, const Clock& clock, Log& log)
    : conninfo_(std::move(conninfo)),
      instance_(std::move(instance)),
      clock_(clock),
      log_(log),
      bell_(eventfd(0, EFD_NONBLOCK | EFD_CLOEXEC)) {}

WakeUps::~WakeUps() {
    stop();
    close(bell_);
}

void WakeUps::listen(const std::string& topic, std::function<void()> callback) {
    // The topic becomes an identifier in SQL.
    if (topic.empty() || !std::ranges::all_of(topic, [](char c) { return (c >= 'a' && c <= 'z') || c == '_'; }))
        throw StoreFailure({FailureCode::misconfigured, "a topic is made of a-z and _", ""});
    callbacks_[topic] = std::move(callback);
}

void WakeUps::start() {
    thread_ = std::thread([this] { run(); });
}

void WakeUps::stop() {
    stopping_ = true;
    ring(bell_);
    if (thread_.joinable()) thread_.join();
}

void WakeUps::notify(const std::string& topic) {
    if (!callbacks_.contains(topic)) return;  // nobody of ours listens to it, so nobody else's does
    {
        const std::lock_guard lock(mutex_);
        if (!wanted_.insert(topic).second) return;
    }
    ring(bell_);
}

void WakeUps::wait(int milliseconds, int socket) {
    pollfd waiting[] = {{bell_, POLLIN, 0}, {socket, POLLIN, 0}};
    poll(waiting, socket < 0 ? 1 : 2, milliseconds);
    std::uint64_t drained = 0;
    [[maybe_unused]] const auto taken = read(bell_, &drained, sizeof drained);
}

void WakeUps::run() {
    std::chrono::milliseconds back_off = 0ms;
    while (!stopping_) {
        try {
            Connection connection({.conninfo = conninfo_, .application_name = "todoke/wake/" + instance_});
            connection.execute("set synchronous_commit = off");
            for (const auto& [topic, callback] : callbacks_) connection.execute("listen " + channel_of(topic));
            back_off = 0ms;
            for (const auto& [topic, callback] : callbacks_) callback();
            serve(connection);
        } catch (const StoreFailure&) {
            back_off = std::clamp(back_off * 2, first_back_off, longest_back_off);
            log_.warning("wake_ups.reconnect", {{"after", back_off}});
            for (auto left = back_off; left > 0ms && !stopping_; left -= 50ms) wait(50, -1);
        }
    }
}

void WakeUps::serve(Connection& connection) {
    PGconn* const raw = connection.raw();
    const int self = PQbackendPID(raw);
    auto next_send = clock_.mono();
    while (!stopping_) {
        wait(between_notifications, PQsocket(raw));
        if (stopping_) return;
        if (PQconsumeInput(raw) == 0)
            throw StoreFailure({FailureCode::unavailable, "the listening session is gone", ""});
        std::set<std::string> heard;
        while (PGnotify* one = PQnotifies(raw)) {
            if (one->be_pid != self) heard.insert(one->relname);
            PQfreemem(one);
        }
        for (const auto& [topic, callback] : callbacks_)
            if (heard.contains(channel_of(topic))) callback();
        if (clock_.mono() < next_send) continue;
        std::set<std::string> sending;
        {
            const std::lock_guard lock(mutex_);
            sending.swap(wanted_);
        }
        if (sending.empty()) continue;
        for (const std::string& topic : sending) connection.execute("notify " + channel_of(topic));
        next_send = clock_.mono() + std::chrono::milliseconds(between_notifications);
    }
}

}  // namespace todoke::postgres
