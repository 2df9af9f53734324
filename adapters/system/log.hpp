#pragma once

#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"

namespace todoke::system {

// One line per event on standard error: time level event field=value …
std::unique_ptr<Log> make_log(const Clock& clock, LogLevel least);

// Keeps lines in memory: tests.
class RecordingLog : public Log {
public:
    struct Line {
        LogLevel level;
        std::string text;
    };
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;
    std::vector<Line> lines() const;

private:
    mutable std::mutex mutex_;
    std::vector<Line> lines_;
};

}  // namespace todoke::system
