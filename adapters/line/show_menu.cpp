#include "adapters/line/show_menu.hpp"

#include "adapters/line/payload.hpp"
#include "adapters/line/rich_menu.hpp"

namespace todoke::line {
namespace {

constexpr auto ask_again_after = std::chrono::seconds{60};

}  // namespace

std::optional<std::string> MenuShower::menu_of(Account& account, Api& api, const StandingRow& row, bool anew) {
    for (const std::string& language : {row.language, std::string("ja")}) {
        const std::string alias = alias_of(row.standing, language), key = account.settings().name + '/' + alias;
        const auto now = services_.clock.mono();
        std::optional<std::string> id;
        {
            const std::lock_guard lock(mutex_);
            if (const auto known = known_.find(key); !anew && known != known_.end() && known->second.until > now)
                id = known->second.id;
        }
        if (!id) {
            const Answered answer = api.get("/v2/bot/richmenu/alias/" + alias);
            if (!answer.ok() && answer.passing()) return std::nullopt;
            id = answer.body["richMenuId"].as_string();
            const std::lock_guard lock(mutex_);
            known_[key] = {*id, now + ask_again_after};
        }
        if (!id->empty()) return id;
    }
    return "";
}

StandingShown MenuShower::show(const StandingRow& row) {
    const auto found = accounts_.find(row.account);
    // An account that is configured no more, and an address that is none: nothing to show them.
    if (found == accounts_.end() || !is_address(row.address)) return {.done = true, .as = shows_nothing};
    Account& account = *found->second;
    Api api(account, services_);
    const std::string person = "/v2/bot/user/" + row.address + "/richmenu";
    if (row.standing == Standing::unlinked) {
        const Answered answer = api.erase(person);
        return {.done = !answer.passing(), .as = shows_default};
    }
    for (const bool anew : {false, true}) {
        const auto id = menu_of(account, api, row, anew);
        if (!id) return {};
        if (id->empty()) return {.done = true, .as = shows_nothing};
        const Answered answer = api.post(person + "/" + *id);
        if (answer.ok()) return {.done = true, .as = *id};
        if (answer.passing()) return {};
        // 404: a set-up has replaced the menu since its alias was read.
        if (answer.status != 404 || anew)
            services_.log.warning("line.menu_refused", {{"account", Code{account.settings().name}},
                                                        {"status", answer.status},
                                                        {"standing", Code{to_text(row.standing)}}});
        if (answer.status != 404) break;
    }
    return {.done = true, .as = shows_nothing};
}

}  // namespace todoke::line
