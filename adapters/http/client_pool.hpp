// Connections of the client that are not in use, and the background thread that ends requests which take too long and
// connections that nobody used for a while.
#pragma once

#include <chrono>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace todoke::http {

// One connection to one origin; made by client.cpp, which knows the library.
class ClientConnection {
public:
    virtual ~ClientConnection() = default;
    virtual void stop() = 0;  // from any thread: what is under way on the socket ends with an error

    long born = -1;     // second of the pool's life in which it first came back
    long last_use = 0;  // likewise
};

class ClientPool {
public:
    ClientPool();
    ~ClientPool();

    std::unique_ptr<ClientConnection> take(const std::string& key);  // nullptr: none is idle
    void give_back(const std::string& key, std::unique_ptr<ClientConnection> connection);

    // Stops the connection after `span` unless the Watch is gone before. The connection must outlive the Watch.
    class Watch {
    public:
        virtual ~Watch() = default;
        virtual bool fired() const = 0;
    };
    std::unique_ptr<Watch> watch(ClientConnection& connection, std::chrono::milliseconds span);

private:
    struct Background;

    void every_second();

    std::mutex mutex_;  // guards seconds_ and idle_; a connection that was taken belongs to its taker
    long seconds_ = 0;
    std::map<std::string, std::vector<std::unique_ptr<ClientConnection>>> idle_;
    std::unique_ptr<Background> background_;  // last: its thread uses what is above
};

}  // namespace todoke::http
