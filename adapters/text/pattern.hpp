// One ICU message pattern, compiled once and said from any thread.
#pragma once

#include "domain/value.hpp"

#include <expected>
#include <memory>
#include <set>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::text {

class Pattern {
public:
    // `language` is a BCP 47 tag; one that ICU does not know ("ja-easy") uses the rules of its first part. The error
    // says what is wrong with the pattern.
    static std::expected<Pattern, std::string> compile(std::string_view pattern, std::string_view language);

    // Missing arguments are said as "". In {x, select, …} an empty or missing x chooses "none", so that a sentence can
    // leave out what is not known.
    std::string say(const Value& args) const;

    const std::set<std::string>& arguments() const { return arguments_; }

    Pattern(Pattern&&) noexcept;
    Pattern& operator=(Pattern&&) noexcept;
    ~Pattern();

private:
    struct Piece {
        std::string text;
        bool is_argument = false;
    };
    struct Choosing;  // patterns with plural, select or number formats: ICU's business

    Pattern();
    std::set<std::string> arguments_;
    std::vector<Piece> pieces_;  // patterns of words and plain arguments only: most of them
    std::unique_ptr<Choosing> choosing_;
};

}  // namespace todoke::text
