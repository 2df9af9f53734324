// Two service processes on one database, as an operating system sees them: started, killed without a word, started
// again.
#pragma once

#include <array>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <filesystem>
#include <functional>
#include <future>
#include <mutex>
#include <string>
#include <sys/types.h>
#include <thread>
#include <vector>

namespace todoke::morning {

inline constexpr std::size_t processes = 2;

// Loopback ports that nobody uses at this moment.
std::vector<int> free_ports(std::size_t count);

class Fleet {
public:
    struct Member {
        std::filesystem::path config, log;  // the log is appended to by every life of the member
        int port = 0, admin_port = 0;
    };
    // `faults`: what each new life is told about where to die by itself (faults.hpp); it is started again at once.
    Fleet(std::array<Member, processes> members, std::function<std::string()> faults);
    ~Fleet();  // no member survives
    Fleet(const Fleet&) = delete;
    Fleet& operator=(const Fleet&) = delete;

    void start(std::size_t which);
    void kill_and_start(std::size_t which);  // SIGKILL, and at once a new life
    void spare();                            // the last kill of all: the new lives are told nothing
    int stop(std::size_t which);             // SIGTERM; the exit code, -1 when it had to be killed after 20 s
    bool ready(std::size_t which) const;     // /ready answers 200
    std::string origin(std::size_t which) const;
    const Member& member(std::size_t which) const { return members_[which]; }
    int kills() const { return kills_; }
    int deaths_at_points() const { return deaths_at_points_; }
    int sudden_deaths() const { return sudden_deaths_; }  // dead though neither killed nor told to die

private:
    // Everything that makes a process runs on one thread: a child dies with the thread that made it (PR_SET_PDEATHSIG).
    void on_keeper(const std::function<void()>& work);
    void spawn(std::size_t which);
    void bury(std::size_t which);
    bool found_dead(std::size_t which);
    void raise_the_dead();

    std::array<Member, processes> members_;
    std::function<std::string()> faults_;
    std::array<pid_t, processes> pids_{};
    std::array<bool, processes> told_to_die_{};
    int kills_ = 0, deaths_at_points_ = 0, sudden_deaths_ = 0;
    std::mutex mutex_;
    std::condition_variable_any wake_;
    std::deque<std::packaged_task<void()>> work_;
    std::jthread keeper_;
};

}  // namespace todoke::morning
