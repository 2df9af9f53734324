#include "adapters/system/log.hpp"

#include <fmt/chrono.h>
#include <fmt/format.h>
#include <spdlog/logger.h>
#include <spdlog/sinks/basic_file_sink.h>
#include <spdlog/sinks/stdout_sinks.h>

namespace todoke::system {
namespace {

constexpr std::size_t longest_text = 200;

std::string_view name_of(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return "debug";
        case LogLevel::info:
            return "info";
        case LogLevel::warning:
            return "warning";
        case LogLevel::error:
            return "error";
    }
    return "error";
}

void append_safe(std::string& line, std::string_view text) {
    for (const char c : text.substr(0, longest_text)) line.push_back(c > ' ' && c <= '~' && c != '"' ? c : '_');
}

class SpdlogLog : public Log {
public:
    SpdlogLog(const Clock& clock, LogLevel least, const std::string& path)
        : clock_(clock), least_(least), logger_("todoke", sink(path)) {
        logger_.set_pattern("%v");
        logger_.set_level(spdlog::level::trace);
        logger_.flush_on(spdlog::level::trace);  // a killed process must not take its last lines along
    }

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
        if (level < least_) return;
        const auto now = clock_.now();
        const auto second = std::chrono::floor<std::chrono::seconds>(now);
        logger_.log(spdlog::level::info, "{:%Y-%m-%dT%H:%M:%S}.{:03}Z {} {}",
                    fmt::gmtime(std::chrono::system_clock::to_time_t(second)),
                    std::chrono::floor<std::chrono::milliseconds>(now - second).count(), name_of(level),
                    format_event(event, fields));
    }

private:
    static spdlog::sink_ptr sink(const std::string& path) {
        if (path.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(path);
    }

    const Clock& clock_;
    const LogLevel least_;
    spdlog::logger logger_;
};

}  // namespace

std::string format_event(std::string_view event, std::initializer_list<LogField> fields) {
    std::string line;
    line.reserve(120);
    append_safe(line, event);
    for (const auto& field : fields) {
        line.push_back(' ');
        append_safe(line, field.name());
        line.push_back('=');
        if (field.kind() == LogField::Kind::text)
            append_safe(line, field.text());
        else
            line.append(std::to_string(field.number()));
        if (field.kind() == LogField::Kind::milliseconds) line.append("ms");
    }
    return line;
}

std::unique_ptr<Log> make_log(const Clock& clock, LogLevel least, const std::string& path) {
    return std::make_unique<SpdlogLog>(clock, least, path);
}

void RecordingLog::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    const std::lock_guard lock(mutex_);
    lines_.push_back({level, format_event(event, fields)});
}

std::vector<RecordingLog::Line> RecordingLog::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

std::vector<RecordingLog::Line> RecordingLog::lines(LogLevel level) const {
    auto found = lines();
    std::erase_if(found, [&](const Line& line) { return line.level != level; });
    return found;
}

}  // namespace todoke::system
