#include "adapters/teams/register.hpp"

#include "adapters/teams/send.hpp"
#include "adapters/teams/webhook.hpp"

#include <algorithm>

namespace todoke::teams {
namespace {

constexpr std::size_t largest_activity = 1024 * 1024;  // bytes; the text comes twice, plain and as HTML

std::string lower(std::string text) {
    std::ranges::transform(text, text.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; });
    return text;
}

// Origin of an https URL, or of a loopback one while developing; "" after a problem was added.
std::optional<ServiceBase> base_of(Section& section, const char* key, const std::string& fallback,
                                   const Services& services) {
    const auto base = parse_service_url(section.text_or(key, fallback));
    if (!base || (base->loopback && !services.development)) {
        section.problem(key, "expected an https address such as \"" + fallback +
                                 "\" (a loopback \"http://127.0.0.1:PORT\" only for development)");
        return std::nullopt;
    }
    if (base->loopback) services.log.warning("teams.development_origin", {{"setting", Code{key}}});
    return base;
}

std::string secret_of(Section& section, const char* key, Registry& registry) {
    const std::string reference = section.text_or(key, "");
    if (reference.empty()) return "";
    auto secret = registry.secret(reference);
    if (secret) return std::move(*secret);
    section.problem(key, secret.error().what);
    return "";
}

void read_credentials(Section& section, AccountSettings& settings, Registry& registry) {
    settings.client_secret = secret_of(section, "client_secret", registry);
    settings.certificate = secret_of(section, "client_certificate", registry);
    settings.certificate_key = secret_of(section, "client_key", registry);
    const bool has_secret = section.has("client_secret");
    const bool has_certificate = section.has("client_certificate"), has_key = section.has("client_key");
    if (has_certificate != has_key)
        section.problem(has_certificate ? "client_certificate" : "client_key",
                        "client_certificate and client_key belong together");
    if (has_secret == has_certificate)
        section.problem(has_secret ? "client_secret" : "app_id",
                        "expected either client_secret, or client_certificate and client_key");
}

AccountSettings read_account(Section& section, Registry& registry) {
    const Services& services = registry.services();
    AccountSettings settings;
    settings.name = section.text("account");
    settings.app_id = section.text("app_id");
    settings.tenant_id = section.text("tenant_id");
    for (const auto& tenant : section.texts("tenants")) settings.tenants.insert(lower(tenant));
    if (settings.tenants.empty()) settings.tenants.insert(lower(settings.tenant_id));
    read_credentials(section, settings, registry);
    if (const auto login = base_of(section, "login_base", settings.login_base, services))
        settings.login_base = login->origin + login->prefix;
    if (const auto metadata =
            base_of(section, "openid_metadata", settings.keys.origin + settings.keys.path, services)) {
        settings.keys.origin = metadata->origin;
        settings.keys.path = metadata->prefix;
    }
    settings.keys.refresh = section.minutes_or("key_refresh", std::chrono::minutes{1});
    settings.require_endorsements = section.flag_or("require_endorsements", true);
    if (const auto hosts = section.texts("allowed_service_hosts"); !hosts.empty())
        settings.allowed_service_hosts = hosts;
    for (const auto& host : settings.allowed_service_hosts) {
        if (const auto problem = AllowedHosts::problem_of(host, services.development))
            section.problem("allowed_service_hosts", "\"" + host + "\": " + *problem);
        else if (host.starts_with("http://"))
            services.log.warning("teams.development_origin", {{"setting", Code{"allowed_service_hosts"}}});
    }
    section.finish();
    return settings;
}

}  // namespace

void register_channel(Registry& registry) {
    auto accounts = std::make_shared<Accounts>();
    for (Section section : registry.sections("teams")) {
        AccountSettings settings = read_account(section, registry);
        if (settings.name.empty()) continue;  // a problem already
        const std::string name = settings.name;
        if (accounts->contains(name)) {
            section.problem("account", "expected a name of its own; this one stands twice");
            continue;
        }
        accounts->emplace(name, std::make_unique<Account>(std::move(settings), registry.services()));
    }
    if (accounts->empty()) return;
    // A token with an unknown key makes us fetch keys: not on an I/O thread.
    registry.add_route({.method = "POST",
                        .pattern = "/webhooks/teams/{account}",
                        .body_limit = largest_activity,
                        .may_block = true,
                        .handler = webhook_handler(accounts)});
    if (accounts->size() == 1)
        registry.add_route({.method = "POST",
                            .pattern = "/api/messages",
                            .body_limit = largest_activity,
                            .may_block = true,
                            .handler = webhook_handler(accounts, accounts->begin()->second.get())});
    registry.add_channel(make_channel(accounts, registry.services()));
}

}  // namespace todoke::teams
