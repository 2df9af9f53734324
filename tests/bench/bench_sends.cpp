// What it costs to send: pushes that are all due at the same moment, rendered and sent by a real `todoke serve` to a
// local LINE that takes 50 ms for each answer, beside a bare HTTP client that posts the same bodies to the same place.
// The rate must be the configured one, and stay below it in every second.
#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "tests/bench/database.hpp"
#include "tests/bench/machine.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/processes/service_process.hpp"

#include <atomic>
#include <ctime>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <string>
#include <sys/resource.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <httplib.h>

namespace {

using namespace std::chrono_literals;
using namespace todoke;
using namespace todoke::bench;
using todoke::processes::ServiceProcess;

constexpr const char* line_secret = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";
constexpr const char* token = "bench";
constexpr auto answer_time = 50ms;
constexpr int users = 500;
constexpr int connections = 32;  // as many as the service has senders

struct Options {
    std::string todoke, server, work, root, commit = "unknown", reference, bodies;
    int rounds = 3, sends = 10'000, rate = 500;
};

struct Phase {
    double rate = 0, busiest = 0;       // per second over all; in the busiest second
    double p50 = 0, p99 = 0, last = 0;  // seconds from due to sent
    double client = 0, database = 0;    // ms of processor time per 1,000 sends
    double foreign = 0;
};

std::string user_id(int number) { return fmt::format("U{:032x}", number); }

// All due at `due`, as a gate's upload would have written them.
void fill(const std::string& conninfo, int count, int round, Instant due) {
    system::SystemClock clock;
    system::SystemRandom random;
    const auto log = system::make_log(clock, LogLevel::warning);
    const auto store = postgres::make_store(
        {.conninfo = conninfo, .master_key = std::string(32, 'k'), .instance = "bench"}, clock, random, *log);
    for (int begin = 0; begin < count; begin += 500) {
        const auto written = store->transact([&](Transaction& tx) {
            std::vector<OutboxDraft> drafts;
            for (int i = begin; i < std::min(begin + 500, count); ++i) {
                OutboxDraft draft;
                draft.channel = "line";
                draft.account = "demo";
                draft.address_for_unlinked = user_id(i % users);
                draft.message_class = MessageClass::arrival;
                draft.dedup = fmt::format("bench:{}:{}", round, i);
                draft.why = "bench";
                draft.run_at = due;
                Message message{.key = "scan.passed"};
                message.args = Value::object({{"child", argument::person("p", "ハナ")},
                                              {"time", argument::time({std::chrono::minutes{481}})},
                                              {"place", argument::coded("main", {{"ja", "正門"}})}});
                draft.messages = {std::move(message)};
                drafts.push_back(std::move(draft));
            }
            tx.outbox().add(drafts, clock.now());
            return true;
        });
        if (!written) throw std::runtime_error(written.error().what);
    }
}

// A client without a service around it: keep-alive, one thread per connection.
int post_bodies(const Options& options) {
    std::ifstream file(options.bodies);
    std::vector<std::string> bodies;
    for (std::string line; std::getline(file, line);) bodies.push_back(line);
    std::atomic<std::size_t> next = 0, refused = 0;
    std::vector<std::thread> threads;
    for (int i = 0; i < connections; ++i)
        threads.emplace_back([&] {
            httplib::Client client(options.reference);
            client.set_keep_alive(true);
            client.set_tcp_nodelay(true);
            for (std::size_t mine = next++; mine < bodies.size(); mine = next++) {
                const auto answer =
                    client.Post("/v2/bot/message/push", {{"Authorization", std::string("Bearer ") + token}},
                                bodies[mine], "application/json");
                if (!answer || answer->status != 200) {
                    ++refused;
                    fmt::print(stderr, "not sent: {}\n",
                               answer ? std::to_string(answer->status) + " " + answer->body
                                      : httplib::to_string(answer.error()));
                }
            }
        });
    for (auto& thread : threads) thread.join();
    return refused == 0 ? 0 : 1;
}

class Bench {
public:
    Bench(const Options& options, const std::string& conninfo)
        : options_(options), conninfo_(conninfo), database_(conninfo), line_(platforms::LineOptions{}) {
        line_.add_channel({.channel_id = "1650000000",
                           .secret = line_secret,
                           .bot_user_id = "Ud0000000000000000000000000000001",
                           .static_token = token});
        for (int i = 0; i < users; ++i) line_.add_user({.user_id = user_id(i), .display_name = "x", .account = "demo"});
        platforms::Misbehaviour slow;
        slow.match = "/v2/bot/message/push";
        slow.delay = answer_time;
        slow.times = -1;
        line_.misbehave(slow);
    }

    std::string line_base() const { return line_.origin(); }
    Database& database() { return database_; }

    Phase service(ServiceProcess& process, int round) {
        const Instant due = system::machine_now() + 10s;
        fill(conninfo_, options_.sends, round, due);
        std::this_thread::sleep_until(std::chrono::time_point_cast<std::chrono::system_clock::duration>(due) - 500ms);
        return measure([&] { return cpu_of(process.process()); }, due, [] {});
    }

    Phase reference() {
        const auto pushes = line_.books().matching([](const platforms::Entry& e) { return is_push(e); });
        const std::string file = options_.work + "/bodies";
        std::ofstream out(file);
        for (int i = 0; i < options_.sends; ++i)
            out << boost::json::serialize(pushes[static_cast<std::size_t>(i)].body) << '\n';
        out.close();
        pid_t child = 0;
        double used = 0;
        return measure([&] { return used; }, system::machine_now(),
                       [&] {
                           child = ::fork();
                           if (child == 0) {
                               ::execl("/proc/self/exe", "bench_sends", "--reference", line_base().c_str(), "--bodies",
                                       file.c_str(), static_cast<char*>(nullptr));
                               ::_exit(127);
                           }
                           rusage usage{};
                           int status = 0;
                           if (::wait4(child, &status, 0, &usage) < 0 || status != 0)
                               throw std::runtime_error("the reference client was refused");
                           const auto seconds = [](const timeval& t) {
                               return static_cast<double>(t.tv_sec) + 1e-6 * static_cast<double>(t.tv_usec);
                           };
                           used = seconds(usage.ru_utime) + seconds(usage.ru_stime);
                       });
    }

private:
    static bool is_push(const platforms::Entry& entry) {
        return entry.direction == "in" && entry.path == "/v2/bot/message/push";
    }

    template <class Cpu, class Work>
    Phase measure(const Cpu& cpu, Instant due, const Work& work) {
        const std::size_t before = seen_;
        const pid_t postmaster = database_.postmaster();
        const double used = cpu(), database = cpu_of_tree(postmaster), own = cpu_of(getpid()),
                     machine = cpu_of_machine();
        const auto begin = std::chrono::steady_clock::now();
        work();
        const auto count = static_cast<std::size_t>(options_.sends);
        if (!line_.books().wait_for_count(is_push, before + count, 120s))
            throw std::runtime_error("not everything was sent within two minutes");
        const double wall = std::chrono::duration<double>(std::chrono::steady_clock::now() - begin).count();
        Phase phase;
        const double used_client = cpu() - used, used_database = cpu_of_tree(postmaster) - database;
        phase.foreign = (cpu_of_machine() - machine - used_client - used_database - (cpu_of(getpid()) - own)) / wall;
        std::vector<double> times;  // seconds after due
        const auto pushes = line_.books().matching([](const platforms::Entry& e) { return is_push(e); });
        for (std::size_t i = before; i < pushes.size(); ++i) {
            if (pushes[i].status != 200) throw std::runtime_error("a push was refused: the figures mean nothing");
            times.push_back(std::chrono::duration<double>(pushes[i].at - due).count());
        }
        if (times.size() != count) throw std::runtime_error("pushes were sent twice: the figures mean nothing");
        seen_ = pushes.size();
        std::ranges::sort(times);
        phase.rate = static_cast<double>(count) / (times.back() - times.front());
        std::size_t first = 0;
        for (std::size_t i = 0; i < times.size(); ++i) {
            while (times[i] - times[first] >= 1.0) ++first;
            phase.busiest = std::max(phase.busiest, static_cast<double>(i - first + 1));
        }
        phase.p50 = percentile(times, 0.5);
        phase.p99 = percentile(times, 0.99);
        phase.last = times.back();
        phase.client = used_client * 1e6 / static_cast<double>(count);
        phase.database = used_database * 1e6 / static_cast<double>(count);
        return phase;
    }

    const Options& options_;
    std::string conninfo_;
    Database database_;
    platforms::LineDouble line_;
    std::size_t seen_ = 0;
};

void print(const std::string& name, const Phase& p) {
    fmt::print("| {:18} | {:6.0f} | {:7.0f} | {:6.2f} | {:6.2f} | {:6.2f} | {:7.0f} | {:7.0f} | {:5.2f} |\n", name,
               p.rate, p.busiest, p.p50, p.p99, p.last, p.client, p.database, p.foreign);
    std::cout.flush();
}

int run(const Options& options) {
    {
        Database server(options.server + " dbname=postgres");
        server.value("drop database if exists todoke_bench with (force)");
        server.value("create database todoke_bench");
    }
    const std::string conninfo = options.server + " dbname=todoke_bench";
    Bench bench(options, conninfo);
    char when[32];
    const std::time_t now = std::time(nullptr);
    std::strftime(when, sizeof when, "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
    fmt::print("bench_sends, {}, commit {}, n = {} rounds of {} pushes, answers after {} ms, rate {}/s\n{}\n\n", when,
               options.commit, options.rounds, options.sends, answer_time.count(), options.rate, machine_line());
    ServiceProcess service({.program = options.todoke,
                            .directory = options.work,
                            .schools = options.root + "/config/schools",
                            .templates = options.root + "/templates",
                            .database = conninfo,
                            .line_secret = line_secret,
                            .line_base = bench.line_base(),
                            .line_rate = options.rate});
    fmt::print(
        "| phase              | /s     | busiest | p50 s  | p99 s  | last s | service | databas | others |\n"
        "|---|---|---|---|---|---|---|---|---|\n");
    std::vector<double> ours, bare;
    double busiest = 0, rate = 0;
    for (int round = 1; round <= options.rounds; ++round) {
        const Phase sent = bench.service(service, round);
        print(fmt::format("{} service", round), sent);
        const Phase reference = bench.reference();
        print(fmt::format("{} bare client", round), reference);
        ours.push_back(sent.client + sent.database);
        bare.push_back(reference.client);
        busiest = std::max(busiest, sent.busiest);
        rate = std::max(rate, sent.rate);
    }
    fmt::print(
        "\nms of processor time per 1,000 sends: service and database {:.0f}, bare client {:.0f} ({:.1f} times)\n",
        median(ours), median(bare), median(ours) / median(bare));
    // A fifth of a second may have been saved up before the first message.
    const double saved_up = 0.2 * options.rate, seconds = options.sends / rate;
    const bool held =
        options.sends <= options.rate * seconds * 1.01 + saved_up && busiest <= options.rate * 1.01 + saved_up;
    fmt::print("rate {:.0f}/s of {}, busiest second {:.0f}: {}\n", rate, options.rate, busiest,
               held ? "held" : "NOT HELD");
    return held ? 0 : 1;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Rendering and sending to a slow local LINE, beside a bare client; see run.sh", "bench_sends");
    Options options;
    app.add_option("--todoke", options.todoke, "the program");
    app.add_option("--server", options.server,
                   "conninfo of a private server, without dbname; todoke_bench is made anew");
    app.add_option("--work", options.work, "directory for configuration and log");
    app.add_option("--root", options.root, "the repository");
    app.add_option("--commit", options.commit, "for the heading");
    app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100));
    app.add_option("--sends", options.sends, "of each round")->check(CLI::Range(100, 1'000'000));
    app.add_option("--rate", options.rate, "configured for the account")->check(CLI::Range(1, 1900));
    app.add_option("--reference", options.reference, "only post the bodies to this address")->group("");
    app.add_option("--bodies", options.bodies)->group("");
    CLI11_PARSE(app, argc, argv);
    try {
        return options.reference.empty() ? run(options) : post_bodies(options);
    } catch (const std::exception& problem) {
        std::cout.flush();
        std::cerr << "bench_sends: " << problem.what() << '\n';
        return 1;
    }
}
