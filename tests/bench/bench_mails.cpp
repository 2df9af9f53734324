// How many mails are accepted for good per second: Postfix's smtp-source straight to our LMTP door, the same to
// Postfix's trivial smtp-sink, and both with a whole Postfix between, round after round in the same run.
#include "tests/bench/database.hpp"
#include "tests/bench/machine.hpp"
#include "tests/processes/service_process.hpp"
#include "tests/system/mail/mail_lab.hpp"

#include <chrono>
#include <csignal>
#include <filesystem>
#include <iostream>
#include <stdexcept>
#include <string>
#include <sys/prctl.h>
#include <sys/wait.h>
#include <thread>
#include <unistd.h>
#include <vector>

#include <CLI/CLI.hpp>
#include <fmt/format.h>

namespace {

using namespace std::chrono_literals;
using namespace todoke::bench;
using todoke::processes::ServiceProcess;
using todoke::test::MailLab;

struct Options {
    std::string todoke, server, work, root, commit = "unknown";
    int rounds = 3, mails = 2000;
};

constexpr int connections = 20, mail_bytes = 4000;

pid_t spawn(const std::vector<std::string>& words) {
    std::vector<char*> arguments;
    for (const std::string& word : words) arguments.push_back(const_cast<char*>(word.c_str()));
    arguments.push_back(nullptr);
    const pid_t child = ::fork();
    if (child < 0) throw std::runtime_error("fork failed");
    if (child == 0) {
        ::prctl(PR_SET_PDEATHSIG, SIGKILL);
        ::execvp(arguments[0], arguments.data());
        ::_exit(127);
    }
    return child;
}

void run(const std::vector<std::string>& words) {
    int status = 0;
    if (::waitpid(spawn(words), &status, 0) < 0 || status != 0) throw std::runtime_error(words[0] + " failed");
}

// Postfix's own LMTP sink: takes everything and keeps nothing.
class Sink {
public:
    explicit Sink(const std::string& path)
        : process_(spawn({"smtp-sink", "-L", "-u", "nobody", "unix:" + path, "100"})) {
        for (int i = 0; i < 100 && !std::filesystem::exists(path); ++i) std::this_thread::sleep_for(50ms);
        std::filesystem::permissions(path, std::filesystem::perms::all);
    }
    ~Sink() {
        ::kill(process_, SIGTERM);
        ::waitpid(process_, nullptr, 0);
    }

private:
    pid_t process_;
};

class Bench {
public:
    Bench(const Options& options, const MailLab& lab, Database& database, const std::string& sink)
        : options_(options), lab_(lab), database_(database), sink_(sink) {}

    double to_door() {
        return counted([&] { source({"-L"}, "unix:" + lab_.door()); });
    }
    double to_sink() {
        return timed([&] { source({"-L"}, "unix:" + sink_); });
    }
    double postfix_to_door() {
        lab_.set("relay_transport = lmtp:unix:" + lab_.door());
        return counted([&] {
            source({}, "127.0.0.1:" + std::to_string(lab_.port()));
            drained();
        });
    }
    double postfix_to_sink() {
        lab_.set("relay_transport = lmtp:unix:" + sink_);
        return timed([&] {
            source({}, "127.0.0.1:" + std::to_string(lab_.port()));
            drained();
        });
    }

private:
    void source(std::vector<std::string> more, const std::string& to) {
        std::vector<std::string> words{"smtp-source", "-d",
                                       "-s",          std::to_string(connections),
                                       "-m",          std::to_string(options_.mails),
                                       "-l",          std::to_string(mail_bytes),
                                       "-f",          "sato@guardian.test",
                                       "-t",          "r-abcd2345@in.school.test"};
        words.insert(words.end(), more.begin(), more.end());
        words.push_back(to);
        run(words);
    }
    void drained() {
        if (!lab_.empties(300s)) throw std::runtime_error("Postfix did not get rid of its mails");
    }
    double timed(const std::function<void()>& work) {
        const auto begun = std::chrono::steady_clock::now();
        work();
        const std::chrono::duration<double> took = std::chrono::steady_clock::now() - begun;
        return options_.mails / took.count();
    }
    double counted(const std::function<void()>& work) {
        const long before = database_.count("select count(*) from inbox");
        const double rate = timed(work);
        const long stored = database_.count("select count(*) from inbox") - before;
        if (stored != options_.mails)
            throw std::runtime_error(fmt::format("{} mails sent, {} stored", options_.mails, stored));
        return rate;
    }

    const Options& options_;
    const MailLab& lab_;
    Database& database_;
    const std::string sink_;
};

int measure(const Options& options) {
    if (const std::string missing = MailLab::missing(); !missing.empty()) throw std::runtime_error(missing);
    {
        Database server(options.server + " dbname=postgres");
        server.value("drop database if exists todoke_bench with (force)");
        server.value("create database todoke_bench");
    }
    const std::string conninfo = options.server + " dbname=todoke_bench";
    Database database(conninfo);
    const MailLab lab;
    lab.set("smtpd_milters =");  // verifying is the same work for both
    ServiceProcess service({.program = options.todoke,
                            .directory = options.work,
                            .schools = options.root + "/config/schools",
                            .templates = options.root + "/templates",
                            .database = conninfo,
                            .lmtp = "unix:" + lab.door(),
                            .mail_domain = "in.school.test"});
    const std::string sink_path = std::filesystem::path(lab.door()).parent_path() / "run" / "sink";
    const Sink sink(sink_path);
    fmt::print("bench_mails, commit {}, n = {} rounds of {} mails of {} bytes on {} connections\n{}\nfsync {}\n\n",
               options.commit, options.rounds, options.mails, mail_bytes, connections, machine_line(),
               database.value("show fsync"));
    fmt::print(
        "| round | door /s | sink /s | Postfix, door /s | Postfix, sink /s | ratio behind Postfix "
        "|\n|---|---|---|---|---|---|\n");
    const WorkHeld held(conninfo);  // accepting is measured, not what conversations do with it
    Bench bench(options, lab, database, sink_path);
    std::vector<double> door, trivial, behind, behind_trivial, ratio;
    for (int round = 1; round <= options.rounds; ++round) {
        door.push_back(bench.to_door());
        trivial.push_back(bench.to_sink());
        behind.push_back(bench.postfix_to_door());
        behind_trivial.push_back(bench.postfix_to_sink());
        ratio.push_back(behind.back() / behind_trivial.back());
        fmt::print("| {} | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.2f} |\n", round, door.back(), trivial.back(),
                   behind.back(), behind_trivial.back(), ratio.back());
        std::cout.flush();
    }
    fmt::print("| median | {:.0f} | {:.0f} | {:.0f} | {:.0f} | {:.2f} |\n", median(door), median(trivial),
               median(behind), median(behind_trivial), median(ratio));
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Durable acceptance of mails, beside Postfix's own sink; see run.sh", "bench_mails");
    Options options;
    app.add_option("--todoke", options.todoke, "the program")->required();
    app.add_option("--server", options.server,
                   "conninfo of a private server, without dbname; todoke_bench is made anew")
        ->required();
    app.add_option("--work", options.work, "directory for configuration and log")->required();
    app.add_option("--root", options.root, "the repository")->required();
    app.add_option("--commit", options.commit, "for the heading");
    app.add_option("--rounds", options.rounds)->check(CLI::Range(1, 100));
    app.add_option("--mails", options.mails, "of each phase")->check(CLI::Range(20, 1'000'000));
    CLI11_PARSE(app, argc, argv);
    try {
        return measure(options);
    } catch (const std::exception& problem) {
        std::cout.flush();
        std::cerr << "bench_mails: " << problem.what() << '\n';
        return 1;
    }
}
