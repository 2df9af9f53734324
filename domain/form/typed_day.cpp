#include "domain/form/typed_cursor.hpp"
#include "domain/form/typed_when.hpp"

#include <array>
#include <cstdlib>
#include <utility>

namespace todoke::typed {
namespace {

constexpr std::array<std::pair<std::string_view, int>, 24> relative_days{{
    {"明後日", 2},
    {"明々後日", 3},
    {"しあさって", 3},
    {"しあさつて", 3},
    {"あさって", 2},
    {"あさつて", 2},
    {"day after tomorrow", 2},
    {"明日", 1},
    {"あした", 1},
    {"あす", 1},
    {"翌日", 1},
    {"tomorrow", 1},
    {"tmrw", 1},
    {"tmr", 1},
    {"2morrow", 1},
    {"今日", 0},
    {"本日", 0},
    {"ほんじつ", 0},
    {"きょう", 0},
    {"きよう", 0},
    {"today", 0},
    {"this morning", 0},
    {"今朝", 0},
    {"けさ", 0},
}};

constexpr std::array<std::string_view, 7> weekdays_ja{"日曜", "月曜", "火曜", "水曜", "木曜", "金曜", "土曜"};
constexpr std::array<std::string_view, 7> weekdays_en{"sunday",   "monday", "tuesday", "wednesday",
                                                      "thursday", "friday", "saturday"};

int distance(SchoolDay a, SchoolDay b) {
    return std::abs((std::chrono::sys_days{a} - std::chrono::sys_days{b}).count());
}

std::optional<SchoolDay> nearest(std::initializer_list<SchoolDay> candidates, SchoolDay today) {
    std::optional<SchoolDay> best;
    for (const SchoolDay candidate : candidates)
        if (candidate.ok() && (!best || distance(candidate, today) < distance(*best, today))) best = candidate;
    return best;
}

std::optional<SchoolDay> month_and_day(int month, int day, SchoolDay today) {
    if (month < 1 || month > 12 || day < 1 || day > 31) return std::nullopt;
    const std::chrono::month_day wanted{std::chrono::month(static_cast<unsigned>(month)),
                                        std::chrono::day(static_cast<unsigned>(day))};
    return nearest({today.year() / wanted, (today.year() + std::chrono::years{1}) / wanted,
                    (today.year() - std::chrono::years{1}) / wanted},
                   today);
}

std::optional<SchoolDay> day_of_month(int day, SchoolDay today) {
    if (day < 1 || day > 31) return std::nullopt;
    const std::chrono::day wanted{static_cast<unsigned>(day)};
    const std::chrono::year_month month = today.year() / today.month();
    return nearest(
        {month / wanted, (month + std::chrono::months{1}) / wanted, (month - std::chrono::months{1}) / wanted}, today);
}

// A date written with digits at `from`.
std::optional<FoundDay> dated(std::string_view text, std::size_t from, SchoolDay today) {
    Cursor cursor{text, from};
    const auto first = cursor.number(4);
    if (!first) return std::nullopt;
    std::optional<SchoolDay> day;
    if (*first > 31) {
        if (!cursor.skip_any({"-", "/", "年"})) return std::nullopt;
        const auto month = cursor.number(2);
        if (!month || !cursor.skip_any({"-", "/", "月"})) return std::nullopt;
        const auto day_number = cursor.number(2);
        if (!day_number || !cursor.number_ends()) return std::nullopt;
        const SchoolDay written{std::chrono::year(*first), std::chrono::month(static_cast<unsigned>(*month)),
                                std::chrono::day(static_cast<unsigned>(*day_number))};
        if (written.ok()) day = written;
        cursor.skip("日");
    } else if (cursor.skip_any({"/", "月"})) {
        cursor.skip(" ");
        const auto day_number = cursor.number(2);
        // 11/24-26: several days, read by whoever asked for the first
        const bool range = cursor.sees_any({"-"}) && cursor.at + 1 < text.size() && is_digit(text[cursor.at + 1]);
        if (!day_number || (!cursor.number_ends() && !range)) return std::nullopt;
        day = month_and_day(*first, *day_number, today);
        cursor.skip("日");
    } else if (cursor.skip("日")) {
        // 3日間, 3日前, 2日目, 2日ぶり: how long or how many, no date
        if (cursor.sees_any({"間", "前", "目", "ぶり", "以上", "ほど", "くらい", "ぐらい", "後", "分", "続"}))
            return std::nullopt;
        day = day_of_month(*first, today);
    }
    if (!day) return std::nullopt;
    return FoundDay{*day, from, cursor.at};
}

std::optional<FoundDay> weekday_at(std::string_view text, std::size_t from, SchoolDay today) {
    Cursor cursor{text, from};
    int week = -1;  // unsaid
    if (cursor.skip_any({"再来週の", "再来週"}))
        week = 2;
    else if (cursor.skip_any({"来週の", "来週", "next "}))
        week = 1;
    else if (cursor.skip_any({"今週の", "今週", "this "}))
        week = 0;
    for (unsigned number = 0; number < 7; ++number) {
        if (!cursor.skip_any({weekdays_ja[number], weekdays_en[number]})) continue;
        cursor.skip("日");
        const int iso_today = static_cast<int>(weekday_of(today).iso_encoding());
        const int iso_wanted = static_cast<int>(std::chrono::weekday{number}.iso_encoding());
        const int ahead = iso_wanted - iso_today;  // weeks begin on Monday
        const int days = week < 0 ? (ahead + 7) % 7 : ahead + 7 * week;
        return FoundDay{add_days(today, days), from, cursor.at};
    }
    return std::nullopt;
}

std::optional<FoundDay> relative_at(std::string_view text, std::size_t from, SchoolDay today) {
    for (const auto& [word, days] : relative_days) {
        if (!text.substr(from).starts_with(word)) continue;
        Cursor cursor{text, from + word.size()};
        if (cursor.sees_any({"だい"}) && word != "today") continue;  // きょうだい
        return FoundDay{add_days(today, days), from, cursor.at};
    }
    return std::nullopt;
}

}  // namespace

std::optional<FoundDay> day_at(std::string_view text, std::size_t from, SchoolDay today) {
    if ((static_cast<unsigned char>(text[from]) & 0xC0) == 0x80) return std::nullopt;  // inside a character
    if (begins_number(text, from)) return dated(text, from, today);
    if (auto found = relative_at(text, from, today)) return found;
    return weekday_at(text, from, today);
}

std::optional<FoundDay> find_day(std::string_view text, SchoolDay today) {
    for (std::size_t at = 0; at < text.size(); ++at)
        if (auto found = day_at(text, at, today)) return found;
    return std::nullopt;
}

}  // namespace todoke::typed
