// todoke.yaml: the service's own sections, and the channels' sections as they stand for whoever owns them.
#pragma once

#include "adapters/yaml/school_reader.hpp"
#include "bot/ports/settings.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace todoke::yaml {

enum class ServiceClock { real, simulated };

struct ServiceSettings {
    std::filesystem::path base;  // folder of the configuration file: relative paths and secrets start here
    struct Service {
        ListenAddress listen, admin_listen;
        std::string public_url;  // without a slash at its end
        int workers = 4;
        // Reverse proxies by exact address: behind them the sender's address is the last of X-Forwarded-For.
        std::vector<std::string> trusted_proxies;
        ServiceClock clock = ServiceClock::real;
        bool development = false;         // loopback origins and env: secrets are allowed
        std::filesystem::path templates;  // empty: the program's own
    } service;
    struct Database {
        std::string url;  // "postgresql:///todoke", or a reference for read_secret ("file:…", "env:…")
        int pool = 8;     // connections of this process
    } database;
    ListenAddress lmtp;                // port 0 and no path: no mail comes in
    std::string master_key;            // a reference for read_secret
    std::vector<std::string> schools;  // patterns relative to base

    // Every other top-level section, unread, in the order of the file: "line", "teams", "email" and whatever comes.
    // Sections made of these nodes stay valid as long as this list is not changed.
    std::vector<std::pair<SettingNode, SettingNode>> others;  // key with its position, value

    const SettingNode* other(std::string_view name) const;  // nullptr when the file has no such section
};

// Reads the whole file; every problem is added. The settings are fit for use only when none was.
ServiceSettings read_service_settings(const std::filesystem::path& path, SettingProblems& problems);

// To be called when every channel has taken its section: what nobody took is an unknown key.
void refuse_unused(const ServiceSettings& settings, const std::vector<std::string>& used, SettingProblems& problems);

// The accounts of all channel sections, by their `account:` keys.
Accounts accounts_of(const ServiceSettings& settings);

}  // namespace todoke::yaml
