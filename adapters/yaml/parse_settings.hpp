// A YAML file as a tree of settings with positions. Only what configuration needs is taken: one document of mappings,
// lists and texts. Anchors, aliases, merge keys and tags are refused (no bombs, no surprises), and so are keys written
// twice.
#pragma once

#include "bot/ports/settings.hpp"

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace todoke::yaml {

inline constexpr std::size_t largest_file = 1 << 20;  // bytes; a school of a hundred reasons needs a twentieth of it

// Positions name the file as `path` spells it; lines and columns count from 1, columns in characters, as editors show
// them.
std::expected<SettingNode, SettingProblem> parse_settings(const std::filesystem::path& path);
// The same for text at hand; `file` is the name used in positions.
std::expected<SettingNode, SettingProblem> parse_settings_text(std::string_view text, const std::string& file);

// A whole file of at most `limit` bytes. The problem says what kept it from being read; it has no line.
std::expected<std::string, SettingProblem> read_whole_file(const std::filesystem::path& path, std::size_t limit);

}  // namespace todoke::yaml
