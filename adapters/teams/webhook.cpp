// {"type":"message","id":"1795230485736","timestamp":"2026-11-20T22:31:05.670Z","serviceUrl":"https://smba.trafficmanager.net/jp/1111…/",
//  "channelId":"msteams","from":{"id":"29:1abcDEF","name":"…","aadObjectId":"3333…"},
//  "conversation":{"conversationType":"personal","tenantId":"1111…","id":"a:1personal"},"recipient":{"id":"28:2222…"},"text":"今日休みます"}
#include "adapters/teams/webhook.hpp"

#include "adapters/teams/payload.hpp"
#include "adapters/teams/read.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <charconv>

namespace todoke::teams {
namespace {

using namespace std::chrono_literals;

constexpr auto invoke_budget = 3s;  // the connector gives up at 15 s; people give up sooner

// What the conversation worker has to look at; every other type, known today or not, is kept as "other" and ignored.
std::string kind_of(const Value& activity) {
    const std::string& type = activity["type"].as_string();
    if (type == "message" || type == "invoke" || type == "installationUpdate" || type == "messageDelete") return type;
    return "other";
}

// "2026-11-20T22:31:05.670Z"; activities are stamped in UTC.
std::optional<Instant> parse_utc(std::string_view text) {
    const auto number = [&](std::size_t at, std::size_t length) {
        int value = -1;
        if (at + length <= text.size()) std::from_chars(text.data() + at, text.data() + at + length, value);
        return value;
    };
    if (text.size() < 20 || text[10] != 'T' || text.back() != 'Z') return std::nullopt;
    const auto day = parse_iso_day(text.substr(0, 10));
    const int hour = number(11, 2), minute = number(14, 2), second = number(17, 2);
    if (!day || hour < 0 || hour > 23 || minute < 0 || minute > 59 || second < 0 || second > 60) return std::nullopt;
    return Instant{std::chrono::sys_days{*day} + std::chrono::hours{hour} + std::chrono::minutes{minute} +
                   std::chrono::seconds{second}};
}

void answer_event(Account& account, InboundEvent event, const Respond& respond) {
    const Services& services = account.services();
    if (!event.wants_answer) {
        services.ingest.submit({std::move(event)}, [respond](IngestResult result) {
            const bool kept = result == IngestResult::stored || result == IngestResult::duplicate;
            respond({.status = kept ? 200 : 503});
        });
        return;
    }
    services.ingest.submit_and_wait(
        std::move(event), invoke_budget,
        [respond, &services](IngestResult result, std::optional<std::vector<Rendered>> rendered) {
            if (result != IngestResult::stored && result != IngestResult::duplicate) return respond({.status = 503});
            respond(rendered ? invoke_answer(*rendered) : invoke_not_ready(services.templates_dir));
        });
}

}  // namespace

std::expected<InboundEvent, Failure> event_of(const Value& activity, std::string body, const std::string& account,
                                              const Services& services) {
    const std::string& type = activity["type"].as_string();
    const std::string& conversation = activity["conversation"]["id"].as_string();
    if (type.empty() || conversation.empty())
        return std::unexpected(Failure{FailureCode::malformed, "no activity", ""});
    InboundEvent event;
    event.channel = "teams";
    event.account = account;
    event.kind = kind_of(activity);
    event.received_at = services.clock.now();
    event.event_at = parse_utc(activity["timestamp"].as_string());
    event.wants_answer = event.kind == "invoke";
    const std::string sender = sender_of(activity);
    event.conversation_key = services.conversation_key("teams", account, conversation, sender);
    // An id is unique inside one conversation only, and an edit carries the id of what it edits. Long opaque ids are
    // hashed.
    std::string identity;
    for (const std::string& part : {tenant_of(activity), conversation, type, activity["id"].as_string(),
                                    activity["channelData"]["eventType"].as_string(), activity["action"].as_string()})
        identity += part + '\n';
    if (activity["id"].as_string().empty()) identity += activity["timestamp"].as_string() + '\n' + sender + '\n' + body;
    event.event_key = crypto::to_hex(crypto::sha256(identity));
    event.body = std::move(body);
    return event;
}

RouteHandler webhook_handler(std::shared_ptr<Accounts> accounts, Account* only) {
    return [accounts = std::move(accounts), only](HttpRequest request, Respond respond) {
        Account* account = only;
        if (!account) {
            const auto name = request.path_parameters.find("account");
            const auto found = name == request.path_parameters.end() ? accounts->end() : accounts->find(name->second);
            if (found == accounts->end()) return respond({.status = 404});
            account = found->second.get();
        }
        const Services& services = account->services();
        const auto refuse = [&](int status, const char* reason) {
            services.log.warning(
                "teams.webhook_refused",
                {{"account", Code{account->settings().name}}, {"status", status}, {"reason", Code{reason}}});
            respond({.status = status});
        };
        const auto facts = verify_token(request, account->settings().app_id, account->keys(), services.clock.now());
        if (!facts) return refuse(facts.error().status, facts.error().reason);
        const auto activity = json::parse(request.body);
        if (!activity || !activity->is_object()) return refuse(400, "not_json");
        if (const auto allowed = verify_activity(*facts, *activity, account->rules()); !allowed)
            return refuse(allowed.error().status, allowed.error().reason);
        auto event = event_of(*activity, std::move(request.body), account->settings().name, services);
        if (!event) return refuse(400, "no_activity");
        // Only card presses are ours among what needs a synchronous answer; 501 is the SDK's "not implemented".
        if (event->kind == "invoke" && (*activity)["name"].as_string() != "adaptiveCard/action")
            return respond({.status = 501});
        answer_event(*account, std::move(*event), respond);
    };
}

}  // namespace todoke::teams
