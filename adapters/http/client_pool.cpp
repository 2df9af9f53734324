#include "adapters/http/client_pool.hpp"

#include <atomic>
#include <thread>

#include <boost/asio/executor_work_guard.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/post.hpp>
#include <boost/asio/steady_timer.hpp>

namespace todoke::http {
namespace {

namespace asio = boost::asio;
using boost::system::error_code;

// Many servers close after 5 s without a request; a request sent into a closing connection has an unknown fate.
constexpr int longest_idle_seconds = 4;
// After that a name is resolved again even when the connection never rests.
constexpr int longest_life_seconds = 300;
constexpr std::size_t kept_per_origin = 64;

// Shared with the timer's handler, which may run while the request ends.
struct WatchState {
    explicit WatchState(asio::io_context& context, ClientConnection& watched) : timer(context), connection(&watched) {}
    asio::steady_timer timer;
    std::mutex mutex;
    ClientConnection* connection;  // null: nothing to stop any more
    std::atomic<bool> fired{false};
};

class TimerWatch : public ClientPool::Watch {
public:
    explicit TimerWatch(asio::io_context& context, std::shared_ptr<WatchState> state)
        : context_(context), state_(std::move(state)) {}
    ~TimerWatch() override {
        {
            const std::lock_guard lock(state_->mutex);
            state_->connection = nullptr;
        }
        asio::post(context_, [state = state_] { state->timer.cancel(); });
    }
    bool fired() const override { return state_->fired; }

private:
    asio::io_context& context_;
    std::shared_ptr<WatchState> state_;
};

}  // namespace

struct ClientPool::Background {
    asio::io_context context{1};
    asio::executor_work_guard<asio::io_context::executor_type> work{context.get_executor()};
    asio::steady_timer second{context};
    std::thread thread;

    void count_seconds(ClientPool& pool) {
        second.expires_after(std::chrono::seconds{1});
        second.async_wait([this, &pool](const error_code& error) {
            if (error) return;
            pool.every_second();
            count_seconds(pool);
        });
    }
};

ClientPool::ClientPool() : background_(std::make_unique<Background>()) {
    background_->count_seconds(*this);
    background_->thread = std::thread([this] { background_->context.run(); });
}

ClientPool::~ClientPool() {
    background_->context.stop();
    background_->thread.join();
}

std::unique_ptr<ClientConnection> ClientPool::take(const std::string& key) {
    const std::lock_guard lock(mutex_);
    const auto found = idle_.find(key);
    if (found == idle_.end() || found->second.empty()) return nullptr;
    auto connection = std::move(found->second.back());
    found->second.pop_back();
    return connection;
}

void ClientPool::give_back(const std::string& key, std::unique_ptr<ClientConnection> connection) {
    const std::lock_guard lock(mutex_);
    if (connection->born < 0) connection->born = seconds_;
    connection->last_use = seconds_;
    auto& idle = idle_[key];
    if (seconds_ - connection->born <= longest_life_seconds && idle.size() < kept_per_origin)
        idle.push_back(std::move(connection));
}

std::unique_ptr<ClientPool::Watch> ClientPool::watch(ClientConnection& connection, std::chrono::milliseconds span) {
    auto state = std::make_shared<WatchState>(background_->context, connection);
    asio::post(background_->context, [state, span] {
        state->timer.expires_after(span);
        state->timer.async_wait([state](const error_code& error) {
            const std::lock_guard lock(state->mutex);
            if (error || !state->connection) return;
            state->fired = true;
            state->connection->stop();
        });
    });
    return std::make_unique<TimerWatch>(background_->context, std::move(state));
}

void ClientPool::every_second() {
    std::vector<std::unique_ptr<ClientConnection>> ended;  // closed when the lock is free again
    const std::lock_guard lock(mutex_);
    ++seconds_;
    for (auto& [key, idle] : idle_) {
        std::erase_if(idle, [&](auto& connection) {
            if (seconds_ - connection->last_use <= longest_idle_seconds) return false;
            ended.push_back(std::move(connection));
            return true;
        });
    }
    std::erase_if(idle_, [](const auto& entry) { return entry.second.empty(); });
}

}  // namespace todoke::http
