// {"destination":"U8e74…","events":[{"type":"message","message":{"type":"text","id":"4619…","text":"欠席"},"timestamp":1788300000123,
//   "source":{"type":"user","userId":"U0…2"},"replyToken":"r1","mode":"active","webhookEventId":"01HF7YAT00000000000000000A",
//   "deliveryContext":{"isRedelivery":false}}]}
// https://developers.line.biz/en/reference/messaging-api/#webhook-event-objects
#include "adapters/line/webhook.hpp"

#include "adapters/line/verify.hpp"
#include "adapters/line/whole_characters.hpp"

#include <algorithm>

#include <boost/json.hpp>

namespace todoke::line {
namespace {

std::string_view text_at(const boost::json::object& object, std::string_view key) {
    const auto* value = object.if_contains(key);
    const auto* text = value ? value->if_string() : nullptr;
    return text ? std::string_view(text->data(), text->size()) : std::string_view();
}

bool is_event_key(std::string_view key) {
    return !key.empty() && key.size() <= 200 &&
           std::all_of(key.begin(), key.end(), [](char c) { return c >= '!' && c <= '~'; });
}

// What the conversation worker has to look at. Every other type, known today or not, is kept as "other" and ignored.
std::string kind_of(const boost::json::object& event) {
    if (text_at(event, "mode") == "standby") return "other";  // another tool holds the chat: nothing may be sent
    const std::string_view type = text_at(event, "type");
    for (const std::string_view known : {"message", "postback", "follow", "unfollow", "unsend", "messageEdited",
                                         "accountLink", "join", "leave", "memberJoined", "memberLeft"})
        if (type == known) return std::string(known);
    return "other";
}

const boost::json::object& object_at(const boost::json::object& object, std::string_view key) {
    static const boost::json::object nothing;
    const auto* value = object.if_contains(key);
    const auto* inner = value ? value->if_object() : nullptr;
    return inner ? *inner : nothing;
}

InboundEvent event_of(const boost::json::object& event, const std::string& account, const Services& services,
                      Instant received_at) {
    InboundEvent inbound;
    inbound.channel = "line";
    inbound.account = account;
    inbound.event_key = text_at(event, "webhookEventId");
    inbound.kind = kind_of(event);
    inbound.received_at = received_at;
    if (const auto* at = event.if_contains("timestamp");
        at && at->is_int64() && at->get_int64() > 0 && at->get_int64() < 4'102'444'800'000)  // year 2100
        inbound.event_at = Instant{std::chrono::milliseconds{at->get_int64()}};
    const auto& source = object_at(event, "source");
    const std::string_view sender = text_at(source, "userId"), type = text_at(source, "type");
    const std::string_view chat = type == "group"  ? text_at(source, "groupId")
                                  : type == "room" ? text_at(source, "roomId")
                                                   : sender;
    if (const auto id = text_at(object_at(event, "message"), "id"); is_event_key(id)) inbound.message_id = id;
    if (const auto id = text_at(object_at(event, "unsend"), "messageId"); is_event_key(id)) inbound.withdraws = id;
    inbound.never_throttled =
        inbound.kind == "unsend" || inbound.kind == "unfollow" || inbound.kind == "leave" || inbound.kind == "follow";
    inbound.conversation_key = services.conversation_key("line", account, chat, sender);
    inbound.body = boost::json::serialize(event);
    return inbound;
}

}  // namespace

std::expected<Webhook, Failure> parse_webhook(std::string_view body, const std::string& account,
                                              const Services& services) {
    const auto malformed = [](const char* what) { return std::unexpected(Failure{FailureCode::malformed, what, ""}); };
    unsigned char buffer[8192];  // a usual webhook is about 1 KB and needs no heap
    boost::json::monotonic_resource memory(buffer, sizeof buffer);
    boost::system::error_code failed;
    const auto value = boost::json::parse(with_whole_characters(body), failed, &memory);
    if (failed || !value.is_object()) return malformed("not a JSON object");
    const auto& webhook = value.get_object();
    const auto* events = webhook.if_contains("events");
    if (!events || !events->is_array()) return malformed("no events");
    Webhook result;
    result.destination = text_at(webhook, "destination");
    const Instant now = services.clock.now();
    for (const auto& event : events->get_array()) {
        if (!event.is_object() || !is_event_key(text_at(event.get_object(), "webhookEventId"))) {
            ++result.ignored;
            continue;
        }
        result.events.push_back(event_of(event.get_object(), account, services, now));
    }
    return result;
}

RouteHandler webhook_handler(std::shared_ptr<Accounts> accounts) {
    return [accounts = std::move(accounts)](HttpRequest request, Respond respond) {
        const auto name = request.path_parameters.find("account");
        const auto found = name == request.path_parameters.end() ? accounts->end() : accounts->find(name->second);
        if (found == accounts->end()) return respond({.status = 404});
        Account& account = *found->second;
        const Services& services = account.services();
        const Code account_code{account.settings().name};
        const auto refuse = [&](int status, std::string_view reason) {
            services.log.warning("line.webhook_refused",
                                 {{"account", account_code}, {"status", status}, {"reason", Code{reason}}});
            respond({.status = status});
        };
        const auto signature = request.header("x-line-signature");
        if (!signature || !signature_holds(request.body, *signature, account.settings().secrets))
            return refuse(401, "signature");
        auto webhook = parse_webhook(request.body, account.settings().name, services);
        if (!webhook) return refuse(400, webhook.error().what);
        // Until our own id is known the signature alone decides.
        if (const auto id = account.bot_user_id(); !id.empty() && webhook->destination != id)
            return refuse(401, "destination");
        if (webhook->ignored > 0)
            services.log.warning("line.event_without_key", {{"account", account_code}, {"events", webhook->ignored}});
        if (webhook->events.empty()) return respond({.status = 200});
        // The platform waits 2 s at most; ingest answers within its own budget of 1.2 s.
        services.ingest.submit(std::move(webhook->events), [respond](IngestResult result) {
            const bool kept = result == IngestResult::stored || result == IngestResult::duplicate;
            respond({.status = kept ? 200 : 503});
        });
    };
}

}  // namespace todoke::line
