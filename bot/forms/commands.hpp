// What works by typing or from the menu, outside a form.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::commands {

// false: no such command for this person.
bool run(Turn& turn, const std::string& name);
void show_menu(Turn& turn);

}  // namespace todoke::commands
