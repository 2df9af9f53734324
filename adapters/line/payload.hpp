#pragma once

#include "bot/ports/channel.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::line {

// Why a message object must not be sent: it would be refused by the platform, and one bad object blocks all five.
struct PayloadProblem {
    std::string code;  // "too_long", "empty_text", … constant words, fit for a log
    std::string path;  // "0.contents.body.contents.2": keys of layouts and positions, never words of people
};

// The message objects of an envelope, in order, checked against the documented limits.
std::expected<Value, PayloadProblem> messages_of(const std::vector<Rendered>& rendered);

// nullopt-like: an empty code means that the array is fit to be sent.
PayloadProblem check_messages(const Value& messages);

std::string push_body(std::string_view to, Value messages);
std::string reply_body(std::string_view reply_token, Value messages);

bool is_address(std::string_view text);  // user, group or room id

// UTF-16 code units, the unit of LINE's limits.
std::size_t utf16_units(std::string_view utf8);

}  // namespace todoke::line
