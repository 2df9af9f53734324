#include "adapters/line/account.hpp"

#include "bot/ports/json.hpp"

namespace todoke::line {
namespace {

constexpr auto retry_reading_after = std::chrono::seconds{60};

}  // namespace

Account::Account(AccountSettings settings, const Services& services)
    : settings_(std::move(settings)),
      services_(services),
      tokens_(settings_, services),
      bot_user_id_(settings_.bot_user_id) {}

Account::~Account() {
    if (reader_.joinable()) reader_.join();
}

std::string Account::bot_user_id() {
    const std::lock_guard lock(mutex_);
    const auto now = services_.clock.mono();
    if (bot_user_id_.empty() && !reading_ && now >= next_reading_) {
        reading_ = true;
        next_reading_ = now + retry_reading_after;
        if (reader_.joinable()) reader_.join();  // ended: reading_ was false
        reader_ = std::thread([this] { read_bot_info(); });
    }
    return bot_user_id_;
}

bool Account::reads_by_itself() {
    const std::lock_guard lock(mutex_);
    return reads_by_itself_;
}

// GET /v2/bot/info → {"userId":"U…","basicId":"@…","displayName":"…","chatMode":"bot","markAsReadMode":"auto"}
// https://developers.line.biz/en/reference/messaging-api/#get-bot-info
void Account::read_bot_info() {
    std::string id;
    bool reads_by_itself = false;
    try {
        if (const auto token = tokens_.get(); token.usable()) {
            ClientRequest request;
            request.method = "GET";
            request.origin = settings_.api_base;
            request.path = "/v2/bot/info";
            request.headers = {{"Authorization", "Bearer " + token.text}};
            if (const auto answer = services_.http.send(request); answer && answer->status == 200)
                if (const auto body = json::parse(answer->body)) {
                    id = (*body)["userId"].as_string();
                    reads_by_itself = (*body)["markAsReadMode"].as_string() == "auto";
                }
        }
    } catch (const std::exception&) {
        services_.log.error("line.bot_info_surprise", {{"account", Code{settings_.name}}});
    }
    if (id.empty()) services_.log.warning("line.bot_info_unknown", {{"account", Code{settings_.name}}});
    const std::lock_guard lock(mutex_);
    if (!id.empty()) bot_user_id_ = id;
    reads_by_itself_ = reads_by_itself;
    reading_ = false;
}

}  // namespace todoke::line
