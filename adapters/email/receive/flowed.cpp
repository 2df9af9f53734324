#include "adapters/email/receive/flowed.hpp"

#include "adapters/email/receive/ascii.hpp"

namespace todoke::email {

std::string without_flowing(std::string_view text, bool delete_space) {
    std::string out;
    bool open = false;  // the last line goes on
    std::size_t open_depth = 0;
    while (!text.empty()) {
        std::string_view line = ascii::next_line(text);
        std::size_t depth = 0;
        while (depth < line.size() && line[depth] == '>') ++depth;
        line.remove_prefix(depth);
        if (line.starts_with(' ')) line.remove_prefix(1);  // stuffed
        const bool separator = line == "-- ";
        if (open && (depth != open_depth || separator)) {
            out += '\n';
            open = false;
        }
        if (!open && depth > 0) out += std::string(depth, '>') + ' ';
        open = line.ends_with(' ') && !separator;
        open_depth = depth;
        if (open && delete_space) line.remove_suffix(1);
        out += line;
        if (!open) out += '\n';
    }
    if (open) out += '\n';
    return out;
}

}  // namespace todoke::email
