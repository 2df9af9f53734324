// Accounts, tokens, profiles and everything that is not a send.
#include "tests/platforms/line/line_double.hpp"

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"

#include <algorithm>
#include <regex>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace todoke::platforms {

namespace {

constexpr auto token_life = std::chrono::minutes(15);

bool is_user_id(const std::string& id) {
    static const std::regex shape("U[0-9a-f]{32}");
    return std::regex_match(id, shape);
}

Answer refused(int status, const std::string& message) { return json_answer(status, {{"message", message}}); }

}  // namespace

LineDouble::LineDouble(LineOptions options)
    : HttpDouble("line", std::move(options.clock), options.books), state_(std::make_unique<State>()) {
    state_->service_url = std::move(options.service_url);
    // Real ids have 18 digits and never come twice, also not after a restart of the double.
    state_->last_message_id = unix_milliseconds(real_clock()()) * 100'000;
    start(options.port);
}

LineDouble::~LineDouble() { stop(); }

void LineDouble::add_channel(LineChannel channel) {
    std::lock_guard lock(state_->mutex);
    if (!channel.static_token.empty()) state_->tokens[channel.static_token] = {channel.channel_id, std::nullopt};
    state_->channels.push_back(std::move(channel));
}

void LineDouble::add_user(LineUser user) {
    if (!is_user_id(user.user_id)) throw std::invalid_argument("not a LINE user id: " + user.user_id);
    std::lock_guard lock(state_->mutex);
    state_->users[user.user_id] = std::move(user);
}

void LineDouble::set_service_url(std::string url) {
    std::lock_guard lock(state_->mutex);
    state_->service_url = std::move(url);
}

void LineDouble::block(const std::string& user, bool blocked) {
    std::lock_guard lock(state_->mutex);
    if (blocked)
        state_->blocked.insert(user);
    else
        state_->blocked.erase(user);
}

void LineDouble::set_quota(std::optional<long long> limit, long long used) {
    std::lock_guard lock(state_->mutex);
    state_->quota_limit = limit;
    state_->quota_used = used;
}

long long LineDouble::quota_used() const {
    std::lock_guard lock(state_->mutex);
    return state_->quota_used;
}

boost::json::array LineDouble::screen(const std::string& user) const {
    std::lock_guard lock(state_->mutex);
    const auto found = state_->screens.find(user);
    return found == state_->screens.end() ? boost::json::array() : found->second;
}

std::optional<boost::json::object> LineDouble::last_on_screen(const std::string& user) const {
    const auto shown = screen(user);
    for (auto item = shown.rbegin(); item != shown.rend(); ++item)
        if (item->at("from") == "bot") return item->as_object();
    return std::nullopt;
}

std::map<std::string, std::string> LineDouble::headers_of_every_answer() {
    return {{"x-line-request-id", random_uuid()}};
}

std::string LineDouble::words_for(int status) const {
    switch (status) {
        case 400:
            // The CDN in front of the API refuses before any JSON is read.
            return "<HTML><HEAD><TITLE>Bad Request</TITLE></HEAD><BODY><H1>Bad Request</H1>Your browser sent a request "
                   "that "
                   "this server could not understand.</BODY></HTML>";
        case 401:
            return R"({"message":"Authentication failed due to the following reason: invalid token"})";
        case 429:
            return R"({"message":"The API rate limit has been exceeded. Try again later."})";
        case 500:
            return R"({"message":"Internal Server Error"})";
        default:
            return R"({"message":"Service unavailable"})";
    }
}

Answer LineDouble::issue_token(const Request& request) {
    const auto failed = [](const char* error, const char* description) {
        return json_answer(400, {{"error", error}, {"error_description", description}});
    };
    if (!request.header("content-type").starts_with("application/x-www-form-urlencoded"))
        return failed("invalid_request", "content type must be application/x-www-form-urlencoded");
    const auto form = request.form();
    const auto value = [&](const char* key) {
        const auto found = form.find(key);
        return found == form.end() ? std::string() : found->second;
    };
    if (value("grant_type") != "client_credentials")
        return failed("unsupported_grant_type", "grant type not supported");
    std::lock_guard lock(state_->mutex);
    for (const auto& channel : state_->channels) {
        if (channel.channel_id != value("client_id") || channel.secret != value("client_secret")) continue;
        const std::string token = "eyJhbGciOiJIUzI1NiJ9." + random_hex(60);
        state_->tokens[token] = {channel.channel_id, now() + token_life};
        Answer answer = json_answer(200, {{"token_type", "Bearer"}, {"access_token", token}, {"expires_in", 900}});
        return answer;
    }
    return failed("invalid_client", "invalid client_id or client_secret");
}

Answer LineDouble::handle(const Request& request) {
    const std::string& path = request.path;
    if (path == "/oauth2/v3/token" && request.method == "POST") return issue_token(request);

    std::string channel_id;
    {
        const std::string authorization = request.header("authorization");
        std::lock_guard lock(state_->mutex);
        const auto token =
            authorization.starts_with("Bearer ") ? state_->tokens.find(authorization.substr(7)) : state_->tokens.end();
        if (token == state_->tokens.end() || (token->second.expires && *token->second.expires <= now()))
            return refused(
                401,
                "Authentication failed due to the following reason: invalid token. Confirm that the access token "
                "in the authorization header is valid.");
        channel_id = token->second.channel_id;
    }

    if (request.method == "POST" && path.starts_with("/v2/bot/message/")) {
        const std::string kind = path.substr(std::string("/v2/bot/message/").size());
        for (const char* known : {"reply", "push", "multicast", "validate/reply", "validate/push", "validate/multicast",
                                  "validate/narrowcast", "validate/broadcast"})
            if (kind == known) return send(request, kind, channel_id);
    }
    if (path.starts_with("/v2/bot/channel/webhook/")) return webhook_settings(request, channel_id);
    if (path.starts_with("/v2/bot/richmenu") || path.find("/richmenu") != std::string::npos)
        return rich_menu(request, channel_id);
    std::unique_lock lock(state_->mutex);
    if (request.method == "GET" && path == "/v2/bot/info") {
        for (const auto& channel : state_->channels)
            if (channel.channel_id == channel_id)
                return json_answer(200, {{"userId", channel.bot_user_id},
                                         {"basicId", channel.basic_id},
                                         {"displayName", channel.display_name},
                                         {"chatMode", "chat"},
                                         {"markAsReadMode", "manual"}});
    }
    if (request.method == "GET" && path == "/v2/bot/message/quota")
        return state_->quota_limit ? json_answer(200, {{"type", "limited"}, {"value", *state_->quota_limit}})
                                   : json_answer(200, {{"type", "none"}});
    if (request.method == "GET" && path == "/v2/bot/message/quota/consumption")
        return json_answer(200, {{"totalUsage", state_->quota_used}});
    lock.unlock();
    return person(request, channel_id);
}

// Doors that concern one person: profile, link token, loading animation, read mark.
Answer LineDouble::person(const Request& request, const std::string& channel_id) {
    const auto& segments = request.segments;
    const auto body_of = [&]() -> boost::json::object {
        boost::system::error_code failed;
        const auto value = boost::json::parse(request.body, failed);
        return !failed && value.is_object() ? value.get_object() : boost::json::object();
    };
    const auto text = [](const boost::json::object& body, const char* key) -> std::string {
        const auto* value = body.if_contains(key);
        return value && value->is_string() ? std::string(value->get_string()) : "";
    };
    std::lock_guard lock(state_->mutex);
    const auto friend_of_bot = [&](const std::string& id) {
        return state_->users.contains(id) && !state_->blocked.contains(id);
    };
    if (request.method == "GET" && segments.size() == 4 && request.path.starts_with("/v2/bot/profile/")) {
        const std::string& id = segments[3];
        if (!is_user_id(id)) return refused(400, "The value for the 'userId' parameter is invalid");
        if (!friend_of_bot(id)) return refused(404, "Not found");
        const auto& user = state_->users.at(id);
        return json_answer(200, {{"userId", id}, {"displayName", user.display_name}, {"language", user.language}});
    }
    if (request.method == "POST" && segments.size() == 5 && segments[2] == "user" && segments[4] == "linkToken") {
        if (!friend_of_bot(segments[3])) return refused(404, "Not found");
        return issue_link_token(segments[3], channel_id);
    }
    if (request.method == "POST" && request.path == "/v2/bot/chat/loading/start") {
        const auto body = body_of();
        const auto* seconds = body.if_contains("loadingSeconds");
        const auto length = seconds ? (seconds->is_int64() ? seconds->get_int64() : -1) : 20;
        if (!is_user_id(text(body, "chatId")))
            return refused(400, "The property, 'chatId', in the request body is invalid (line: -, column: -)");
        if (length < 5 || length > 60 || length % 5 != 0)
            return refused(400, "The property, 'loadingSeconds', in the request body is invalid (line: -, column: -)");
        return json_answer(202, boost::json::object());
    }
    if (request.method == "POST" && request.path == "/v2/bot/chat/markAsRead") {
        if (!state_->read_tokens.contains(text(body_of(), "markAsReadToken")))
            return refused(400, "The property, 'markAsReadToken', in the request body is invalid (line: -, column: -)");
        return json_answer(200, boost::json::object());
    }
    return refused(404, "Not found");
}

}  // namespace todoke::platforms
