// What an answer in words means to the message that it answers: a number or the words of a choice on its first line, or
// the lines of a form.
#pragma once

#include "bot/inbound/turn.hpp"

#include <optional>
#include <vector>

namespace todoke {

// A press or a form of exactly that message. answer::Reply: staff answer a card, in words of their own or without any.
// nullopt: neither; then it is a typed text.
std::optional<Answer> letter_answer(const Turn& turn, const std::vector<Message>& sent, const answer::Reply& reply);

}  // namespace todoke
