#include "domain/form/typed_when.hpp"

#include "domain/form/typed_text.hpp"

#include <array>
#include <cstdlib>
#include <string>
#include <utility>

namespace todoke::typed {
namespace {

using namespace std::chrono_literals;
constexpr auto nowhere = std::string_view::npos;

bool is_digit(char c) { return c >= '0' && c <= '9'; }

// A reading position that remembers nothing but where it is.
struct Cursor {
    std::string_view text;
    std::size_t at = 0;

    bool skip(std::string_view word) {
        if (!text.substr(at).starts_with(word)) return false;
        at += word.size();
        return true;
    }
    bool skip_any(std::initializer_list<std::string_view> words) {
        for (const std::string_view word : words)
            if (skip(word)) return true;
        return false;
    }
    bool sees_any(std::initializer_list<std::string_view> words) const {
        for (const std::string_view word : words)
            if (text.substr(at).starts_with(word)) return true;
        return false;
    }
    std::optional<int> number(std::size_t longest) {
        std::size_t end = at;
        while (end < text.size() && is_digit(text[end])) ++end;
        if (end == at || end - at > longest) return std::nullopt;
        const int result = std::atoi(std::string(text.substr(at, end - at)).c_str());
        at = end;
        return result;
    }
    // The next character cannot belong to the number just read.
    bool number_ends() const {
        return at >= text.size() || (!is_digit(text[at]) && text[at] != '/' && text[at] != '-');
    }
};

constexpr std::array<std::pair<std::string_view, int>, 17> relative_days{{
    {"明後日", 2},
    {"あさって", 2},
    {"あさつて", 2},
    {"day after tomorrow", 2},
    {"明日", 1},
    {"あした", 1},
    {"あす", 1},
    {"翌日", 1},
    {"tomorrow", 1},
    {"tmr", 1},
    {"今日", 0},
    {"本日", 0},
    {"きょう", 0},
    {"きよう", 0},
    {"today", 0},
    {"this morning", 0},
    {"今朝", 0},
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
        if (!day_number || !cursor.number_ends()) return std::nullopt;
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

bool begins_number(std::string_view text, std::size_t at) {
    if (!is_digit(text[at])) return false;
    return at == 0 || (!is_digit(text[at - 1]) && text[at - 1] != '.' && text[at - 1] != '/' && text[at - 1] != ':');
}

// What may stand around a day or a time that is the whole answer.
std::string without_politeness(std::string_view text) {
    std::string rest(text);
    for (const std::string_view word :
         {"でお願いします", "お願いします", "になります", "の予定です", "です", "ごろ", "頃", "ころ", "くらい",
          "ぐらい", "曜日", "から", "に", "は", "の", "まで", "、", "。", " "})
        replace_all(rest, word, "");
    return rest;
}

}  // namespace

std::optional<FoundDay> find_day(std::string_view text, SchoolDay today) {
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;  // inside a character
        if (begins_number(text, at)) {
            if (auto found = dated(text, at, today)) return found;
        } else if (auto found = relative_at(text, at, today)) {
            return found;
        } else if (auto weekday = weekday_at(text, at, today)) {
            return weekday;
        }
    }
    return std::nullopt;
}

std::optional<SchoolDay> read_day(std::string_view text, SchoolDay today) {
    const auto found = find_day(text, today);
    if (!found) return std::nullopt;
    std::string rest(text.substr(0, found->from));
    rest += text.substr(found->to);
    // 11/24(火) and 11月24日 火曜日: a weekday beside the date says nothing new
    for (const std::string_view weekday : {"(日)", "(月)", "(火)", "(水)", "(木)", "(金)", "(土)"})
        replace_all(rest, weekday, "");
    for (const std::string_view weekday : weekdays_ja) replace_all(rest, weekday, "");
    replace_all(rest, "on ", "");
    return without_politeness(rest).empty() ? std::optional{found->day} : std::nullopt;
}

std::optional<FoundTime> find_time(std::string_view text, std::size_t from) {
    for (std::size_t at = from; at < text.size(); ++at) {
        if (!begins_number(text, at)) continue;
        Cursor cursor{text, at};
        const auto hour = cursor.number(2);
        if (!hour || *hour > 24) continue;
        int minute = 0;
        bool is_time = false;
        if (cursor.skip(":")) {
            const std::size_t before = cursor.at;
            const auto written = cursor.number(2);
            if (!written || cursor.at - before != 2) continue;
            minute = *written;
            is_time = true;
        } else if (cursor.skip("時")) {
            if (cursor.sees_any({"間"})) continue;
            is_time = true;
            if (cursor.skip("半")) {
                minute = 30;
            } else {
                Cursor ahead = cursor;
                const auto written = ahead.number(2);
                if (written && ahead.skip("分")) {
                    minute = *written;
                    cursor = ahead;
                }
            }
        }
        cursor.skip(" ");
        std::size_t begins = at;
        int shift = 0;
        if (cursor.skip_any({"pm", "p.m."})) {
            is_time = true;
            shift = *hour < 12 ? 12 : 0;
        } else if (cursor.skip_any({"am", "a.m."})) {
            is_time = true;
        } else if (at > 0 && text[cursor.at - 1] == ' ') {
            --cursor.at;
        }
        const std::string_view before = text.substr(0, at);
        if (before.ends_with("午後") || before.ends_with("午前")) {
            if (before.ends_with("午後") && *hour < 12) shift = 12;
            begins -= std::string_view("午後").size();
        }
        const int total = (*hour + shift) * 60 + minute;
        if (!is_time || minute > 59 || total > 24 * 60) continue;
        return FoundTime{TimeOfDay{std::chrono::minutes{total}}, begins, cursor.at};
    }
    return std::nullopt;
}

std::optional<TimeOfDay> read_time(std::string_view text) {
    const auto found = find_time(text);
    if (!found) return std::nullopt;
    std::string rest(text.substr(0, found->from));
    rest += text.substr(found->to);
    if (rest.starts_with("at ")) rest.erase(0, 3);
    if (rest.starts_with("about ") || rest.starts_with("around ")) rest.erase(0, rest.find(' ') + 1);
    return without_politeness(rest).empty() ? std::optional{found->time} : std::nullopt;
}

}  // namespace todoke::typed
