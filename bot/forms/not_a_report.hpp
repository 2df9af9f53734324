// What people write that is no report: danger (numbers to call, at once, in every state of the conversation), thanks,
// greetings, questions, words for a teacher. Said kindly, and always that it does not reach a teacher.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string_view>

namespace todoke::not_a_report {

bool speaks_of_danger(const Turn& turn, std::string_view text);  // of a very long text the beginning is searched
bool speaks_of_danger(const Turn& turn);                         // whatever was typed, in whichever way it came
void say_help_lines(Turn& turn);

// Longer than what is read: nothing is guessed from a part of it.
void say_too_long(Turn& turn);

// Nothing else could be made of the text.
void answer(Turn& turn, std::string_view text);

}  // namespace todoke::not_a_report
