// The rich menus that the build drew, and which of them somebody gets.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/people/standing.hpp"
#include "domain/value.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::line {

inline constexpr std::string_view our_menus = "todoke ";    // how the names of menus begin that we made, and may remove
inline constexpr std::string_view our_aliases = "todoke-";  // the same for aliases
inline constexpr std::string_view default_menu = "unlinked.ja";  // in two languages: nothing is known of a stranger

struct DrawnMenu {
    std::string what;  // "guardian.ja-easy"
    std::string name;  // "todoke guardian.ja-easy 0c1f…": changes with every line of the menu and its picture
    Value object;      // as LINE takes it, name included
    std::string png;
};

// All pairs of .json and .png in <drawn>/line, by name.
std::expected<std::vector<DrawnMenu>, Failure> read_drawn_menus(const std::string& drawn_dir);

// "todoke-guardian-ja-easy". The service finds menus by their alias, which a set-up moves to the newest version.
std::string alias_of(std::string_view what);
std::string alias_of(Standing standing, std::string_view language);

}  // namespace todoke::line
