// Doors of the webhook's own settings: its address, and whether it can be reached.
#include "tests/platforms/line/line_state.hpp"

#include <boost/json/parse.hpp>

namespace todoke::platforms {

namespace {

Answer refused(int status, const std::string& message) { return json_answer(status, {{"message", message}}); }

}  // namespace

Answer LineDouble::webhook_settings(const Request& request, const std::string& channel_id) {
    boost::system::error_code failed;
    const auto body = boost::json::parse(request.body, failed);
    const auto* object = failed ? nullptr : body.if_object();
    const auto* endpoint = object ? object->if_contains("endpoint") : nullptr;
    const std::string wanted = endpoint && endpoint->is_string() ? std::string(endpoint->get_string()) : "";
    std::unique_lock lock(state_->mutex);
    std::string& known = state_->webhook_endpoints[channel_id];
    if (request.path == "/v2/bot/channel/webhook/endpoint" && request.method == "GET") {
        if (known.empty()) return refused(404, "Webhook endpoint not found");
        return json_answer(200, {{"endpoint", known}, {"active", true}});
    }
    if (request.path == "/v2/bot/channel/webhook/endpoint" && request.method == "PUT") {
        if (!wanted.starts_with("https://") || wanted.size() > 500) return refused(400, "Invalid webhook endpoint URL");
        known = wanted;
        return json_answer(200, boost::json::object());
    }
    if (request.path == "/v2/bot/channel/webhook/test" && request.method == "POST") {
        if (known.empty() && wanted.empty()) return refused(404, "Webhook endpoint not found");
        std::string account;
        for (const auto& channel : state_->channels)
            if (channel.channel_id == channel_id) account = channel.account;
        lock.unlock();
        // A double has no way to a public https address: the service it delivers to is asked instead.
        const LineWebhook webhook = deliver({}, account);
        const bool good = webhook.status == 200;
        return json_answer(200, {{"success", good},
                                 {"timestamp", to_iso_utc(now())},
                                 {"statusCode", webhook.status},
                                 {"reason", good                  ? "OK"
                                            : webhook.status == 0 ? "COULD_NOT_CONNECT"
                                                                  : "ERROR_STATUS_CODE"},
                                 {"detail", webhook.error.empty() ? "200" : webhook.error}});
    }
    return refused(404, "Not found");
}

}  // namespace todoke::platforms
