// The parts of a set-up that bring an account's rich menus to what the build drew.
#pragma once

#include "adapters/line/api.hpp"
#include "adapters/line/rich_menu.hpp"
#include "adapters/line/setup_people.hpp"
#include "adapters/line/setup_report.hpp"

namespace todoke::line {

// What the platform has of ours.
struct PlatformMenus {
    std::vector<std::pair<std::string, std::string>> menus;  // name, id
    std::map<std::string, std::string> aliases;              // alias → id
    std::string default_id;                                  // "" = none, or another tool's
};

bool read_menus(Api& api, PlatformMenus& out, SetupReport& report);
// Makes and draws what is missing; the ids of all that are there now. A dry run gives none for what it would make.
bool make_menus(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, MenuIds& ids,
                SetupReport& report);
bool set_aliases(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, const MenuIds& ids,
                 SetupReport& report);
bool set_default(Api& api, const PlatformMenus& there, const MenuIds& ids, SetupReport& report);
bool remove_old(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, const MenuIds& ids,
                SetupReport& report);

}  // namespace todoke::line
