#pragma once

#include <string>
#include <string_view>

namespace todoke::line {

// JSON may escape one half of a surrogate pair alone ("\ud83d"): an emoji that was cut on its way. That is no character
// and our parser would refuse the whole webhook, other people's reports with it. Each lone half becomes "\ufffd";
// everything else stays as it is, broken escapes included.
std::string with_whole_characters(std::string_view json);

}  // namespace todoke::line
