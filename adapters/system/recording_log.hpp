// A log for tests: keeps what was written, so that a script can fail on an error line and look for secrets.
#pragma once

#include "bot/ports/log.hpp"

#include <mutex>
#include <string>
#include <vector>

namespace todoke::system {

class RecordingLog : public Log {
public:
    struct Entry {
        LogLevel level;
        std::string event;
        std::vector<std::pair<std::string, std::string>> fields;  // numbers in decimal
    };

    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override {
        Entry entry{level, std::string(event), {}};
        for (const auto& field : fields)
            entry.fields.emplace_back(field.name(), field.kind() == LogField::Kind::text
                                                        ? std::string(field.text())
                                                        : std::to_string(field.number()));
        const std::lock_guard lock(mutex_);
        entries_.push_back(std::move(entry));
    }

    std::vector<Entry> entries() const {
        const std::lock_guard lock(mutex_);
        return entries_;
    }

    std::vector<Entry> entries(LogLevel level) const {
        std::vector<Entry> found;
        for (auto& entry : entries())
            if (entry.level == level) found.push_back(std::move(entry));
        return found;
    }

    void clear() {
        const std::lock_guard lock(mutex_);
        entries_.clear();
    }

private:
    mutable std::mutex mutex_;
    std::vector<Entry> entries_;
};

}  // namespace todoke::system
