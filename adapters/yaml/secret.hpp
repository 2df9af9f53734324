// Secrets are named in the configuration, never written into it: "file:PATH", or "env:NAME" while developing.
#pragma once

#include "bot/ports/failure.hpp"

#include <expected>
#include <filesystem>
#include <string>
#include <string_view>

namespace todoke::yaml {

// PATH is relative to `base` (the folder of the configuration file). The file must be readable by its owner only (0400
// or 0600); one line end at its end is not part of the secret. `env:` is refused unless `development`. Every refusal is
// `misconfigured`, says what to do about it, and never shows the secret.
std::expected<std::string, Failure> read_secret(std::string_view reference, const std::filesystem::path& base,
                                                bool development);

}  // namespace todoke::yaml
