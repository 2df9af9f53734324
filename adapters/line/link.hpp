// LINE's own ways of saying who is who: its dialog for linking an account, and links that open a chat.
// https://developers.line.biz/en/docs/messaging-api/linking-accounts/
#pragma once

#include "adapters/line/account.hpp"

#include <expected>
#include <string>

namespace todoke::line {

// The address of LINE's dialog for this user. Its token lives 10 minutes and is good once; only the account it was
// issued for can finish the dialog.
std::expected<std::string, Failure> account_link(Account& account, const std::string& user, const std::string& nonce);

// https://line.me/R/oaMessage/<basic id>/? and behind it a percent-encoded text: opens the chat with the text typed, to
// be sent by the person.
std::expected<std::string, Failure> chat_link(Account& account);

}  // namespace todoke::line
