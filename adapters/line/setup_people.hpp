// The part of a set-up that gives everybody linked the menu of their role and language.
#pragma once

#include "adapters/line/api.hpp"
#include "bot/ports/store/standings.hpp"

#include <expected>
#include <map>
#include <string>

namespace todoke::line {

using MenuIds = std::map<std::string, std::string>;  // "guardian.ja" → the menu's id on the platform

// People whose menu is another one than it should be, by what they should get.
std::expected<std::map<std::string, std::vector<StandingRow>>, Failure> people_to_move(StandingStore& store,
                                                                                       const std::string& account,
                                                                                       const MenuIds& menus);

// "" when all of them got it; else what went wrong.
std::string move_people(Api& api, StandingStore& store, const std::vector<StandingRow>& people,
                        const std::string& menu_id);

}  // namespace todoke::line
