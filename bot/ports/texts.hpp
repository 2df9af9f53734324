// Words, analysis of words, and layouts: all implemented in adapters/text from the files in templates/.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/time.hpp"
#include "domain/value.hpp"

#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

// templates/texts/<language>/*.yaml, compiled once at start. Same keys in every language (checked at start); a language
// that lacks a key would be a start-up failure, never a missing word in the morning.
class Texts {
public:
    virtual ~Texts() = default;
    // `args`: an object of strings and numbers (already spoken, see Speak in bot/render). Unknown key: the key itself,
    // and an error in the log. Languages not shipped fall back to "ja".
    virtual std::string say(std::string_view key, const Value& args, std::string_view language) const = 0;
    virtual bool has(std::string_view key) const = 0;
    virtual std::vector<std::string> languages() const = 0;
    // 11/24（火） · Tue 24 Nov; 8:05
    virtual std::string say_day(SchoolDay day, std::string_view language) const = 0;
    virtual std::string say_time(TimeOfDay time, std::string_view language) const = 0;
};

// What makes typed Japanese and English comparable. Pure functions behind a port because ICU does the work.
class TextAnalysis {
public:
    virtual ~TextAnalysis() = default;
    virtual std::string nfkc(std::string_view text) const = 0;  // NFKC, trimmed, inner white space to one space
    // nfkc, lower case, katakana → hiragana, long vowel mark and middle dot dropped, small kana made large: for
    // comparing only.
    virtual std::string fold(std::string_view text) const = 0;
    virtual std::size_t graphemes(std::string_view text) const = 0;
    virtual std::string cut_graphemes(std::string_view text,
                                      std::size_t count) const = 0;  // "…" replaces the last when cut
    // Control and bidirectional marks removed (line feeds kept), invalid UTF-8 replaced: what may be shown to others.
    virtual std::string printable(std::string_view text) const = 0;
};

// templates/<channel>/<name>.json as value trees.
class Layouts {
public:
    virtual ~Layouts() = default;
    virtual const Value* find(std::string_view channel, std::string_view name) const = 0;  // nullptr: no such layout
};

}  // namespace todoke
