// Wake-ups between processes. They only shorten a wait: polling is the truth, no payload is sent, and a lost one costs
// nothing. Inside a process one wakes one's own workers in memory.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"

#include <atomic>
#include <functional>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace todoke::postgres {

class Connection;

class WakeUps {
public:
    WakeUps(std::string conninfo, std::string instance, const Clock& clock, Log& log);
    ~WakeUps();  // stops

    // `topic`: a-z and _. Before start() only. The callback runs on the listener's thread, after another process has
    // notified and after every (re)connection, because anything may have happened before it.
    void listen(const std::string& topic, std::function<void()> callback);
    void start();
    void stop();

    // Returns at once. Sent by a session of its own, never inside a transaction that writes (the lock of NOTIFY is held
    // through the flush of the commit and would serialise all writers); several calls become one, at most 20 per second
    // and topic.
    void notify(const std::string& topic);

private:
    void run();
    void serve(Connection& connection);
    void wait(int milliseconds, int socket);

    const std::string conninfo_, instance_;
    const Clock& clock_;
    Log& log_;
    std::map<std::string, std::function<void()>> callbacks_;
    std::mutex mutex_;
    std::set<std::string> wanted_;
    int bell_ = -1;  // eventfd: rings when there is something to send, or the end has come
    std::atomic<bool> stopping_{false};
    std::thread thread_;
};

}  // namespace todoke::postgres
