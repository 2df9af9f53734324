#include "adapters/email/receive/subject.hpp"

#include "adapters/email/receive/ascii.hpp"

#include <array>

namespace todoke::email {
namespace {

struct Mark {
    std::string_view text;
    bool forwarded;
};

constexpr std::array marks{
    Mark{"re", false},  Mark{"ｒｅ", false}, Mark{"ＲＥ", false},  Mark{"Ｒｅ", false},  Mark{"返信", false},
    Mark{"aw", false},  Mark{"sv", false},   Mark{"fw", true},     Mark{"fwd", true},    Mark{"ｆｗ", true},
    Mark{"ＦＷ", true}, Mark{"Ｆｗ", true},  Mark{"ＦＷＤ", true}, Mark{"Ｆｗｄ", true}, Mark{"転送", true},
};
constexpr std::array colons{std::string_view(":"), std::string_view("：")};

bool begins_with(std::string_view text, std::string_view mark) {
    return text.size() >= mark.size() && ascii::same(text.substr(0, mark.size()), mark);
}

// Re[2]: and Re^3: of older programs.
void skip_count(std::string_view& text) {
    std::string_view rest = text;
    if (rest.starts_with('[') || rest.starts_with('^') || rest.starts_with('('))
        rest.remove_prefix(1);
    else
        return;
    while (!rest.empty() && ascii::is_digit(rest.front())) rest.remove_prefix(1);
    if (rest.starts_with(']') || rest.starts_with(')')) rest.remove_prefix(1);
    text = rest;
}

std::string_view without_spaces(std::string_view text) {
    static constexpr std::string_view wide_space = "　";
    for (;;) {
        text = ascii::trimmed(text);
        if (text.starts_with(wide_space))
            text.remove_prefix(wide_space.size());
        else if (text.ends_with(wide_space))
            text.remove_suffix(wide_space.size());
        else
            return text;
    }
}

// Takes one mark off; false: there is none.
bool take_mark(std::string_view& text, bool& forwarded) {
    for (const Mark& mark : marks) {
        if (!begins_with(text, mark.text)) continue;
        std::string_view rest = text.substr(mark.text.size());
        skip_count(rest);
        rest = without_spaces(rest);
        for (const std::string_view colon : colons) {
            if (!rest.starts_with(colon)) continue;
            text = without_spaces(rest.substr(colon.size()));
            forwarded = forwarded || mark.forwarded;
            return true;
        }
    }
    return false;
}

}  // namespace

Subject read_subject(std::string_view decoded) {
    Subject subject;
    std::string_view text = without_spaces(decoded);
    while (take_mark(text, subject.forwarded)) {
    }
    subject.text = text;
    return subject;
}

}  // namespace todoke::email
