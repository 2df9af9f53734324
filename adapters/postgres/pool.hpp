// A few connections, shared. Each role has its own number of them, so that a flood of one kind of work cannot starve
// another: storing what comes in never waits for somebody's slow transaction.
#pragma once

#include "adapters/postgres/connection.hpp"
#include "bot/ports/clock.hpp"

#include <condition_variable>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::postgres {

class Pool {
    struct Shelf;  // the connections of one role

public:
    struct Roles {
        std::map<std::string, int, std::less<>> connections;  // role → how many at most
    };
    // `options.application_name` is the instance; sessions are named todoke/<role>/<instance>. Connects when first
    // needed.
    Pool(ConnectionOptions options, Roles roles, const Clock& clock);
    ~Pool();

    class Lease {
    public:
        Lease(Pool& pool, Shelf& shelf, std::unique_ptr<Connection> connection);
        Lease(Lease&&) = default;
        ~Lease();
        Connection& operator*() const { return *connection_; }
        Connection* operator->() const { return connection_.get(); }

    private:
        Pool* pool_;
        Shelf* shelf_;
        std::unique_ptr<Connection> connection_;
    };

    // Waits at most 3 s for a free one. While the database cannot be reached it fails at once, and tries again after 50
    // ms, doubling to 2 s. Throws StoreFailure(unavailable).
    Lease take(std::string_view role);

    // A session outside all counts, for the rare and short (keys).
    std::unique_ptr<Connection> connect(std::string_view role) const;

private:
    struct Shelf {
        int at_most = 0;
        int out = 0;
        std::vector<std::unique_ptr<Connection>> idle;
        std::condition_variable freed;  // one each: a commit of the inbox does not wake who waits for another role
    };
    void give_back(Shelf& shelf, std::unique_ptr<Connection> connection);

    const ConnectionOptions options_;
    const Clock& clock_;
    std::mutex mutex_;
    std::map<std::string, Shelf, std::less<>> shelves_;
    std::chrono::milliseconds back_off_{0};
    std::chrono::steady_clock::time_point not_before_{};
};

}  // namespace todoke::postgres
