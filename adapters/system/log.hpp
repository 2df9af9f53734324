// The log: one JSON object per line, {"time":"2026-11-24T07:32:00.123Z","level":"info","event":"report.submitted",…}.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"

#include <memory>
#include <string>

namespace todoke::system {

struct LogOptions {
    LogLevel least = LogLevel::info;  // less important entries are left out
    std::string path;                 // appended to; empty: standard error
};

// `clock` must outlive the log. Safe from any thread. Throws std::runtime_error when the file cannot be opened.
std::unique_ptr<Log> make_log(const Clock& clock, LogOptions options = {});

// One line without its end, as the log writes it. Text is cut to 200 characters and everything but printable ASCII,
// quote and backslash becomes '?': no field can end its line or its string.
std::string format_entry(Instant time, LogLevel level, std::string_view event, std::initializer_list<LogField> fields);

}  // namespace todoke::system
