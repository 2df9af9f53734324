#pragma once

#include <string>
#include <string_view>

namespace todoke::email {

// format=flowed (RFC 3676): paragraphs that the writer's program broke into lines are one line again. `delete_space`:
// the space before the break goes too, as Japanese needs it.
std::string without_flowing(std::string_view text, bool delete_space);

}  // namespace todoke::email
