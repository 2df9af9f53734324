// Linking an account: the token that is issued for one person, and the dialog that this person opens.
// https://developers.line.biz/en/docs/messaging-api/linking-accounts/
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"

#include <stdexcept>

#include <boost/url/parse.hpp>

namespace todoke::platforms {

namespace {

constexpr auto link_token_life = std::chrono::minutes(10);

}  // namespace

Answer LineDouble::issue_link_token(const std::string& user, const std::string& channel_id) {
    const std::string token = random_hex(16);
    state_->link_tokens[token] = {user, channel_id, now()};
    return json_answer(200, {{"linkToken", token}});
}

LineWebhook LineDouble::opens_link(const std::string& user, const std::string& url) {
    const auto parsed = boost::urls::parse_uri(url);
    if (!parsed || parsed->path() != "/dialog/bot/accountLink")
        throw std::invalid_argument("no dialog for linking: " + url);
    const auto value = [&](const char* name) -> std::string {
        const auto found = parsed->params().find(name);
        return found == parsed->params().end() ? std::string() : std::string((*found).value);
    };
    const std::string nonce = value("nonce");
    if (nonce.size() < 10 || nonce.size() > 255) return {.error = "nonce of 10 to 255 characters expected"};
    bool ok = false;
    std::string account;
    {
        const std::lock_guard lock(state_->mutex);
        const auto token = state_->link_tokens.find(value("linkToken"));
        if (token == state_->link_tokens.end() || token->second.used || token->second.issued + link_token_life <= now())
            return {.error = "link token unknown, used or too old"};
        token->second.used = true;
        ok = token->second.user == user;
        for (const auto& channel : state_->channels)
            if (channel.channel_id == token->second.channel_id) account = channel.account;
    }
    boost::json::object link{{"result", ok ? "ok" : "failed"}, {"nonce", nonce}};
    boost::json::object event = this->event(user, "accountLink", {{"link", std::move(link)}});
    if (!ok) {
        event.erase("source");
        event.erase("replyToken");
    }
    return deliver({event}, account);
}

}  // namespace todoke::platforms
