#include "bot/app/commands.hpp"

#include "adapters/postgres/migrate.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/yaml/roster_reader.hpp"
#include "bot/app/command_line.hpp"
#include "bot/app/quota_report.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/usecases/roster_import.hpp"
#include "bot/usecases/staff_group.hpp"

#include <csignal>
#include <functional>
#include <iostream>
#include <memory>

namespace todoke::commands {

std::unique_ptr<Service> load(const std::string& config, ServiceOverrides overrides) {
    auto service = Service::make(config, std::move(overrides));
    if (service) return std::move(*service);
    for (const std::string& problem : service.error()) std::cerr << problem << '\n';
    return nullptr;
}

int complain(const Failure& failure) {
    std::cerr << failure.what << '\n';
    if (!failure.remedy.empty()) std::cerr << failure.remedy << '\n';
    return failed;
}

std::unique_ptr<Service> load_ready(const std::string& config) {
    auto service = load(config);
    if (!service) return nullptr;
    if (const auto ready = postgres::schema_ready(service->database()); !ready) {
        complain(ready.error());
        return nullptr;
    }
    for (const std::string& problem : service->reload_schools()) {
        std::cerr << problem << '\n';
        return nullptr;
    }
    return service;
}

int transact(Service& service, const std::function<bool(Transaction&)>& work) {
    bool ok = false;
    const auto committed = service.store().transact([&](Transaction& tx) { return ok = work(tx); });
    if (!committed) return complain(committed.error());
    return ok ? done : failed;
}

int in_transaction(const std::string& config, const std::function<bool(Service&, Transaction&)>& work) {
    const auto service = load_ready(config);
    if (!service) return failed;
    return transact(*service, [&](Transaction& tx) { return work(*service, tx); });
}

const School* school_or_complain(Service& service, const std::string& code) {
    const School* school = service.schools().find(code);
    if (!school) std::cerr << "no school '" << code << "' in the configuration\n";
    return school;
}

int serve(const std::string& config) {
    // Signals are waited for, not handled: they stay blocked in every thread made from here on.
    sigset_t signals;
    sigemptyset(&signals);
    sigaddset(&signals, SIGTERM);
    sigaddset(&signals, SIGINT);
    pthread_sigmask(SIG_BLOCK, &signals, nullptr);
    std::signal(SIGPIPE, SIG_IGN);  // libpq and libcurl share the process: a broken pipe is a return value

    const auto service = load(config);
    if (!service) return failed;
    if (const auto started = service->start(); !started) return complain(started.error());
    std::cout << "todoke serves on port " << service->port() << ", health on port " << service->admin_port() << '\n';
    report_scan_notices(*service, std::cout);
    std::cout.flush();
    int signal = 0;
    sigwait(&signals, &signal);
    service->stop();
    return done;
}

int migrate(const std::string& config) {
    const auto service = load(config);
    if (!service) return failed;
    const auto applied = postgres::migrate(service->database(), service->clock().now());
    if (!applied) return complain(applied.error());
    for (const std::string& name : *applied) std::cout << "applied " << name << '\n';
    std::cout << (applied->empty() ? "the schema was up to date\n" : "the schema is up to date\n");
    return done;
}

int check_config(const std::string& config) {
    // Schools are read without a database here: their ids do not matter for what can be wrong in a file.
    SettingProblems problems;
    const auto settings = yaml::read_service_settings(config, problems);
    const auto zones = system::make_zones();
    yaml::SchoolFiles schools(settings.base, settings.schools, *zones, yaml::accounts_of(settings), {});
    schools.reload();
    bool good = problems.empty();
    for (const auto& problem : problems.all()) std::cerr << to_text(problem) << '\n';
    for (const auto& problem : schools.problems()) {
        std::cerr << to_text(problem) << '\n';
        good = false;
    }
    if (good && !load(config)) good = false;
    if (good) std::cout << "the configuration is good: " << schools.current()->all.size() << " schools\n";
    return good ? done : failed;
}

int doctor(const std::string& config) {
    if (check_config(config) != done) return failed;
    const auto service = load(config);
    if (!service) return failed;
    if (const auto ready = postgres::schema_ready(service->database()); !ready) return complain(ready.error());
    std::cout << "the database answers and its schema fits\n";
    for (const std::string& problem : service->reload_schools()) {
        std::cerr << problem << '\n';
        return failed;
    }
    report_quotas(*service, std::cout);
    std::cout << "everything this computer can check by itself is in order\n";
    return done;
}

int version() {
    std::cout << "todoke " TODOKE_VERSION "\n";
    return done;
}

int import_roster(const std::string& config, const std::string& file, bool dry_run) {
    const auto roster = yaml::read_roster(file);
    if (!roster) {
        for (const auto& problem : roster.error()) std::cerr << yaml::to_text(problem, file) << '\n';
        return failed;
    }
    return in_transaction(config,
                          [&](Service& service, Transaction& tx) {
                              const auto outcome = roster_import(tx, service.engine().environment(), service.schools(),
                                                                 *roster, service.clock().now());
                              for (const auto& problem : outcome.problems)
                                  std::cerr << yaml::to_text(problem, file) << '\n';
                              if (!outcome.problems.empty()) return false;
                              std::cout << (dry_run ? "would add " : "added ") << outcome.students << " students, "
                                        << outcome.staff << " staff, " << outcome.guardians
                                        << " guardians; known before: " << outcome.known << '\n';
                              return !dry_run;
                          }) == done ||
                   dry_run
               ? done
               : failed;
}

int group_code(const std::string& config, const std::string& school_code, int valid_days) {
    return in_transaction(config, [&](Service& service, Transaction& tx) {
        const School* school = school_or_complain(service, school_code);
        if (!school) return false;
        const Instant now = service.clock().now();
        std::cout << todoke::group_code(tx, service.engine().environment(), school->id,
                                        now + std::chrono::days{valid_days}, now)
                  << '\n';
        return true;
    });
}

int add_gate(const std::string& config, const std::string& school_code, const std::string& code) {
    return in_transaction(config, [&](Service& service, Transaction& tx) {
        const School* school = school_or_complain(service, school_code);
        if (!school) return false;
        if (!school->gate(code)) {
            std::cerr << "school '" << school_code << "' has no gate '" << code << "' in its YAML\n";
            return false;
        }
        if (tx.attendance().gate(code, false)) {
            std::cerr << "gate '" << code << "' is registered already\n";
            return false;
        }
        Gate gate;
        gate.school = school->id;
        gate.code = code;
        gate.secret = service.engine().environment().random.bytes(32);
        tx.attendance().add_gate(gate, service.clock().now());
        std::cout << "whsec_" << crypto::to_base64(gate.secret) << '\n';
        return true;
    });
}

int channel(const std::string& config, const std::string& group, const std::vector<std::string>& rest) {
    const auto service = load(config);
    if (!service) return failed;
    const auto found = service->commands().find(group);
    if (found == service->commands().end()) {
        std::cerr << "no command '" << group << "'; todoke --help lists them all\n";
        return wrong_use;
    }
    const bool asks = rest.empty() || rest.front() == "--help" || rest.front() == "-h";
    if (!asks)
        for (const SubCommand& command : found->second)
            if (command.verb == rest.front()) {
                for (const std::string& problem : service->reload_schools()) {
                    std::cerr << problem << '\n';
                    return failed;
                }
                return command.run({rest.begin() + 1, rest.end()});
            }
    std::ostream& out = asks ? std::cout : std::cerr;
    if (!asks) out << "no verb '" << rest.front() << "'\n";
    for (const SubCommand& command : found->second)
        out << "todoke " << group << ' ' << command.verb << "  " << command.help << '\n';
    return asks && !rest.empty() ? done : wrong_use;
}

}  // namespace todoke::commands
