// What a person sees: messages of LINE, cards of Teams and mails as lines of text, with what can be pressed and filled
// in.
#pragma once

#include <string>
#include <utility>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::demo {

struct Button {
    std::string label;
    std::string kind;            // postback, message, date, time, link (opens a telephone or a page), execute, submit
    std::string data;            // LINE: the postback's data or the message's text; a link: its address
    std::string code;            // last part of the token: absence_sick, send, …
    boost::json::object action;  // Teams: the whole action
    std::string message;         // id of the message it stands in (Teams)
    std::size_t item = 0;        // which item of the screen
};

struct Input {
    std::string id, label, value;
    bool required = false, is_date = false, is_time = false;
    std::vector<std::pair<std::string, std::string>> choices;  // value, title
    std::string message;
    std::size_t item = 0;
};

struct Drawn {
    std::string notice;              // what a locked phone shows
    std::vector<std::string> lines;  // within the frame; box.hpp `rule` is a line across
    std::vector<std::string> below;  // quick replies
    std::vector<Button> buttons;     // numbered on from `first_button`
    std::vector<Input> inputs;       // lettered on from `first_input`
};

struct Numbering {
    std::size_t buttons = 1;  // the number of the next button
    std::size_t inputs = 0;   // 0 = a
};

// `with_quick_replies`: LINE shows them at the newest message only.
Drawn draw_line_message(const boost::json::object& message, bool with_quick_replies, Numbering& numbering);
// `view`: what the person's client shows instead since it pressed a button (null: nothing).
Drawn draw_teams_activity(const boost::json::object& activity, const boost::json::value& view, Numbering& numbering);
Drawn draw_mail(const boost::json::object& mail);

std::string code_of(const std::string& token);  // nonce.slot.code → code
std::string input_letter(std::size_t index);

}  // namespace todoke::demo
