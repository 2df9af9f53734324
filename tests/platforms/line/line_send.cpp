// reply, push, multicast and their validation.
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"
#include "tests/platforms/line/validate.hpp"

#include <regex>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms {

namespace {

constexpr auto reply_life = std::chrono::minutes(1);           // after the (re)delivered webhook
constexpr auto reply_life_at_most = std::chrono::minutes(20);  // after the event, however often it was redelivered
constexpr auto retry_key_life = std::chrono::hours(24);

Answer refused(int status, const std::string& message) { return json_answer(status, {{"message", message}}); }

bool is_recipient(const std::string& id) {
    static const std::regex shape("[UCR][0-9a-f]{32}");
    return std::regex_match(id, shape);
}

bool is_uuid(const std::string& text) {
    static const std::regex shape("[0-9a-fA-F]{8}(-[0-9a-fA-F]{4}){3}-[0-9a-fA-F]{12}");
    return std::regex_match(text, shape);
}

bool quotable(const boost::json::value& message) {
    const auto& type = message.at("type").as_string();
    for (const char* known : {"text", "textV2", "sticker", "image", "video", "template", "flex"})
        if (type == known) return true;
    return false;
}

void check_units(Reader& body) {
    const auto* units = body.array("customAggregationUnits", Need::optional, 0, 1);
    if (!units) return;
    static const std::regex shape("[A-Za-z0-9_]{1,30}");
    for (const auto& unit : *units)
        if (!unit.is_string() || !std::regex_match(std::string(unit.get_string()), shape))
            body.problem("customAggregationUnits", "must match [A-Za-z0-9_]{1,30}");
}

}  // namespace

Answer LineDouble::send(const Request& request, const std::string& kind, const std::string& channel_id) {
    if (!request.header("content-type").starts_with("application/json"))
        return refused(415, fmt::format("The content type, {}, is not supported", request.header("content-type")));
    if (request.body.size() > line::most_body_bytes) return refused(413, "Request entity too large");
    boost::system::error_code failed;
    const auto value = boost::json::parse(request.body, failed);
    if (failed) return refused(400, "The request body could not be parsed as JSON (line: -, column: -)");

    const std::string retry_key = request.header("x-line-retry-key");
    if (kind == "reply" && !retry_key.empty())
        return refused(400, "The header 'X-Line-Retry-Key' is not supported for this API");
    if (!retry_key.empty() && !is_uuid(retry_key))
        return refused(400, "The value for the header 'X-Line-Retry-Key' is invalid");

    std::lock_guard lock(state_->mutex);
    const Instant at = now();
    if (!retry_key.empty()) {
        const auto known = state_->retry_keys.find({channel_id, retry_key});
        if (known != state_->retry_keys.end() && at < known->second.at + retry_key_life) {
            boost::json::object body{{"message", "The retry key is already accepted"}};
            if (const auto* sent = known->second.answer.as_object().if_contains("sentMessages"))
                body["sentMessages"] = *sent;
            Answer again = json_answer(409, body);
            again.headers["x-line-accepted-request-id"] = known->second.request_id;
            return again;
        }
    }

    Problems problems;
    std::optional<boost::json::object> container_error;
    Reader body(value, "", PathStyle::dotted, problems);
    line::check_messages(body, container_error);
    std::vector<std::string> to;
    std::string reply_token;
    const bool validates_only = kind.starts_with("validate/");
    if (!validates_only) {
        body.boolean("notificationDisabled");
        if (kind == "reply") {
            reply_token = body.text("replyToken", Need::required, 1, 1000).value_or("");
        } else {
            check_units(body);
            if (kind == "push") {
                to.push_back(body.text("to", Need::required, 1, 1000).value_or(""));
                if (problems.empty() && !is_recipient(to.front())) problems.push_back({"to", "invalid", true});
            } else if (const auto* many = body.array("to", Need::required, 1, 500)) {
                for (std::size_t i = 0; i < many->size(); ++i) {
                    to.emplace_back((*many)[i].is_string() ? (*many)[i].get_string().c_str() : "");
                    if (!is_recipient(to.back()) || to.back().front() != 'U')
                        problems.push_back({fmt::format("to[{}]", i), "invalid", true});
                }
            }
        }
    }
    body.finish();
    if (auto error = line::error_body(problems, container_error)) return json_answer(400, *error);
    if (validates_only) return json_answer(200, boost::json::object());

    if (kind == "reply") {
        const auto token = state_->reply_tokens.find(reply_token);
        if (token == state_->reply_tokens.end() || token->second.used || token->second.channel_id != channel_id ||
            at > token->second.received_at + reply_life || at > token->second.event_at + reply_life_at_most)
            return refused(400, "Invalid reply token");
        token->second.used = true;
        to.push_back(token->second.user);
    } else if (kind == "push" && !state_->known(to.front())) {
        return refused(400, "Failed to send messages");
    }

    std::vector<std::string> reached;
    for (const auto& user : to)
        if (state_->reaches(user)) reached.push_back(user);
    if (kind != "reply") {
        long long count = 0;
        for (const auto& chat : reached) count += state_->heads(chat);
        if (state_->quota_limit && state_->quota_used + count > *state_->quota_limit)
            return refused(429, "You have reached your monthly limit.");
        state_->quota_used += count;
    }

    boost::json::array sent;
    for (const auto& message : value.at("messages").as_array()) {
        boost::json::object shown_as{{"id", state_->next_message_id()}};
        if (quotable(message)) shown_as["quoteToken"] = random_hex(24);
        for (const auto& user : reached)
            state_->screens[user].push_back({{"from", "bot"},
                                             {"via", kind},
                                             {"at", to_iso_utc(at)},
                                             {"id", shown_as["id"]},
                                             {"channel", channel_id},
                                             {"message", message}});
        sent.push_back(shown_as);
    }
    Answer answer = json_answer(
        200, kind == "multicast" ? boost::json::object() : boost::json::object{{"sentMessages", std::move(sent)}});
    answer.headers["x-line-request-id"] = random_uuid();
    answer.delivered = !reached.empty();
    answer.delivered_to = reached;
    if (!retry_key.empty())
        state_->retry_keys[{channel_id, retry_key}] = {answer.headers["x-line-request-id"],
                                                       boost::json::parse(answer.body), at};
    return answer;
}

}  // namespace todoke::platforms
