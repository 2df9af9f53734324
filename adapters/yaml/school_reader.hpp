// One school's YAML as the value the rules work with. Every problem of the file is named at once, each with file, line,
// column and what was expected; the School is fit for use only when none was added.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/settings.hpp"
#include "domain/school.hpp"

#include <map>
#include <string>
#include <vector>

namespace todoke::yaml {

// The accounts configured for the service, by channel: what `channels:` of a school may name.
using Accounts = std::map<std::string, std::vector<std::string>, std::less<>>;

// `accounts` may be null: then any account is taken. The result has no id yet: ids belong to the database.
School read_school(const SettingNode& root, SettingProblems& problems, const Zones& zones,
                   const Accounts* accounts = nullptr);

}  // namespace todoke::yaml
