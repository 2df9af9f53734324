#include "adapters/line/register.hpp"

#include "adapters/line/quota.hpp"
#include "adapters/line/send.hpp"
#include "adapters/line/setup.hpp"
#include "adapters/line/webhook.hpp"

#include <iostream>

namespace todoke::line {
namespace {

// "https://host[:port]", or a loopback "http://127.0.0.1:port" while developing; nothing behind it.
bool is_origin(std::string_view text, bool development) {
    const auto host_of = [](std::string_view rest) {
        return !rest.empty() && rest.find_first_of("/?#@ \t\r\n") == rest.npos;
    };
    if (text.starts_with("https://")) return host_of(text.substr(8));
    if (!development) return false;
    for (const std::string_view loopback : {"http://127.0.0.1:", "http://localhost:", "http://[::1]:"})
        if (text.starts_with(loopback))
            return text.size() > loopback.size() && text.find_first_not_of("0123456789", loopback.size()) == text.npos;
    return false;
}

std::string origin_of(Section& section, const char* key, const std::string& fallback, const Services& services) {
    const std::string origin = section.text_or(key, fallback);
    if (!is_origin(origin, services.development))
        section.problem(key, "expected an origin such as \"" + fallback +
                                 "\" (a loopback \"http://127.0.0.1:PORT\" only for development)");
    else if (origin.starts_with("http://"))
        services.log.warning("line.development_origin", {{"setting", Code{key}}});
    return origin;
}

AccountSettings read_account(Section& section, Registry& registry) {
    AccountSettings settings;
    settings.name = section.text("account");
    settings.channel_id = section.text("channel_id");
    const auto references = section.texts("channel_secret");
    if (references.empty() || references.size() > 2)
        section.problem("channel_secret", "expected one secret, or a list of two while it is rotated");
    for (const auto& reference : references) {
        auto secret = registry.secret(reference);
        if (secret)
            settings.secrets.push_back(std::move(*secret));
        else
            section.problem("channel_secret", secret.error().what);
    }
    if (const auto reference = section.text_or("access_token", ""); !reference.empty()) {
        auto token = registry.secret(reference);
        if (token)
            settings.access_token = std::move(*token);
        else
            section.problem("access_token", token.error().what);
    }
    settings.api_base = origin_of(section, "api_base", settings.api_base, registry.services());
    settings.data_base = origin_of(section, "data_base", settings.data_base, registry.services());
    settings.access_base = origin_of(section, "access_base", settings.access_base, registry.services());
    settings.bot_user_id = section.text_or("bot_user_id", "");
    settings.basic_id = section.text_or("basic_id", "");
    // The platform takes 2,000 a second on one endpoint; whoever comes near is refused in the middle of a search.
    settings.rate = static_cast<double>(section.integer_or("rate", 500, 1, 1900));
    settings.reserve_percent = static_cast<int>(section.integer_or("reserve_percent", 25, 0, 90));
    section.finish();
    return settings;
}

}  // namespace

void register_channel(Registry& registry) {
    auto accounts = std::make_shared<Accounts>();
    for (Section section : registry.sections("line")) {
        AccountSettings settings = read_account(section, registry);
        if (settings.name.empty() || settings.secrets.empty()) continue;  // a problem already
        const std::string name = settings.name;
        if (accounts->contains(name)) {
            section.problem("account", "expected a name of its own; this one stands twice");
            continue;
        }
        accounts->emplace(name, std::make_unique<Account>(std::move(settings), registry.services()));
    }
    if (accounts->empty()) return;
    // LINE documents no largest webhook; a body carries several events at most, each of a few KB.
    registry.add_route({.method = "POST",
                        .pattern = "/webhooks/line/{account}",
                        .body_limit = 4 * 1024 * 1024,
                        .handler = webhook_handler(accounts)});
    const Services& services = registry.services();
    registry.add_channel(make_channel(accounts, services));
    registry.add_command("line", {.verb = "quota",
                                  .help = "how many messages of the month are used, for every account",
                                  .run = [accounts, &services](const std::vector<std::string>&) {
                                      return print_quotas(*accounts, services.clock.now(), std::cout);
                                  }});
    registry.add_command("line", {.verb = "setup",
                                  .help = "rich menus, webhook address: [--account NAME] [--dry-run]",
                                  .run = [accounts, &services](const std::vector<std::string>& args) {
                                      return set_up(*accounts, services, args, std::cout);
                                  }});
}

}  // namespace todoke::line
