// The log: one line per event, "2026-11-24T07:32:00.123Z info report.submitted report=12 took=5ms".
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"

#include <memory>
#include <mutex>
#include <string>
#include <vector>

namespace todoke::system {

// Leaves out what is less important than `least`. Appends to the file `path`, or writes to standard error when it is
// empty. `clock` must outlive the log. Safe from any thread. Throws std::exception when the file cannot be opened.
std::unique_ptr<Log> make_log(const Clock& clock, LogLevel least, const std::string& path = {});

// Event and fields as the log writes them. Every text is cut to 200 characters, and whatever is not visible ASCII, or
// could be taken for the end of a field, becomes '_': no field can forge another or end its line.
std::string format_event(std::string_view event, std::initializer_list<LogField> fields);

// Tests: keeps what was written, so that a script can fail on an error line and look for secrets.
class RecordingLog : public Log {
public:
    struct Line {
        LogLevel level;
        std::string text;  // as format_event gives it
    };
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;
    std::vector<Line> lines() const;
    std::vector<Line> lines(LogLevel level) const;

private:
    mutable std::mutex mutex_;
    std::vector<Line> lines_;
};

}  // namespace todoke::system
