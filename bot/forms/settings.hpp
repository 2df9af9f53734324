// 家族・設定: who is linked, the language, and the ways to add a child or to leave.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::settings {

void show(Turn& turn);
void on_choice(Turn& turn, const std::string& code);  // a language

}  // namespace todoke::settings
