#include "adapters/line/link.hpp"

#include "adapters/line/api.hpp"
#include "adapters/line/payload.hpp"

namespace todoke::line {
namespace {

constexpr auto patience = std::chrono::seconds{5};  // somebody waits before a page

std::expected<std::string, Failure> word_of(const Account& account, const Answered& answer, std::string_view name) {
    const std::string& word = answer.body[name].as_string();
    account.services().log.write(answer.ok() ? LogLevel::debug : LogLevel::warning, "line.call",
                                 {{"account", Code{account.settings().name}}, {"status", answer.status}});
    if (answer.ok() && !word.empty()) return word;
    return std::unexpected(Failure{FailureCode::unavailable, "LINE did not answer", "try again in a minute"});
}

}  // namespace

std::expected<std::string, Failure> account_link(Account& account, const std::string& user, const std::string& nonce) {
    if (!is_address(user)) return std::unexpected(Failure{FailureCode::malformed, "no LINE user id", ""});
    const auto token = word_of(
        account, Api(account, account.services(), patience).post("/v2/bot/user/" + user + "/linkToken"), "linkToken");
    if (!token) return std::unexpected(token.error());
    return account.settings().access_base + "/dialog/bot/accountLink?linkToken=" + percent_encode(*token) +
           "&nonce=" + percent_encode(nonce);
}

std::expected<std::string, Failure> chat_link(Account& account) {
    std::string basic_id = account.settings().basic_id;
    if (basic_id.empty()) {
        const auto read = word_of(account, Api(account, account.services(), patience).get("/v2/bot/info"), "basicId");
        if (!read) return std::unexpected(read.error());
        basic_id = *read;
    }
    if (basic_id.front() != '@')
        return std::unexpected(Failure{FailureCode::misconfigured, "the basic id of the LINE account is not known",
                                       "set basic_id (\"@…\") beside the account"});
    return "https://line.me/R/oaMessage/" + percent_encode(basic_id) + "/?";
}

}  // namespace todoke::line
