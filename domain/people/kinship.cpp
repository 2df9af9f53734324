#include "domain/people/kinship.hpp"

#include <algorithm>
#include <array>

namespace todoke {
namespace {

constexpr std::array<std::string_view, 10> kinships{"mother",  "father", "grandmother", "grandfather", "sister",
                                                    "brother", "aunt",   "uncle",       "foster",      "relative"};

struct Word {
    std::string_view written, kinship;
};

constexpr Word words[] = {
    {"母", "mother"},        {"母親", "mother"},
    {"お母さん", "mother"},  {"はは", "mother"},
    {"mother", "mother"},    {"mom", "mother"},
    {"父", "father"},        {"父親", "father"},
    {"お父さん", "father"},  {"ちち", "father"},
    {"father", "father"},    {"dad", "father"},
    {"祖母", "grandmother"}, {"おばあさん", "grandmother"},
    {"そぼ", "grandmother"}, {"grandmother", "grandmother"},
    {"祖父", "grandfather"}, {"おじいさん", "grandfather"},
    {"そふ", "grandfather"}, {"grandfather", "grandfather"},
    {"姉", "sister"},        {"お姉さん", "sister"},
    {"妹", "sister"},        {"sister", "sister"},
    {"兄", "brother"},       {"お兄さん", "brother"},
    {"弟", "brother"},       {"brother", "brother"},
    {"おば", "aunt"},        {"叔母", "aunt"},
    {"伯母", "aunt"},        {"aunt", "aunt"},
    {"おじ", "uncle"},       {"叔父", "uncle"},
    {"伯父", "uncle"},       {"uncle", "uncle"},
    {"里親", "foster"},      {"foster", "foster"},
    {"養父", "father"},      {"養母", "mother"},
    {"継父", "father"},      {"継母", "mother"},
    {"親族", "relative"},    {"親せき", "relative"},
    {"親戚", "relative"},    {"relative", "relative"},
};

}  // namespace

std::string_view kinship_from(std::string_view written) {
    const auto* found = std::ranges::find(words, written, &Word::written);
    return found == std::end(words) ? std::string_view{} : found->kinship;
}

std::span<const std::string_view> all_kinships() { return kinships; }

}  // namespace todoke
