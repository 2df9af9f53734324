// The gate in front of Beast's parser, over the raw bytes of a request's head. Beast 1.81 accepts several forms that two
// servers in a row may read differently (request smuggling); we refuse them all.
#pragma once

#include <optional>
#include <string_view>

namespace todoke::http {

struct Refusal {
    int status = 400;
    std::string_view reason;  // a constant, for the log
};

// `head`: request line and headers including the empty line that ends them.
std::optional<Refusal> inspect_head(std::string_view head);

}  // namespace todoke::http
