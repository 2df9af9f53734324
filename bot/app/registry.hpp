// What the adapters register, collected before anything runs: routes, channels, doors of their own, sub-commands,
// and which sections were used.
#pragma once

#include "adapters/yaml/service_settings.hpp"
#include "bot/app/engine.hpp"
#include "bot/ports/channel.hpp"

#include <map>
#include <memory>
#include <string>
#include <vector>

namespace todoke {

class AppRegistry : public Registry {
public:
    AppRegistry(const Services& services, const yaml::ServiceSettings& settings, SettingProblems& problems,
                Engine& engine)
        : services_(services), settings_(settings), problems_(problems), engine_(engine) {}

    const Services& services() const override { return services_; }
    Section section(std::string_view name) override;
    std::vector<Section> sections(std::string_view name) override;
    std::expected<std::string, Failure> secret(std::string_view reference) const override;
    void add_route(Route route) override { routes_.push_back(std::move(route)); }
    void add_channel(std::unique_ptr<Channel> channel) override { engine_.add_channel(std::move(channel)); }
    void add_listener(std::unique_ptr<Listener> listener) override { listeners_.push_back(std::move(listener)); }
    void add_command(std::string_view group, SubCommand command) override {
        commands_[std::string(group)].push_back(std::move(command));
    }

    std::vector<Route> take_routes() { return std::move(routes_); }
    const std::vector<std::unique_ptr<Listener>>& listeners() const { return listeners_; }
    const std::map<std::string, std::vector<SubCommand>>& commands() const { return commands_; }
    const std::vector<std::string>& used_sections() const { return used_; }

private:
    const Services& services_;
    const yaml::ServiceSettings& settings_;
    SettingProblems& problems_;
    Engine& engine_;
    std::vector<Route> routes_;
    std::vector<std::unique_ptr<Listener>> listeners_;
    std::map<std::string, std::vector<SubCommand>> commands_;
    std::vector<std::string> used_;
};

}  // namespace todoke
