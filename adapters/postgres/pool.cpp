#include "adapters/postgres/pool.hpp"

#include <algorithm>

namespace todoke::postgres {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_wait = 3s;
constexpr std::chrono::milliseconds first_back_off = 50ms, longest_back_off = 2s;

}  // namespace

Pool::Pool(ConnectionOptions options, Roles roles, const Clock& clock) : options_(std::move(options)), clock_(clock) {
    for (const auto& [role, count] : roles.connections) shelves_[role].at_most = count;
}

Pool::~Pool() = default;

Pool::Lease::Lease(Pool& pool, Shelf& shelf, std::unique_ptr<Connection> connection)
    : pool_(&pool), shelf_(&shelf), connection_(std::move(connection)) {}

Pool::Lease::~Lease() {
    if (connection_) pool_->give_back(*shelf_, std::move(connection_));
}

std::unique_ptr<Connection> Pool::connect(std::string_view role) const {
    ConnectionOptions options = options_;
    options.application_name = "todoke/" + std::string(role) + "/" + options_.application_name;
    return std::make_unique<Connection>(options);
}

Pool::Lease Pool::take(std::string_view role) {
    const auto found = shelves_.find(role);  // their number never changes
    if (found == shelves_.end())
        throw StoreFailure({FailureCode::misconfigured, "no connections for the role " + std::string(role), ""});
    Shelf& shelf = found->second;
    {
        std::unique_lock lock(mutex_);
        if (!shelf.freed.wait_for(lock, longest_wait, [&] { return !shelf.idle.empty() || shelf.out < shelf.at_most; }))
            throw StoreFailure(
                {FailureCode::unavailable, "all connections of the role " + std::string(role) + " are busy", ""});
        if (!shelf.idle.empty()) {
            auto connection = std::move(shelf.idle.back());
            shelf.idle.pop_back();
            ++shelf.out;
            return {*this, shelf, std::move(connection)};
        }
        if (clock_.mono() < not_before_)
            throw StoreFailure({FailureCode::unavailable, "the database cannot be reached",
                                "see that PostgreSQL runs and is reachable"});
        ++shelf.out;
    }
    try {
        auto connection = connect(role);
        {
            const std::lock_guard lock(mutex_);
            back_off_ = 0ms;
        }
        return {*this, shelf, std::move(connection)};
    } catch (...) {
        const std::lock_guard lock(mutex_);
        --shelf.out;
        back_off_ = std::clamp(back_off_ * 2, first_back_off, longest_back_off);
        not_before_ = clock_.mono() + back_off_;
        shelf.freed.notify_one();
        throw;
    }
}

void Pool::give_back(Shelf& shelf, std::unique_ptr<Connection> connection) {
    const bool good = connection->usable();
    if (!good) connection.reset();
    const std::lock_guard lock(mutex_);
    --shelf.out;
    if (good) shelf.idle.push_back(std::move(connection));
    shelf.freed.notify_one();
}

}  // namespace todoke::postgres
