#include "adapters/line/link.hpp"

#include "adapters/line/payload.hpp"
#include "bot/ports/json.hpp"

namespace todoke::line {
namespace {

// One call, and a second one when the platform refused the token and another can be had.
std::expected<Value, Failure> call(Account& account, const char* method, const std::string& path) {
    const Failure unavailable{FailureCode::unavailable, "LINE did not answer", "try again in a minute"};
    for (int attempt = 1;; ++attempt) {
        const Token token = account.tokens().get();
        if (!token.usable()) return std::unexpected(unavailable);
        ClientRequest request;
        request.method = method;
        request.origin = account.settings().api_base;
        request.path = path;
        request.headers = {{"Authorization", "Bearer " + token.text}};
        request.connect_timeout = std::chrono::milliseconds{2000};
        request.answer_timeout = std::chrono::milliseconds{5000};
        const auto answer = account.services().http.send(request);
        if (!answer) return std::unexpected(unavailable);
        if (answer->status == 401 && attempt == 1 && account.tokens().refused(token.text)) continue;
        account.services().log.write(answer->status == 200 ? LogLevel::debug : LogLevel::warning, "line.call",
                                     {{"account", Code{account.settings().name}}, {"status", answer->status}});
        if (answer->status != 200) return std::unexpected(unavailable);
        return json::parse(answer->body);
    }
}

}  // namespace

std::expected<std::string, Failure> account_link(Account& account, const std::string& user, const std::string& nonce) {
    if (!is_address(user)) return std::unexpected(Failure{FailureCode::malformed, "no LINE user id", ""});
    const auto answer = call(account, "POST", "/v2/bot/user/" + user + "/linkToken");
    if (!answer) return std::unexpected(answer.error());
    return account.settings().access_base +
           "/dialog/bot/accountLink?linkToken=" + percent_encode((*answer)["linkToken"].as_string()) +
           "&nonce=" + percent_encode(nonce);
}

std::expected<std::string, Failure> chat_link(Account& account) {
    std::string basic_id = account.settings().basic_id;
    if (basic_id.empty()) {
        const auto answer = call(account, "GET", "/v2/bot/info");
        if (!answer) return std::unexpected(answer.error());
        basic_id = (*answer)["basicId"].as_string();
    }
    if (basic_id.empty() || basic_id.front() != '@')
        return std::unexpected(Failure{FailureCode::misconfigured, "the basic id of the LINE account is not known",
                                       "set basic_id (\"@…\") beside the account"});
    return "https://line.me/R/oaMessage/" + percent_encode(basic_id) + "/?";
}

}  // namespace todoke::line
