#include "domain/time.hpp"

#include <cstdio>

namespace todoke {
namespace {

// Digits only: from_chars alone would take a sign.
std::optional<int> digits(std::string_view text) {
    int number = 0;
    if (text.empty() || text.size() > 4) return std::nullopt;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + (c - '0');
    }
    return number;
}

}  // namespace

std::string to_iso(SchoolDay day) {
    char text[16];
    std::snprintf(text, sizeof text, "%04d-%02u-%02u", static_cast<int>(day.year()), static_cast<unsigned>(day.month()),
                  static_cast<unsigned>(day.day()));
    return text;
}

std::optional<SchoolDay> parse_iso_day(std::string_view text) {
    if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
    const auto year = digits(text.substr(0, 4)), month = digits(text.substr(5, 2)), day = digits(text.substr(8, 2));
    if (!year || !month || !day) return std::nullopt;
    const SchoolDay result{std::chrono::year{*year}, std::chrono::month{static_cast<unsigned>(*month)},
                           std::chrono::day{static_cast<unsigned>(*day)}};
    if (!result.ok()) return std::nullopt;
    return result;
}

std::string to_hh_mm(TimeOfDay time) {
    char text[16];
    const auto minutes = static_cast<int>(time.since_midnight.count());
    std::snprintf(text, sizeof text, "%02d:%02d", minutes / 60, minutes % 60);
    return text;
}

std::optional<TimeOfDay> parse_hh_mm(std::string_view text) {
    const auto colon = text.find(':');
    if (colon == std::string_view::npos || text.size() - colon != 3) return std::nullopt;
    const auto hour = digits(text.substr(0, colon)), minute = digits(text.substr(colon + 1));
    if (!hour || !minute || colon > 2 || *minute > 59 || *hour * 60 + *minute > 24 * 60) return std::nullopt;
    return TimeOfDay{std::chrono::minutes{*hour * 60 + *minute}};
}

TimeOfDay time_of_day(const LocalTime& local) {
    return TimeOfDay{std::chrono::floor<std::chrono::minutes>(local.since_midnight)};
}

SchoolDay add_days(SchoolDay day, int days) { return SchoolDay{std::chrono::sys_days{day} + std::chrono::days{days}}; }

std::chrono::weekday weekday_of(SchoolDay day) { return std::chrono::weekday{std::chrono::sys_days{day}}; }

int school_year_of(SchoolDay day) {
    const int year = static_cast<int>(day.year());
    return day.month() < std::chrono::April ? year - 1 : year;
}

}  // namespace todoke
