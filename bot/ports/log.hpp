// Structured logging by allow-list: an event name and fields whose types cannot carry what a person wrote. Names,
// texts, addresses, tokens and bodies have no field type; there is no overload for free text of people by design.
#pragma once

#include "domain/ids.hpp"

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string_view>

namespace todoke {

enum class LogLevel { debug, info, warning, error };

// A constant of the program: a code, a state, a channel name. Only string literals and codes from configuration.
struct Code {
    std::string_view text;
};

class LogField {
public:
    LogField(std::string_view name, Code value) : name_(name), text_(value.text), kind_(Kind::text) {}
    template <class Tag>
    LogField(std::string_view name, Id<Tag> id) : name_(name), number_(id.value), kind_(Kind::number) {}
    LogField(std::string_view name, std::int64_t value) : name_(name), number_(value), kind_(Kind::number) {}
    LogField(std::string_view name, int value) : name_(name), number_(value), kind_(Kind::number) {}
    LogField(std::string_view name, std::size_t value)
        : name_(name), number_(static_cast<std::int64_t>(value)), kind_(Kind::number) {}
    LogField(std::string_view name, std::chrono::milliseconds value)
        : name_(name), number_(value.count()), kind_(Kind::milliseconds) {}

    enum class Kind { text, number, milliseconds };
    std::string_view name() const { return name_; }
    std::string_view text() const { return text_; }
    std::int64_t number() const { return number_; }
    Kind kind() const { return kind_; }

private:
    std::string_view name_;
    std::string_view text_;
    std::int64_t number_ = 0;
    Kind kind_;
};

class Log {
public:
    virtual ~Log() = default;
    // `event` is a literal such as "report.submitted". `text` of a Code is cut to 200 safe characters.
    virtual void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) = 0;

    void debug(std::string_view event, std::initializer_list<LogField> f = {}) { write(LogLevel::debug, event, f); }
    void info(std::string_view event, std::initializer_list<LogField> f = {}) { write(LogLevel::info, event, f); }
    void warning(std::string_view event, std::initializer_list<LogField> f = {}) { write(LogLevel::warning, event, f); }
    void error(std::string_view event, std::initializer_list<LogField> f = {}) { write(LogLevel::error, event, f); }
};

}  // namespace todoke
