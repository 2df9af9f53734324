#include "adapters/email/register.hpp"

#include "adapters/email/lmtp/intake.hpp"
#include "adapters/email/lmtp/queue_call.hpp"
#include "adapters/email/send.hpp"

namespace todoke::email {
namespace {

bool is_loopback(std::string_view url) {
    const auto start = url.find("://") + 3;
    const std::string_view host =
        url.substr(start, url.find_last_of(':') > start ? url.find_last_of(':') - start : url.npos);
    return host == "127.0.0.1" || host == "localhost" || host == "[::1]";
}

bool is_server_url(std::string_view url) {
    if (!url.starts_with("smtp://") && !url.starts_with("smtps://")) return false;
    const std::string_view rest = url.substr(url.find("://") + 3);
    return !rest.empty() &&
           rest.find_first_not_of("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789.-:[]") == rest.npos;
}

std::string secret_of(Section& section, const char* key, Registry& registry) {
    const std::string reference = section.text_or(key, "");
    if (reference.empty()) return "";
    auto secret = registry.secret(reference);
    if (secret) return std::move(*secret);
    section.problem(key, secret.error().what);
    return "";
}

Server read_server(Section& section, const std::string& domain, Registry& registry) {
    Server server;
    server.url = section.text("smtp_url");
    while (server.url.ends_with('/')) server.url.pop_back();
    server.ehlo = domain;
    if (!server.url.empty() && !is_server_url(server.url))
        section.problem("smtp_url", "expected \"smtp://HOST:PORT\" or \"smtps://HOST:PORT\"");
    server.user = section.text_or("smtp_user", "");
    server.password = secret_of(section, "smtp_password", registry);
    if (!secret_of(section, "smtp_xoauth2_token", registry).empty())
        server.bearer = [&registry, reference = section.text_or("smtp_xoauth2_token", "")] {
            return registry.secret(reference).value_or("");
        };
    server.trusted = section.text_or("smtp_trusted", "");
    const bool has_secret = section.has("smtp_password") || section.has("smtp_xoauth2_token");
    if (section.has("smtp_password") && section.has("smtp_xoauth2_token"))
        section.problem("smtp_xoauth2_token", "expected smtp_password or smtp_xoauth2_token, not both");
    if (has_secret != section.has("smtp_user"))
        section.problem(has_secret ? "smtp_password" : "smtp_user",
                        "smtp_user needs smtp_password or smtp_xoauth2_token, and these need it");
    // The mail server of this machine needs no TLS; on every other way the words of a school are encrypted or not sent.
    const std::string fallback = is_loopback(server.url) || server.url.starts_with("smtps:") ? "off" : "require";
    const std::string mode = section.one_of("starttls", {"off", "attempt", "require"}, fallback);
    if (has_secret && mode == "attempt")
        section.problem("starttls", "expected require: a password is never sent in the clear");
    server.start_tls = mode == "off"       ? Server::StartTls::off
                       : mode == "attempt" ? Server::StartTls::attempt
                                           : Server::StartTls::require;
    return server;
}

// `neighbours`: mail servers of this machine, which keep what we could not store; each greets by its account's domain.
void open_mail_door(Registry& registry, const std::string& host, lmtp::Domains domains,
                    std::vector<Server> neighbours) {
    const Services& services = registry.services();
    auto call = std::make_unique<lmtp::QueueCall>([neighbours = std::move(neighbours)] {
        for (const Server& server : neighbours) (void)ask_for_queued(server, server.ehlo);
    });
    lmtp::Intake intake = lmtp::make_intake(std::move(domains), services);
    intake.count = [count = intake.count, &queue = *call](std::string_view happened) {
        count(happened);
        if (happened == lmtp::mail_deferred) queue.deferred();
        if (happened == lmtp::mail_stored) queue.stored();
    };
    registry.add_listener(lmtp::make_door({.at = services.mail_door, .host = host}, std::move(intake), services.log));
    registry.add_listener(std::move(call));
}

}  // namespace

void register_channel(Registry& registry) {
    Accounts accounts;
    lmtp::Domains domains;
    std::vector<Server> neighbours;
    std::vector<Section> sections = registry.sections("email");
    if (sections.empty()) return;
    auto templates = Templates::load(registry.services().templates_dir);
    if (!templates) sections.front().problem("account", templates.error().what);
    for (Section& section : sections) {
        Account account;
        account.name = section.text("account");
        account.domain = section.text("domain");
        if (!account.domain.empty() && !parse_address("x@" + account.domain))
            section.problem("domain", "expected a host name such as attend.example.ed.jp");
        const auto from = parse_mailbox(section.text("from"));
        if (from)
            account.from = *from;
        else if (section.has("from"))
            section.problem("from", "expected an address such as \"出欠連絡 <attend@attend.example.ed.jp>\"");
        Server server = read_server(section, account.domain, registry);
        if (is_loopback(server.url)) neighbours.push_back(server);
        account.transport = std::make_unique<Transport>(std::move(server));
        // Without a door for mail nobody would hear the reports, and servers refuse a sender nobody can write to.
        const ListenAddress& door = registry.services().mail_door;
        account.signed_sender = section.flag_or("signed_sender", door.port != 0 || !door.unix_path.empty());
        account.per_second = section.number_or("messages_per_minute", 0, 0, 60'000) / 60;
        account.authserv_id = section.text_or("authserv_id", "");
        section.finish();
        const std::string name = account.name;
        if (!domains.try_emplace(lmtp::lower_case(account.domain), name).second)
            section.problem("domain", "expected a domain of its own: by it a mail that comes in finds its account");
        if (name.empty() || !from) continue;  // a problem already
        if (!accounts.try_emplace(name, std::move(account)).second)
            section.problem("account", "expected a name of its own; this one stands twice");
    }
    if (accounts.empty() || !templates) return;
    const Services& services = registry.services();
    if (services.mail_door.port != 0 || !services.mail_door.unix_path.empty())
        open_mail_door(registry, accounts.begin()->second.domain, std::move(domains), std::move(neighbours));
    registry.add_channel(make_channel(std::move(accounts), std::move(*templates), services));
}

}  // namespace todoke::email
