// The header gate: what Boost 1.81's parser would accept and two HTTP programs in a row could read differently is
// refused. Pure functions, so that the rules can be tried in a table.
#pragma once

#include "bot/ports/http.hpp"

#include <optional>
#include <string_view>

namespace todoke::http {

// The connection is closed after every refusal.
struct Refusal {
    int status = 400;
    std::string_view reason;  // a constant for log and metrics
};

struct RawHeader {
    std::string_view method;
    std::string_view target;
    int version = 11;  // 10 or 11
    const Headers& fields;
};

// Raw bytes up to and including the empty line, or the part that has come so far: line ends other than CR LF, continued
// lines (obs-fold), control characters.
std::optional<Refusal> check_header_bytes(std::string_view block);

// Framing, Host, duplicates, codings, Upgrade, Expect, target.
std::optional<Refusal> check_header(const RawHeader& header);

bool equal_ignoring_case(std::string_view a, std::string_view b);  // ASCII only

}  // namespace todoke::http
