#include "domain/form/typed_cursor.hpp"
#include "domain/form/typed_text.hpp"
#include "domain/form/typed_when.hpp"

#include <array>

namespace todoke::typed {
namespace {

struct Numeral {
    std::string_view kanji, english;
};
constexpr std::array<Numeral, 7> numerals{{{"一", "first"},
                                           {"二", "second"},
                                           {"三", "third"},
                                           {"四", "fourth"},
                                           {"五", "fifth"},
                                           {"六", "sixth"},
                                           {"七", "seventh"}}};

}  // namespace

// What may stand around a day or a time that is the whole answer.
std::string without_politeness(std::string_view text) {
    std::string rest(text);
    for (const std::string_view word :
         {"でお願いします", "お願いします", "になります", "の予定です", "着きます", "行きます", "登校します", "です",
          "ごろ",           "頃",           "ころ",       "くらい",     "ぐらい",   "過ぎ",     "すぎ",       "曜日",
          "から",           "に",           "は",         "の",         "まで",     "、",       "。",         " "})
        replace_all(rest, word, "");
    return rest;
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
        } else if (cursor.skip_any({"時", "じ", " o'clock"})) {
            if (cursor.sees_any({"間", "かん", "限", "げん"})) continue;
            is_time = true;
            if (cursor.skip_any({"半", "はん"})) {
                minute = 30;
            } else {
                Cursor ahead = cursor;
                const auto written = ahead.number(2);
                if (written && ahead.skip_any({"分", "ふん", "ぷん"})) {
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

std::optional<FoundTime> find_period(std::string_view text, const std::vector<TimeOfDay>& periods) {
    const auto found = [&](int number, std::size_t from, std::size_t to) -> std::optional<FoundTime> {
        if (number < 1 || static_cast<std::size_t>(number) > periods.size()) return std::nullopt;
        return FoundTime{periods[static_cast<std::size_t>(number) - 1], from, to};
    };
    for (std::size_t at = 0; at < text.size(); ++at) {
        if ((static_cast<unsigned char>(text[at]) & 0xC0) == 0x80) continue;
        Cursor cursor{text, at};
        if (cursor.skip_any({"period "})) {
            if (const auto number = cursor.number(2)) return found(*number, at, cursor.at);
            continue;
        }
        std::optional<int> number;
        if (begins_number(text, at)) number = cursor.number(2);
        for (std::size_t i = 0; !number && i < numerals.size(); ++i)
            if (cursor.skip_any({numerals[i].kanji, numerals[i].english})) number = static_cast<int>(i) + 1;
        if (!number) continue;
        cursor.skip_any({"st", "nd", "rd", "th"});
        cursor.skip(" ");
        if (cursor.skip_any(
                {"時間目", "時限目", "時限", "じかんめ", "限目", "限", "げん", "校時", "こうじ", "コマ目", "period"}))
            return found(*number, at, cursor.at);
    }
    return std::nullopt;
}

std::optional<TimeOfDay> read_time(std::string_view text, const std::vector<TimeOfDay>& periods) {
    auto found = find_time(text);
    if (!found) found = find_period(text, periods);
    if (!found) return std::nullopt;
    std::string rest(text.substr(0, found->from));
    rest += text.substr(found->to);
    for (const std::string_view before : {"at ", "about ", "around ", "from "})
        if (rest.starts_with(before)) rest.erase(0, before.size());
    return without_politeness(rest).empty() ? std::optional{found->time} : std::nullopt;
}

}  // namespace todoke::typed
