// Makers of everything behind bot/ports/texts.hpp: words, analysis of words, layouts.
#pragma once

#include "bot/ports/failure.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/texts.hpp"

#include <expected>
#include <filesystem>
#include <memory>

namespace todoke::text {

// Reads <templates>/texts/<language>/*.yaml. Every language has to have the same keys, and for a key the same named
// arguments; "ja" has to be there. The failure names file, line and key. `log` has to outlive the result.
std::expected<std::unique_ptr<Texts>, Failure> make_texts(const std::filesystem::path& templates, Log& log);

std::unique_ptr<TextAnalysis> make_text_analysis();

// Reads <templates>/<channel>/<name>.json for every channel folder that has such files. The failure names the file.
std::expected<std::unique_ptr<Layouts>, Failure> make_layouts(const std::filesystem::path& templates);

}  // namespace todoke::text
