#pragma once

#include "bot/ports/gate.hpp"
#include "domain/value.hpp"

#include <expected>
#include <string>
#include <vector>

namespace todoke::gate {

struct Upload {
    std::int64_t epoch = 0;
    std::vector<ScanInput> scans;
};

// {"epoch":3,"scans":[{"seq":1,"credential":"…","at":"2026-11-24T07:58:03+09:00","direction":"in"}]}
// A scan that cannot be read but has a number is `malformed`; an upload that is not of this shape at all is a failure.
std::expected<Upload, Failure> read_upload(std::string_view body);

// RFC 3339 with offset, seconds precision or finer.
std::optional<Instant> parse_time(std::string_view text);

}  // namespace todoke::gate
