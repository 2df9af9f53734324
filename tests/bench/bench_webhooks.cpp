// How many webhooks are accepted for good per second, and what one costs: signed LINE events over loopback to a real
// `todoke serve`, beside PostgreSQL's own one-row-and-commit rate and one fdatasync on the same disk, round after round
// in the same run. Absolute figures belong to the machine; the ratios and the processor time per event are what to
// compare.
#include "tests/bench/database.hpp"
#include "tests/bench/load.hpp"
#include "tests/bench/machine.hpp"
#include "tests/processes/service_process.hpp"

#include <chrono>
#include <ctime>
#include <filesystem>
#include <iostream>
#include <string>
#include <sys/resource.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

using namespace todoke::bench;
using todoke::processes::ServiceProcess;

constexpr const char* line_secret = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";
constexpr int idle_connections = 1000;

struct Options {
    std::string todoke, pgbench, server, work, root, commit = "unknown";
    int rounds = 5, seconds = 5;
    std::size_t events = 40'000;
};

// One measured phase; every figure of a table's line.
struct Phase {
    double rate = 0, p50 = 0, p99 = 0;                // per second, ms
    double service = 0, database = 0, generator = 0;  // µs of processor time per event
    double foreign = 0;                               // processors used by others meanwhile
    double ratio = 0, syncs = 0;                      // rate ÷ pgbench, p99 ÷ fdatasync
    double together() const { return service + database; }
};

class Bench {
public:
    Bench(const Options& options, ServiceProcess& service, Database& database)
        : options_(options), service_(service), database_(database), postmaster_(database.postmaster()) {}

    Phase measure(int connections, std::size_t events) {
        const Requests requests(first_, events, line_secret);
        body_bytes_ = requests.body_bytes();
        first_ += events;
        const long rows_before = rows();
        database_.value("checkpoint");
        const double service = cpu_of(service_.process()), database = cpu_of_tree(postmaster_), own = cpu_of(getpid()),
                     machine = cpu_of_machine();
        const LoadResult load = run_load(service_.port(), connections, requests);
        const double per_event = 1e6 / static_cast<double>(events);
        Phase phase;
        const double used_service = cpu_of(service_.process()) - service,
                     used_database = cpu_of_tree(postmaster_) - database, used_own = cpu_of(getpid()) - own;
        phase.foreign = (cpu_of_machine() - machine - used_service - used_database - used_own) / load.seconds;
        phase.rate = static_cast<double>(events) / load.seconds;
        phase.p50 = percentile(load.latency, 0.50);
        phase.p99 = percentile(load.latency, 0.99);
        phase.service = used_service * per_event;
        phase.database = used_database * per_event;
        phase.generator = used_own * per_event;
        const long stored = rows() - rows_before;
        if (load.refused > 0 || stored != static_cast<long>(load.accepted))
            throw std::runtime_error(fmt::format("{} answered 200, {} otherwise, {} rows: the figures mean nothing",
                                                 load.accepted, load.refused, stored));
        return phase;
    }

    std::size_t body_bytes() const { return body_bytes_; }

private:
    long rows() { return database_.count("select count(*) from inbox"); }

    const Options& options_;
    ServiceProcess& service_;
    Database& database_;
    pid_t postmaster_;
    std::size_t first_ = 0, body_bytes_ = 0;
};

double median_of(const std::vector<Phase>& phases, double Phase::* member) {
    std::vector<double> values;
    for (const Phase& phase : phases) values.push_back(phase.*member);
    return median(values);
}

Phase medians(const std::vector<Phase>& phases) {
    Phase all;
    for (const auto member : {&Phase::rate, &Phase::p50, &Phase::p99, &Phase::service, &Phase::database,
                              &Phase::generator, &Phase::foreign, &Phase::ratio, &Phase::syncs})
        all.*member = median_of(phases, member);
    return all;
}

void print(const std::string& name, const Phase& p) {
    fmt::print(
        "| {:24} | {:6.0f} | {:5.2f} | {:6.2f} | {:6.2f} | {:5.0f} | {:5.1f} | {:5.1f} | {:5.1f} | {:5.1f} | {:4.2f} "
        "|\n",
        name, p.rate, p.ratio, p.p50, p.p99, p.syncs, p.service, p.database, p.together(), p.generator, p.foreign);
    std::cout.flush();
}

void print_aim(const std::string& what, double value, bool met, const std::string& aim) {
    fmt::print("| {:42} | {:8.2f} | {:10} | {} |\n", what, value, aim, met ? "met" : "MISSED");
}

void allow_many_connections() {
    rlimit limit{};
    getrlimit(RLIMIT_NOFILE, &limit);
    limit.rlim_cur = limit.rlim_max;
    setrlimit(RLIMIT_NOFILE, &limit);
}

std::string today() {
    std::time_t now = std::time(nullptr);
    char text[32];
    std::strftime(text, sizeof text, "%Y-%m-%d %H:%M UTC", std::gmtime(&now));
    return text;
}

int run(const Options& options) {
    allow_many_connections();
    {
        Database server(options.server + " dbname=postgres");
        server.value("drop database if exists todoke_bench with (force)");
        server.value("create database todoke_bench");
    }
    const std::string conninfo = options.server + " dbname=todoke_bench";
    Database database(conninfo);
    const std::string data = database.value("show data_directory");
    fmt::print(
        "bench_webhooks, {}, commit {}, n = {} rounds of {} events\n{}\nPostgreSQL {}, fsync {}, synchronous_commit "
        "{}, data in {}\n",
        today(), options.commit, options.rounds, options.events, machine_line(), database.value("show server_version"),
        database.value("show fsync"), database.value("show synchronous_commit"), data);
    if (database.value("show fsync") != "on") throw std::runtime_error("fsync is off: nothing would be durable");

    ServiceProcess service({.program = options.todoke,
                            .directory = options.work,
                            .schools = options.root + "/config/schools",
                            .templates = options.root + "/templates",
                            .database = conninfo,
                            .line_secret = line_secret});
    std::this_thread::sleep_for(std::chrono::seconds{2});
    const long after_start = resident_kb(service.process()), anonymous = resident_anonymous_kb(service.process());
    long with_idle = 0;
    {
        const IdleConnections idle(service.port(), idle_connections, Requests::empty_webhook(line_secret));
        std::this_thread::sleep_for(std::chrono::seconds{1});
        with_idle = resident_kb(service.process());
    }
    const double per_idle = static_cast<double>(with_idle - after_start) / idle_connections;
    fmt::print("memory after start {:.1f} MB ({:.1f} MB not backed by files), {:.1f} KB per idle connection\n\n",
               static_cast<double>(after_start) / 1024, static_cast<double>(anonymous) / 1024, per_idle);

    Bench bench(options, service, database);
    std::vector<Phase> at_64, at_256;
    std::vector<double> pgbench_rates, pgbench_cpu, syncs;
    auto held = std::make_unique<WorkHeld>(conninfo);
    (void)bench.measure(64, 5000);  // connections to the database, prepared statements, first pages
    database.value("analyze inbox");
    fmt::print(
        "| phase                    | /s     | ÷ pgb | p50 ms | p99 ms | syncs | serv. | datab | µs/ev | gener | "
        "others |\n"
        "|---|---|---|---|---|---|---|---|---|---|---|\n");
    for (int round = 1; round <= options.rounds; ++round) {
        const double sync = median(fdatasync_times(options.work, 500));
        database.value("checkpoint");
        const PgbenchResult rows = run_pgbench(options.pgbench, conninfo, database, 32, options.seconds, options.work);
        syncs.push_back(sync);
        pgbench_rates.push_back(rows.rate);
        pgbench_cpu.push_back(rows.cpu_per_row * 1e6);
        fmt::print("| {} fdatasync {:.3f} ms; pgbench 32 clients {:.0f} rows/s, database {:.1f} µs per row |\n", round,
                   sync, rows.rate, rows.cpu_per_row * 1e6);
        for (const auto& [connections, all] : {std::pair{64, &at_64}, std::pair{256, &at_256}}) {
            Phase phase = bench.measure(connections, options.events);
            phase.ratio = phase.rate / rows.rate;
            phase.syncs = phase.p99 / sync;
            all->push_back(phase);
            print(fmt::format("{} connections {}", round, connections), phase);
        }
    }
    const double memory = static_cast<double>(resident_kb(service.process())) / 1024;
    held.reset();
    Phase busy = bench.measure(64, options.events);
    busy.ratio = busy.rate / median(pgbench_rates);
    busy.syncs = busy.p99 / median(syncs);
    print("64, beside the backlog", busy);  // conversations of all earlier events are worked off at the same time

    const Phase m64 = medians(at_64), m256 = medians(at_256);
    fmt::print("\nmedians of {} rounds, body {} bytes; memory after the load {:.1f} MB\n", options.rounds,
               bench.body_bytes(), memory);
    fmt::print("fdatasync {:.3f} ms, pgbench 32 clients {:.0f} rows/s, database {:.1f} µs per row\n", median(syncs),
               median(pgbench_rates), median(pgbench_cpu));
    print("64 connections", m64);
    print("256 connections", m256);
    fmt::print("\n");
    print_aim("64 connections ÷ pgbench", m64.ratio, m64.ratio >= 1.3, "≥ 1.3");
    print_aim("256 connections ÷ pgbench", m256.ratio, m256.ratio >= 1.7, "≥ 1.7");
    print_aim("p99 at 64 connections in fdatasyncs", m64.syncs, m64.syncs <= 60, "≤ 60");
    print_aim("µs per event at 64, service + database", m64.together(), m64.together() <= 80, "≤ 80");
    print_aim("MB after start", static_cast<double>(after_start) / 1024, after_start <= 40 * 1024, "≤ 40");
    print_aim("KB per idle connection", per_idle, per_idle <= 16, "≤ 16");
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Durable acceptance of webhooks, beside PostgreSQL's own rate; see run.sh", "bench_webhooks");
    Options options;
    app.add_option("--todoke", options.todoke, "the program")->required();
    app.add_option("--pgbench", options.pgbench, "PostgreSQL's pgbench")->required();
    app.add_option("--server", options.server,
                   "conninfo of a private server, without dbname; todoke_bench is made anew")
        ->required();
    app.add_option("--work", options.work, "directory on the database's disk for configuration, log and probe")
        ->required();
    app.add_option("--root", options.root, "the repository")->required();
    app.add_option("--commit", options.commit, "for the heading");
    app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100));
    app.add_option("--seconds", options.seconds, "of each pgbench run")->check(CLI::Range(1, 600));
    app.add_option("--events", options.events, "of each phase")->check(CLI::Range(1000, 1'000'000));
    CLI11_PARSE(app, argc, argv);
    try {
        return run(options);
    } catch (const std::exception& problem) {
        std::cout.flush();
        std::cerr << "bench_webhooks: " << problem.what() << '\n';
        return 1;
    }
}
