// One LINE Official Account as it is configured, and what is learned about it while running.
#pragma once

#include "adapters/line/token.hpp"
#include "bot/ports/channel.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>
#include <thread>
#include <vector>

namespace todoke::line {

struct AccountSettings {
    std::string name;
    std::string channel_id;
    std::vector<std::string> secrets;  // one, or two while a secret is rotated
    std::string access_token;          // static; empty = short-lived tokens are issued
    std::string api_base = "https://api.line.me";
    std::string data_base = "https://api-data.line.me";
    std::string access_base = "https://access.line.me";  // where people link their accounts
    std::string basic_id;                                // "@…"; empty = read from the platform where it is needed
    std::string bot_user_id;                             // empty = read from the platform in the background
    double rate = 500;                                   // messages per second of this process, of the platform's 2,000
    int reserve_percent = 25;                            // of the month's messages, kept for the search
};

class Account {
public:
    Account(AccountSettings settings, const Services& services);
    ~Account();

    const AccountSettings& settings() const { return settings_; }
    const Services& services() const { return services_; }
    Tokens& tokens() { return tokens_; }

    // Our bot's user id, which is the `destination` of every webhook; "" until it is known. Asking starts the reading.
    std::string bot_user_id();
    // Chat is off in the account's response settings: LINE marks every message as read. false until it is known.
    bool reads_by_itself();

private:
    void read_bot_info();

    AccountSettings settings_;
    const Services& services_;
    Tokens tokens_;
    std::mutex mutex_;  // guards what follows; never held during a call to the platform
    std::string bot_user_id_;
    bool reads_by_itself_ = false;
    bool reading_ = false;
    std::chrono::steady_clock::time_point next_reading_{};
    std::thread reader_;
};

using Accounts = std::map<std::string, std::unique_ptr<Account>, std::less<>>;

}  // namespace todoke::line
