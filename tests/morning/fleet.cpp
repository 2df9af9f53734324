#include "tests/morning/fleet.hpp"

#include <arpa/inet.h>
#include <cerrno>
#include <csignal>
#include <fcntl.h>
#include <linux/close_range.h>
#include <stdexcept>
#include <sys/prctl.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <unistd.h>

#include <httplib.h>

namespace todoke::morning {

using namespace std::chrono_literals;

std::vector<int> free_ports(std::size_t count) {
    std::vector<int> sockets, ports;
    for (std::size_t i = 0; i < count; ++i) {
        const int one = socket(AF_INET, SOCK_STREAM | SOCK_CLOEXEC, 0);
        sockaddr_in address{};
        address.sin_family = AF_INET;
        address.sin_addr.s_addr = htonl(INADDR_LOOPBACK);
        socklen_t size = sizeof address;
        if (one < 0 || bind(one, reinterpret_cast<sockaddr*>(&address), size) != 0 ||
            getsockname(one, reinterpret_cast<sockaddr*>(&address), &size) != 0)
            throw std::runtime_error("no free port");
        sockets.push_back(one);
        ports.push_back(ntohs(address.sin_port));
    }
    for (const int one : sockets) close(one);
    return ports;
}

Fleet::Fleet(std::array<Member, processes> members, std::function<std::string()> faults)
    : members_(std::move(members)), faults_(std::move(faults)) {
    keeper_ = std::jthread([this](std::stop_token stop) {
        while (true) {
            std::packaged_task<void()> task;
            {
                std::unique_lock lock(mutex_);
                wake_.wait_for(lock, stop, 10ms, [&] { return !work_.empty(); });
                if (work_.empty() && stop.stop_requested()) return;
                if (!work_.empty()) {
                    task = std::move(work_.front());
                    work_.pop_front();
                }
            }
            if (task.valid())
                task();
            else
                raise_the_dead();
        }
    });
}

Fleet::~Fleet() {
    on_keeper([this] {
        for (std::size_t i = 0; i < processes; ++i) bury(i);
    });
    keeper_.request_stop();
}

void Fleet::on_keeper(const std::function<void()>& work) {
    std::packaged_task<void()> task(work);
    auto done = task.get_future();
    {
        const std::lock_guard lock(mutex_);
        work_.push_back(std::move(task));
    }
    wake_.notify_one();
    done.get();
}

void Fleet::spawn(std::size_t which) {
    const Member& member = members_[which];
    const std::string config = member.config.string(), log = member.log.string();
    const std::string faults = "TODOKE_FAULT_POINTS=" + (faults_ ? faults_() : "");
    std::vector<char*> environment;
    for (char** one = environ; *one; ++one) environment.push_back(*one);
    environment.push_back(const_cast<char*>(faults.c_str()));
    environment.push_back(nullptr);
    told_to_die_[which] = static_cast<bool>(faults_);
    const pid_t parent = getpid();
    const pid_t child = fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child > 0) {
        pids_[which] = child;
        return;
    }
    // Only what is safe after a fork of a process with threads. Inherited descriptors would keep the doubles'
    // connections open.
    prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (getppid() != parent) _exit(126);
    const int out = open(log.c_str(), O_WRONLY | O_CREAT | O_APPEND, 0600);
    if (out < 0 || dup2(out, 1) < 0 || dup2(out, 2) < 0) _exit(126);
    close_range(3, ~0U, 0);
    execle(TODOKE_BINARY, TODOKE_BINARY, "--config", config.c_str(), "serve", static_cast<char*>(nullptr),
           environment.data());
    _exit(127);
}

bool Fleet::found_dead(std::size_t which) {
    int status = 0;
    if (pids_[which] == 0 || waitpid(pids_[which], &status, WNOHANG) != pids_[which]) return false;
    const bool at_a_point = told_to_die_[which] && WIFSIGNALED(status) && WTERMSIG(status) == SIGKILL;
    ++(at_a_point ? deaths_at_points_ : sudden_deaths_);
    pids_[which] = 0;
    return true;
}

void Fleet::raise_the_dead() {
    for (std::size_t i = 0; i < processes; ++i)
        if (found_dead(i)) spawn(i);
}

void Fleet::bury(std::size_t which) {
    if (pids_[which] == 0 || found_dead(which)) return;
    int status = 0;
    kill(pids_[which], SIGKILL);
    while (waitpid(pids_[which], &status, 0) < 0 && errno == EINTR) {
    }
    pids_[which] = 0;
}

void Fleet::start(std::size_t which) {
    on_keeper([&] { spawn(which); });
}

void Fleet::kill_and_start(std::size_t which) {
    on_keeper([&] {
        bury(which);
        ++kills_;
        spawn(which);
    });
}

void Fleet::spare() {
    on_keeper([this] {
        faults_ = nullptr;
        for (std::size_t i = 0; i < processes; ++i) {
            bury(i);
            ++kills_;
            spawn(i);
        }
    });
}

int Fleet::stop(std::size_t which) {
    int code = -1;
    on_keeper([&] {
        pid_t& pid = pids_[which];
        if (pid == 0) return;
        kill(pid, SIGTERM);
        const auto until = std::chrono::steady_clock::now() + 20s;
        while (std::chrono::steady_clock::now() < until) {
            int status = 0;
            if (waitpid(pid, &status, WNOHANG) == pid) {
                code = WIFEXITED(status) ? WEXITSTATUS(status) : -1;
                pid = 0;
                return;
            }
            std::this_thread::sleep_for(20ms);
        }
        bury(which);
    });
    return code;
}

bool Fleet::ready(std::size_t which) const {
    httplib::Client client("127.0.0.1", members_[which].admin_port);
    client.set_connection_timeout(1s);
    client.set_read_timeout(2s);
    const auto answer = client.Get("/ready");
    return answer && answer->status == 200;
}

std::string Fleet::origin(std::size_t which) const {
    return "http://127.0.0.1:" + std::to_string(members_[which].port);
}

}  // namespace todoke::morning
