// Conversation scripts (*.talk): who says what at which time, and everything the service says in answer. Grammar:
//
//   clock 2026-11-24 07:32 Asia/Tokyo          the moment the script begins
//   given guardian sato of hana, taro (aoba 3-2) by line and email
//   given teacher mori (aoba 3-2) on teams     also: deputy, vice_principal, student (the child itself), tag NAME, gate
//   CODE sato> words                                a typed line sato> [code]                               a press in
//   that person's last message that has the choice sato> [code @message.key]                  … in an older message
//   with that key sato> [pick_day 2026-11-26]                a date picked mori> [reply] {text: "words"}              a
//   press with inputs · {slot: code, …} alone submits a whole form mori> reply "words"                        a reply
//   to (quote of) that person's last message sato> follow · sato> unfollow again> the last event is delivered once more
//   (same event key) gate main> hana in 08:01                   a signed scan · gate main> again · gate main> alive
//   line> refuses sato · line> accepts sato    the platform's mood towards one person · line> silent (no answers)
//   at 08:30 · +15m                            moves the clock
//   bot>  sato: key {arg: code, list: how many, list.0.name: code} [choice|…]  what that person is sent; @channel picks
//   one: bot> sato@email: … # comment
//
// Codes, never labels. Lines to one person are in order, between persons not. Anything sent and not listed fails.
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
        again,
        scan,
        gate_again,
        gate_alive,
        mood,
        at,
        advance,
        expect
    } kind;
    int line = 0;
    std::string who;                                  // person, gate or channel
    std::string channel;                              // name@channel
    std::string text;                                 // typed words, given's rest, message key, choice code, mood
    std::string extra;                                // [code @key], [pick_day DAY], time of a scan
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
