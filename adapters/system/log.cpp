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

spdlog::level::level_enum to_spdlog(LogLevel level) {
    switch (level) {
        case LogLevel::debug:
            return spdlog::level::debug;
        case LogLevel::info:
            return spdlog::level::info;
        case LogLevel::warning:
            return spdlog::level::warn;
        case LogLevel::error:
            return spdlog::level::err;
    }
    return spdlog::level::err;
}

void append_safe(std::string& line, std::string_view text) {
    for (const char c : text.substr(0, longest_text))
        line.push_back(c >= 0x20 && c < 0x7f && c != '"' && c != '\\' ? c : '?');
}

class SpdlogLog : public Log {
public:
    SpdlogLog(const Clock& clock, const LogOptions& options) : clock_(clock), logger_("todoke", sink(options)) {
        logger_.set_pattern("%v", spdlog::pattern_time_type::utc);
        logger_.set_level(to_spdlog(options.least));
        // A killed process must not take its last lines along.
        logger_.flush_on(spdlog::level::trace);
    }

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
        if (!logger_.should_log(to_spdlog(level))) return;
        logger_.log(to_spdlog(level), format_entry(clock_.now(), level, event, fields));
    }

private:
    static spdlog::sink_ptr sink(const LogOptions& options) {
        if (options.path.empty()) return std::make_shared<spdlog::sinks::stderr_sink_mt>();
        return std::make_shared<spdlog::sinks::basic_file_sink_mt>(options.path);
    }

    const Clock& clock_;
    spdlog::logger logger_;
};

}  // namespace

std::string format_entry(Instant time, LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    const auto seconds = std::chrono::floor<std::chrono::seconds>(time);
    const auto thousandths = std::chrono::floor<std::chrono::milliseconds>(time - seconds).count();
    std::string line;
    line.reserve(160);
    fmt::format_to(std::back_inserter(line), R"({{"time":"{:%Y-%m-%dT%H:%M:%S}.{:03}Z","level":"{}","event":")",
                   fmt::gmtime(std::chrono::system_clock::to_time_t(seconds)), thousandths, name_of(level));
    append_safe(line, event);
    line.push_back('"');
    for (const auto& field : fields) {
        line.append(",\"");
        append_safe(line, field.name());
        if (field.kind() == LogField::Kind::milliseconds && !field.name().ends_with("_ms")) line.append("_ms");
        line.append("\":");
        if (field.kind() == LogField::Kind::text) {
            line.push_back('"');
            append_safe(line, field.text());
            line.push_back('"');
        } else {
            fmt::format_to(std::back_inserter(line), "{}", field.number());
        }
    }
    line.push_back('}');
    return line;
}

std::unique_ptr<Log> make_log(const Clock& clock, LogOptions options) {
    return std::make_unique<SpdlogLog>(clock, options);
}

}  // namespace todoke::system
