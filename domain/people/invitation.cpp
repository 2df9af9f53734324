#include "domain/people/invitation.hpp"

#include <algorithm>

namespace todoke {
namespace {

constexpr auto too_near_an_end = std::chrono::days{14};

// Dashes as keyboards produce them; NFKC has made the full-width ones plain.
constexpr std::string_view separators[] = {" ", "-", "\u2010", "\u2011", "\u2013", "\u2014", "\u2212", "\u30FC"};

char sign_of(char typed) {
    if (typed >= 'a' && typed <= 'z') return static_cast<char>(typed - 'a' + 'A');
    if (typed == '0') return 'O';
    if (typed == '1') return 'I';
    if (typed == '8') return 'B';
    return typed;
}

SchoolDay end_of_month(int school_year, unsigned month) {
    const int year = month < 4 ? school_year + 1 : school_year;
    return SchoolDay{std::chrono::year{year} / static_cast<int>(month) / std::chrono::last};
}

// A school that names no terms has three: to the end of July, of December and of March.
std::vector<SchoolDay> ends_of_terms(const School& school, SchoolDay today) {
    if (!school.term_ends.empty()) return school.term_ends;
    const int year = school_year_of(today);
    return {end_of_month(year, 7), end_of_month(year, 12), end_of_month(year, 3), end_of_month(year + 1, 7)};
}

}  // namespace

std::string grouped_code(std::string_view code) {
    return std::string(code.substr(0, code_length / 2)) + "-" + std::string(code.substr(code_length / 2));
}

std::optional<TypedCode> read_code(std::string_view normalised) {
    TypedCode typed;
    bool separated = false, digit = false, lower = false;
    while (!normalised.empty()) {
        const auto separator = std::ranges::find_if(separators, [&](auto s) { return normalised.starts_with(s); });
        if (separator != std::end(separators)) {
            // A dash in the middle is how codes are printed; blanks are how sentences are.
            if (*separator != " " && typed.code.size() == code_length / 2) separated = true;
            normalised.remove_prefix(separator->size());
            continue;
        }
        const char c = normalised.front(), sign = sign_of(c);
        if (code_alphabet.find(sign) == code_alphabet.npos || typed.code.size() == code_length) return std::nullopt;
        digit = digit || (c >= '0' && c <= '9');
        lower = lower || (c >= 'a' && c <= 'z');
        typed.code.push_back(sign);
        normalised.remove_prefix(1);
    }
    if (typed.code.size() != code_length) return std::nullopt;
    typed.certain = separated || digit || !lower;
    return typed;
}

SchoolDay code_holds_until(const School& school, SchoolDay today) {
    const auto ends = ends_of_terms(school, today);
    const SchoolDay wanted = add_days(today, static_cast<int>(too_near_an_end.count()));
    const auto end = std::ranges::find_if(ends, [&](SchoolDay day) { return day >= wanted; });
    // Past the last term that the school has named: the end of the school year comes anyway.
    if (end != ends.end()) return *end;
    return end_of_month(school_year_of(wanted), 3);
}

bool closed_after(const std::vector<Instant>& latest, const TryLimit& limit, Instant now) {
    if (latest.size() < static_cast<std::size_t>(limit.most)) return false;
    return latest.front() - latest[static_cast<std::size_t>(limit.most) - 1] <= limit.window &&
           now < latest.front() + limit.closed;
}

}  // namespace todoke
