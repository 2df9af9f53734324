#include "adapters/system/log.hpp"

#include <fmt/format.h>
#include <spdlog/sinks/stdout_sinks.h>
#include <spdlog/spdlog.h>

namespace todoke::system {
namespace {

constexpr std::size_t longest_code = 200;

// Codes come from our own program and from platforms' error codes: cut, and nothing that could forge a line.
std::string safe(std::string_view text) {
    std::string out;
    for (const char c : text.substr(0, longest_code)) out.push_back(c > ' ' && c <= '~' && c != '"' ? c : '_');
    return out;
}

std::string line_of(std::string_view event, std::initializer_list<LogField> fields) {
    std::string line(event);
    for (const LogField& field : fields) {
        line += ' ';
        line += field.name();
        line += '=';
        switch (field.kind()) {
            case LogField::Kind::text: line += safe(field.text()); break;
            case LogField::Kind::number: line += std::to_string(field.number()); break;
            case LogField::Kind::milliseconds: line += std::to_string(field.number()) + "ms"; break;
        }
    }
    return line;
}

const char* name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug: return "debug";
        case LogLevel::info: return "info";
        case LogLevel::warning: return "warning";
        case LogLevel::error: return "error";
    }
    return "error";
}

class StandardError : public Log {
public:
    StandardError(const Clock& clock, LogLevel least)
        : clock_(clock), least_(least), logger_("todoke", std::make_shared<spdlog::sinks::stderr_sink_mt>()) {
        logger_.set_pattern("%v");
        logger_.set_level(spdlog::level::trace);
    }

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
        if (level < least_) return;
        const auto now = std::chrono::floor<std::chrono::milliseconds>(clock_.now());
        const auto day = std::chrono::floor<std::chrono::days>(now);
        const std::chrono::year_month_day date{day};
        const std::chrono::hh_mm_ss time{now - day};
        logger_.log(spdlog::level::info, "{:04}-{:02}-{:02}T{:02}:{:02}:{:02}.{:03}Z {} {}", static_cast<int>(date.year()),
                    static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()), time.hours().count(),
                    time.minutes().count(), time.seconds().count(), time.subseconds().count(), name_of(level),
                    line_of(event, fields));
        logger_.flush();
    }

private:
    const Clock& clock_;
    LogLevel least_;
    spdlog::logger logger_;
};

}  // namespace

std::unique_ptr<Log> make_log(const Clock& clock, LogLevel least) { return std::make_unique<StandardError>(clock, least); }

void RecordingLog::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    const std::lock_guard lock(mutex_);
    lines_.push_back({level, line_of(event, fields)});
}

std::vector<RecordingLog::Line> RecordingLog::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

}  // namespace todoke::system
