// The code on the school's paper by which a guardian is linked: how it looks, how long it holds, and how often somebody
// may guess.
#pragma once

#include "domain/school.hpp"

#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

// 10 signs of base32: 50 bits.
inline constexpr std::string_view code_alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
inline constexpr std::size_t code_length = 10;

std::string grouped_code(std::string_view code);  // ABCDE-FGHIJ, as it is printed

// What somebody typed, read as a code. Expects NFKC text; takes lower case, any kind of dash or blank between the
// signs, and the three digits that no code has for the letters they look like.
struct TypedCode {
    std::string code;      // ABCDEFGHIJ
    bool certain = false;  // else it may be a word of ten letters: "understood" is no wrong try of a linked guardian
};
std::optional<TypedCode> read_code(std::string_view normalised);

// The last day on which a paper handed out on `today` holds: the end of the term, or of the next one when this term
// ends within two weeks.
SchoolDay code_holds_until(const School& school, SchoolDay today);

// `most` wrong tries within `window` close the door for `closed`, counted from the last of them.
struct TryLimit {
    int most = 0;
    Duration window{}, closed{};
};
inline constexpr TryLimit tries_of_account{5, std::chrono::hours{24}, std::chrono::hours{24}};
inline constexpr TryLimit tries_of_address{20, std::chrono::hours{1}, std::chrono::hours{24}};

// `latest`: the last `limit.most` wrong tries, newest first. Tries at a closed door are not noted.
bool closed_after(const std::vector<Instant>& latest, const TryLimit& limit, Instant now);

}  // namespace todoke
