// Links one person to the menu of their role and language.
#pragma once

#include "adapters/line/account.hpp"
#include "adapters/line/api.hpp"
#include "bot/ports/channel.hpp"

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>

namespace todoke::line {

// What somebody is shown who has no menu of their own: the account's default one.
inline constexpr const char* shows_default = "default";
// Nothing could be shown: the menus are not set up yet, or the platform does not know the person.
inline constexpr const char* shows_nothing = "none";

class MenuShower {
public:
    MenuShower(Accounts& accounts, const Services& services) : accounts_(accounts), services_(services) {}
    StandingShown show(const StandingRow& row);

private:
    struct Known {
        std::string id;  // "" = the platform has no such alias
        std::chrono::steady_clock::time_point until{};
    };
    // nullopt: the platform could not be asked.
    std::optional<std::string> menu_of(Account& account, Api& api, const StandingRow& row, bool anew);

    Accounts& accounts_;
    const Services& services_;
    std::mutex mutex_;                    // guards what follows; never held during a call to the platform
    std::map<std::string, Known> known_;  // account/alias
};

}  // namespace todoke::line
