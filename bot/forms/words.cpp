#include "bot/forms/words.hpp"

#include <array>

namespace todoke {
namespace {

constexpr std::array commands{"report",   "late",        "absence", "cancel",   "back",     "skip",
                              "send",     "coming",      "status",  "withdraw", "help",     "menu",
                              "list",     "acknowledge", "phone",   "today",    "calendar", "notices",
                              "settings", "link",        "unlink",  "add_mail", "received"};

}  // namespace

std::optional<std::string> command_of(const Environment& environment, std::string_view typed) {
    const std::string folded = environment.analysis.fold(typed);
    if (folded.empty() || folded.size() > 60) return std::nullopt;
    for (const std::string& language : environment.texts.languages()) {
        for (const char* command : commands) {
            const std::string words = environment.texts.say(std::string("words.") + command, Value::object(), language);
            std::size_t begin = 0;
            while (begin <= words.size()) {
                const auto comma = std::min(words.find(',', begin), words.size());
                if (environment.analysis.fold(std::string_view(words).substr(begin, comma - begin)) == folded)
                    return command;
                begin = comma + 1;
            }
        }
    }
    return std::nullopt;
}

}  // namespace todoke
