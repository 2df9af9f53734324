// Checks of Adaptive Cards as Teams draws them: version 1.5, known elements, actions and properties only.
#pragma once

#include "tests/platforms/common/checks.hpp"

#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::platforms::teams {

constexpr std::size_t most_card_bytes = 28 * 1024;  // the older, stricter documented limit
constexpr std::size_t most_activity_bytes = 100 * 1024;

void check_card(const boost::json::value& card, const std::string& path, Problems& problems);

struct Button {
    boost::json::object action;
    boost::json::object inputs;  // id → input element of the same card
};
// The first action whose title, verb or id is `name`, anywhere in the card; action empty when there is none.
Button find_button(const boost::json::value& card, const std::string& name);
// What the client sends for a press: the action's data with the inputs merged in; empty inputs left out. Throws
// std::invalid_argument for a missing required input, an unknown input or a choice that is not offered.
boost::json::object pressed_data(const Button& button, const boost::json::object& typed);

}  // namespace todoke::platforms::teams
