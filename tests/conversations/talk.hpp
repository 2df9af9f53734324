// Conversation scripts (*.talk): who says what at which time, and everything the service says in answer. Their grammar
// is in README.md of this folder.
#pragma once

#include <chrono>
#include <optional>
#include <string>
#include <utility>
#include <vector>

namespace todoke::talk {

using Pairs = std::vector<std::pair<std::string, std::string>>;  // {key: value, …} as written, quotes removed

struct Step {
    enum class Kind {
        clock,
        given,
        text,
        press,
        form,
        reply,
        follow,
        unfollow,
        attach,
        unsend,
        edit,
        join,
        leave,
        overtaken,
        again,
        scan,
        gate_again,
        gate_alive,
        mood,
        command,
        page,
        confirm,
        dialog,
        registers,
        unsubscribes,
        at,
        advance,
        expect
    } kind;
    int line = 0;
    std::string who;      // person, gate or channel
    std::string channel;  // name@channel
    std::string text;     // typed words, given's rest, message key, choice code, mood
    std::string extra;    // [code @key], [pick_day DAY], time of a scan
    // By mail: nothing vouches for the sender; others get it too.
    bool unproven = false, shared = false;
    Pairs values;                                     // inputs of a press, slots of a form, expected arguments
    std::optional<std::vector<std::string>> choices;  // expected, in order
    std::chrono::minutes minutes{0};
};

struct Script {
    std::string name;
    std::vector<Step> steps;
};

// Throws std::runtime_error("file:line: what was expected").
Script parse(const std::string& path);

}  // namespace todoke::talk
