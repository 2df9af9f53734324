// What can be pressed in a message of LINE or a card of Teams.
#pragma once

#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::morning {

struct Token {
    std::string whole, nonce, slot, code;  // "nonce.slot.code"
    std::string mode;                      // of a LINE picker: "date" or "time"
    bool takes_text = false;               // Teams: the button sends the card's text field along
};

std::vector<Token> tokens_of_line(const boost::json::value& message);
std::vector<Token> tokens_of_teams(const boost::json::value& card);
const Token* find_code(const std::vector<Token>& tokens, const std::string& code);

}  // namespace todoke::morning
