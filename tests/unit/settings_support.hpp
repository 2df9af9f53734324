// Shared by the tests of configuration: one time zone, problems as one text, a folder that disappears.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/settings.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>
#include <string>
#include <unistd.h>

namespace todoke::test {

// Asia/Tokyo without the system's data: nine hours ahead, no changes of clock.
class OneZone : public Zones {
public:
    const ZoneRules* find(const std::string& name) const override { return name == "Asia/Tokyo" ? &tokyo_ : nullptr; }

private:
    class Tokyo : public ZoneRules {
    public:
        LocalTime local(Instant at) const override {
            const auto moved = at + std::chrono::hours{9};
            const auto day = std::chrono::floor<std::chrono::days>(moved);
            return {SchoolDay{day}, std::chrono::floor<std::chrono::seconds>(moved - day)};
        }
        Instant instant(SchoolDay day, TimeOfDay time) const override {
            return std::chrono::sys_days{day} + time.since_midnight - std::chrono::hours{9};
        }
    };
    Tokyo tokyo_;
};

inline std::string text_of(const SettingProblems& problems) {
    std::string text;
    for (const auto& problem : problems.all()) text += to_text(problem) + "\n";
    return text;
}

class TemporaryFolder {
public:
    TemporaryFolder() {
        std::string name = (std::filesystem::temp_directory_path() / "todoke-unit-XXXXXX").string();
        if (!::mkdtemp(name.data())) throw std::runtime_error("no temporary folder");
        path_ = name;
    }
    ~TemporaryFolder() {
        std::error_code ignored;
        std::filesystem::remove_all(path_, ignored);
    }
    TemporaryFolder(const TemporaryFolder&) = delete;
    TemporaryFolder& operator=(const TemporaryFolder&) = delete;

    std::filesystem::path operator/(const std::string& name) const { return path_ / name; }
    const std::filesystem::path& path() const { return path_; }

    // Written aside and renamed, as careful editors do.
    std::filesystem::path write(const std::string& name, const std::string& text) const {
        const auto target = path_ / name;
        std::filesystem::create_directories(target.parent_path());
        const auto aside = target.string() + ".new";
        std::ofstream(aside, std::ios::binary) << text;
        std::filesystem::rename(aside, target);
        return target;
    }

private:
    std::filesystem::path path_;
};

}  // namespace todoke::test
