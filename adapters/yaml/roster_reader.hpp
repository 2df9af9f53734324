// A roster from the school's own software: CSV with one person per line, in UTF-8 or CP932. All of it is read before
// anything is taken: a single problem means that nothing is imported. The columns are described in
// config/rosters/README.md.
#pragma once

#include "domain/people/roster.hpp"

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::yaml {

// Every problem found, in the order of the file (at most 200).
std::expected<Roster, std::vector<RosterProblem>> read_roster(const std::filesystem::path& path);
std::expected<Roster, std::vector<RosterProblem>> read_roster_text(std::string_view bytes);

// "rosters/aoba.csv:12:5: 組: …"; nothing of the line's contents beyond what the message itself says.
std::string to_text(const RosterProblem& problem, const std::string& file);

}  // namespace todoke::yaml
