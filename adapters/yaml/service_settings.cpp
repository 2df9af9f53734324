#include "adapters/yaml/service_settings.hpp"

#include "adapters/yaml/parse_settings.hpp"

#include <algorithm>
#include <arpa/inet.h>
#include <charconv>
#include <optional>

namespace todoke::yaml {
namespace {

const std::vector<std::string> own_sections = {"service", "database", "lmtp", "keys", "schools"};

std::optional<ListenAddress> host_and_port(std::string_view text) {
    const auto colon = text.rfind(':');
    if (colon == std::string_view::npos || colon == 0) return std::nullopt;
    ListenAddress address;
    std::string_view host = text.substr(0, colon);
    const std::string_view port = text.substr(colon + 1);
    const bool bracketed = host.starts_with('[') && host.ends_with(']');
    if (bracketed) host = host.substr(1, host.size() - 2);
    if (host.empty() || (!bracketed && host.find(':') != std::string_view::npos)) return std::nullopt;
    const auto [end, error] = std::from_chars(port.data(), port.data() + port.size(), address.port);
    if (error != std::errc{} || end != port.data() + port.size() || address.port < 0 || address.port > 65535)
        return std::nullopt;
    address.host = host;
    return address;
}

bool is_numeric_address(const std::string& text) {
    in6_addr address;
    return inet_pton(AF_INET, text.c_str(), &address) == 1 || inet_pton(AF_INET6, text.c_str(), &address) == 1;
}

ListenAddress read_listen(Section& section, std::string_view key) {
    const std::string text = section.text(key);
    if (text.empty()) return {};
    if (const auto address = host_and_port(text)) return *address;
    section.problem(key,
                    "expected an address and a port (0: any free one), such as \"127.0.0.1:8080\" or \"[::1]:8080\"");
    return {};
}

Section required(Section& root, std::string_view key, std::string_view example) {
    if (!root.has(key)) root.problem(key, "expected a section such as " + std::string(example));
    return root.section(key);
}

void read_service(ServiceSettings::Service& service, Section section) {
    service.listen = read_listen(section, "listen");
    service.admin_listen = read_listen(section, "admin_listen");
    service.public_url = section.text("public_url");
    while (service.public_url.ends_with('/')) service.public_url.pop_back();
    service.workers = static_cast<int>(section.integer_or("workers", service.workers, 1, 64));
    service.trusted_proxies = section.texts("trusted_proxies");
    for (const std::string& proxy : service.trusted_proxies)
        if (!is_numeric_address(proxy))
            section.problem("trusted_proxies",
                            "expected addresses such as [\"127.0.0.1\"]; a name or a network is none");
    service.clock = section.one_of("clock", {"real", "simulated"}, "real") == "simulated" ? ServiceClock::simulated
                                                                                          : ServiceClock::real;
    service.development = section.flag_or("development", false);
    service.templates = section.text_or("templates", "");
    const std::string& url = service.public_url;
    if (!url.empty() && !url.starts_with("https://") && !(service.development && url.starts_with("http://127.0.0.1")))
        section.problem("public_url",
                        "expected https, such as \"https://attend.example.ed.jp\" "
                        "(http://127.0.0.1 only with development: true)");
    if (service.clock == ServiceClock::simulated && !service.development)
        section.problem("clock", "a simulated clock is for development; expected \"real\", or development: true");
    section.finish();
}

void read_database(ServiceSettings::Database& database, Section section) {
    database.url = section.text("url");
    const std::string& url = database.url;
    if (!url.empty() && !url.starts_with("postgresql://") && !url.starts_with("postgres://") &&
        !url.starts_with("file:") && !url.starts_with("env:"))
        section.problem("url", "expected \"postgresql://…\", or \"file:PATH\" naming a file with it");
    database.pool = static_cast<int>(section.integer_or("pool", database.pool, 2, 100));
    section.finish();
}

void read_lmtp(ListenAddress& lmtp, Section section, const std::filesystem::path& base) {
    const std::string text = section.text_or("listen", "");
    if (section.present() && !section.has("listen"))
        section.problem("listen", "expected \"127.0.0.1:2424\" or \"unix:PATH\"");
    if (text.starts_with("unix:") && text.size() > 5)
        lmtp.unix_path = (base / text.substr(5)).string();
    else if (const auto address = host_and_port(text))
        lmtp = *address;
    else if (!text.empty())
        section.problem("listen", "expected \"127.0.0.1:2424\" or \"unix:PATH\"");
    section.finish();
}

}  // namespace

const SettingNode* ServiceSettings::other(std::string_view name) const {
    for (const auto& [key, value] : others)
        if (key.scalar == name) return &value;
    return nullptr;
}

ServiceSettings read_service_settings(const std::filesystem::path& path, SettingProblems& problems) {
    ServiceSettings settings;
    settings.base = path.has_parent_path() ? path.parent_path() : std::filesystem::path(".");
    auto root = parse_settings(path);
    if (!root) {
        problems.add(root.error().position, root.error().message);
        return settings;
    }
    Section section(&*root, problems);
    if (!section.present()) return settings;
    read_service(
        settings.service,
        required(section, "service",
                 "{ listen: \"127.0.0.1:8080\", admin_listen: \"127.0.0.1:8081\", public_url: \"https://…\" }"));
    read_database(settings.database, required(section, "database", "{ url: \"postgresql:///todoke\" }"));
    read_lmtp(settings.lmtp, section.section("lmtp"), settings.base);
    Section keys = required(section, "keys", "{ master: \"file:secrets/master.key\" }");
    settings.master_key = keys.text("master");
    keys.finish();
    settings.schools = section.texts("schools");
    if (settings.schools.empty())
        section.problem("schools", "expected patterns of files, such as [\"schools/*.yaml\"]");
    if (!settings.service.templates.empty()) settings.service.templates = settings.base / settings.service.templates;

    for (auto& member : root->members)
        if (std::ranges::find(own_sections, member.key.scalar) == own_sections.end())
            settings.others.push_back(std::move(member));
    return settings;
}

void refuse_unused(const ServiceSettings& settings, const std::vector<std::string>& used, SettingProblems& problems) {
    std::vector<std::string> known = own_sections;
    known.insert(known.end(), used.begin(), used.end());
    for (const auto& [key, value] : settings.others)
        if (std::ranges::find(used, key.scalar) == used.end())
            problems.add(key.position, "unknown key '" + key.scalar + "'; " + did_you_mean(key.scalar, known));
}

Accounts accounts_of(const ServiceSettings& settings) {
    Accounts accounts;
    for (const auto& [channel, entries] : settings.others) {
        auto& names = accounts[channel.scalar];
        for (const auto& entry : entries.items)
            for (const auto& [key, value] : entry.members)
                if (key.scalar == "account") names.push_back(value.scalar);
    }
    return accounts;
}

}  // namespace todoke::yaml
