// Several days said in one breath, and when what is said about days is too unclear to be taken.
#include "domain/form/typed_cursor.hpp"
#include "domain/form/typed_text.hpp"
#include "domain/form/typed_when.hpp"

#include <array>
#include <vector>

namespace todoke::typed {
namespace {

struct Named {
    SchoolDay first, last;
    std::size_t from = 0, to = 0;  // bytes of the text
    bool is_weekday = false;       // 水曜: moves behind the day it follows
    bool may_be_length = false;    // 3日: the third, or for three days
    bool is_bare = false;          // 2 in 2、3日
};

enum class Join { none, range, list };

constexpr std::string_view range_marks[] = {"〜", "～", "~",       "から", "より", "-",     "–",
                                            "—",  "ー", "through", "thru", "to",   "until", "till"};
constexpr std::string_view list_marks[] = {"と", "・", "、", ",", "も", "and", "&", "/", "及び"};

// The weeks said as a whole: from today, or from Monday, to Friday.
std::optional<Named> week_at(std::string_view text, std::size_t from, SchoolDay today) {
    Cursor cursor{text, from};
    const bool next = cursor.skip_any({"来週", "all next week", "next week"});
    if (!next && !cursor.skip_any({"今週", "all this week", "this week", "rest of the week"})) return std::nullopt;
    const bool english = text[from] >= 'a' && text[from] <= 'z';
    if (!english && !cursor.skip_any({"いっぱい", "いつぱい", "一杯", "中", "ずっと", "はずっと", "は全部", "の間"}))
        return std::nullopt;
    if (english && !text.substr(from).starts_with("all ") && !text.substr(from).starts_with("rest "))
        return std::nullopt;
    const int to_friday = 5 - static_cast<int>(weekday_of(today).iso_encoding());
    const SchoolDay friday = add_days(today, to_friday + (next ? 7 : 0));
    const SchoolDay begin = next ? add_days(friday, -4) : today;
    if (friday < begin) return std::nullopt;
    return Named{begin, friday, from, cursor.at};
}

// 24 in 24〜26日 and 24、25日: a number that becomes a date by the one behind it.
std::optional<Named> bare_before(std::string_view text, std::size_t from, SchoolDay today) {
    Cursor cursor{text, from};
    const auto number = cursor.number(2);
    const std::size_t end = cursor.at;
    if (!number) return std::nullopt;
    if (!cursor.skip_any({"〜", "～", "~", "-", "ー", "から", "・", "、", ","})) return std::nullopt;
    cursor.skip(" ");
    const auto second = cursor.number(2);
    if (!second || !cursor.skip("日")) return std::nullopt;
    const auto found = find_day(std::to_string(*number) + "日", today);
    if (!found) return std::nullopt;
    return Named{.first = found->day,
                 .last = found->day,
                 .from = from,
                 .to = end,
                 .may_be_length = *number < 10,
                 .is_bare = true};
}

// 26 in 11/24〜26.
std::optional<Named> bare_after(std::string_view text, std::size_t from, const Named& first) {
    Cursor cursor{text, from};
    if (!cursor.skip_any({"〜", "～", "~", "-", "ー"})) return std::nullopt;
    cursor.skip(" ");
    const std::size_t begin = cursor.at;
    const auto number = cursor.number(2);
    if (!number || !cursor.number_ends() || cursor.sees_any({"時", "日", "月", ":", "分", "度", "年", "組"}))
        return std::nullopt;
    const SchoolDay day = first.first.year() / first.first.month() / std::chrono::day(static_cast<unsigned>(*number));
    if (!day.ok() || day < first.first) return std::nullopt;
    return Named{day, day, begin, cursor.at};
}

std::vector<Named> named_in(std::string_view text, SchoolDay today) {
    std::vector<Named> all;
    for (std::size_t at = 0; at < text.size();) {
        std::optional<Named> named;
        const bool inside = (static_cast<unsigned char>(text[at]) & 0xC0) == 0x80;
        if (!inside && begins_number(text, at)) named = bare_before(text, at, today);
        if (!inside && !named) named = week_at(text, at, today);
        if (!inside && !named) {
            if (const auto found = day_at(text, at, today)) {
                const std::string_view words = text.substr(found->from, found->to - found->from);
                const bool digits = is_digit(words.front());
                named = Named{.first = found->day, .last = found->day, .from = found->from, .to = found->to};
                named->is_weekday = !digits && (contains(words, "曜") || contains(words, "day")) &&
                                    !contains(words, "週") && !contains(words, "to") && !contains(words, "next");
                named->may_be_length = digits && words.ends_with("日") && !contains(words, "月") &&
                                       std::atoi(std::string(words).c_str()) <= 14;
            }
        }
        if (!named) {
            ++at;
            continue;
        }
        all.push_back(*named);
        at = named->to;
        if (const auto more = bare_after(text, at, all.back())) {
            all.push_back(*more);
            at = more->to;
        }
    }
    return all;
}

// What stands between two days, without weekdays in brackets and spaces.
Join join_of(std::string_view between) {
    std::string words(between);
    for (const std::string_view nothing : {"(日)", "(月)", "(火)", "(水)", "(木)", "(金)", "(土)", " "})
        replace_all(words, nothing, "");
    for (const std::string_view mark : range_marks)
        if (words == mark) return Join::range;
    for (const std::string_view mark : list_marks)
        if (words == mark) return Join::list;
    return Join::none;
}

// から3日間, for three days: how many days; 0 when it is not said.
int length_after(std::string_view rest) {
    Cursor cursor{rest};
    if (!cursor.skip_any({"から", " から", "より"})) return 0;
    constexpr std::array<std::string_view, 7> kanji{"一", "二", "三", "四", "五", "六", "七"};
    auto number = cursor.number(2);
    for (std::size_t i = 0; !number && i < kanji.size(); ++i)
        if (cursor.skip(kanji[i])) number = static_cast<int>(i) + 1;
    if (!number) return 0;
    if (cursor.skip("日間")) return *number;
    return cursor.skip("週間") ? *number * 7 : 0;
}

bool follows(SchoolDay last, SchoolDay next) {
    const int gap = (std::chrono::sys_days{next} - std::chrono::sys_days{last}).count();
    return gap == 1 || (gap == 3 && weekday_of(last) == std::chrono::Friday);
}

}  // namespace

FoundDays find_days(std::string_view text, SchoolDay today) {
    FoundDays found;
    const std::vector<Named> all = named_in(text, today);
    if (all.empty()) {
        found.rest = text;
        return found;
    }
    DaySpan span{all.front().first, all.front().last};
    found.rest = std::string(text.substr(0, all.front().from));
    bool several = span.first != span.last;
    for (std::size_t i = 1; i < all.size(); ++i) {
        Named next = all[i];
        const std::string_view between = text.substr(all[i - 1].to, next.from - all[i - 1].to);
        const Join join = join_of(between);
        if (join == Join::none) found.rest += between;
        if (join != Join::none && next.is_weekday)
            while (next.last < span.first) next.first = next.last = add_days(next.last, 7);
        if (next.first >= span.first && next.last <= span.last && join != Join::range) continue;
        if (join == Join::range && next.first >= span.first &&
            !(next.may_be_length && !text.substr(next.to).starts_with("まで"))) {
            span.last = next.last;
        } else if (join == Join::list && follows(span.last, next.first) &&
                   !(all[i - 1].is_bare && all[i - 1].may_be_length)) {
            span.last = next.last;
        } else {
            found.unclear = true;
        }
        several = true;
    }
    const std::string_view after = text.substr(all.back().to);
    found.rest += after;
    const bool as_length = !several && all.front().may_be_length &&
                           (after.starts_with("休") || after.starts_with("お休") || after.starts_with("やす") ||
                            after.starts_with("おやす") || after.starts_with("欠席"));
    if (as_length) {
        found.unclear = true;  // 3日休みます
    } else if (const int length = length_after(after); length > 0) {
        if (several)
            found.unclear = true;
        else
            span.last = add_days(span.first, length - 1);
        found.rest =
            found.rest.substr(0, found.rest.size() - after.size()) + std::string(after.substr(after.find("間") + 3));
    } else if (!several && (after.starts_with("まで") || text.substr(0, all.front().from).ends_with("until "))) {
        found.unclear = true;  // the end of several days; which day they begin is asked
    }
    if (!found.unclear) found.days = span;
    return found;
}

std::optional<DaySpan> read_days(std::string_view text, SchoolDay today) {
    const FoundDays found = find_days(text, today);
    if (!found.days) return std::nullopt;
    std::string rest = found.rest;
    // 11/24(火): a weekday beside the date says nothing new
    for (const std::string_view weekday : {"(日)", "(月)", "(火)", "(水)", "(木)", "(金)", "(土)"})
        replace_all(rest, weekday, "");
    replace_all(rest, "on ", "");
    replace_all(rest, "from ", "");
    return without_politeness(rest).empty() ? found.days : std::nullopt;
}

}  // namespace todoke::typed
