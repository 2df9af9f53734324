// The composition root: reads as the wiring diagram of the whole service.
#pragma once

#include "adapters/yaml/school_files.hpp"
#include "adapters/yaml/service_settings.hpp"
#include "bot/app/engine.hpp"
#include "bot/app/registry.hpp"
#include "bot/ports/http.hpp"
#include "bot/usecases/gate_desk.hpp"

#include <expected>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

namespace todoke {

// What a test may put in place of the real thing; null members are made here.
struct ServiceOverrides {
    const Clock* clock = nullptr;
    Random* random = nullptr;
    Log* log = nullptr;
    // Wraps every channel before it is used (recording).
    std::function<std::unique_ptr<Channel>(std::unique_ptr<Channel>)> wrap;
};

class Service {
public:
    // Reads everything that can be wrong (settings, secrets, words, schools, layouts) and opens nothing yet. All
    // problems are named at once, one per line, each with file, line and column where it has one.
    static std::expected<std::unique_ptr<Service>, std::vector<std::string>> make(const std::filesystem::path& config,
                                                                                  ServiceOverrides overrides = {});
    ~Service();

    std::expected<void, Failure> start();       // doors open, loops run
    std::expected<void, Failure> open_doors();  // only these; a test drives the engine by ticks
    void stop();                                // architecture: no new work, finish what is under way, at most 15 s

    int port() const;
    int admin_port() const;
    Engine& engine();
    Store& store();
    const Clock& clock() const;
    const SchoolList& schools();
    const std::map<std::string, std::vector<SubCommand>>& commands() const;
    const std::string& database() const;
    const std::string& templates_dir() const;
    std::vector<std::string> reload_schools();  // problems of changed files

private:
    struct Parts;
    std::expected<void, Failure> watch_clock();
    explicit Service(std::unique_ptr<Parts> parts);
    std::unique_ptr<Parts> parts_;
};

}  // namespace todoke
