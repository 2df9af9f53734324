// Linking a chat to a child by the code on the school's paper. Typed (or brought by the QR code) in the chat, the code
// is confirmed in the chat and links the account that typed it. Typed on the page (`link_page`), the platform itself
// proves which account it was, and says so by an event. Every failure sounds the same, tries are throttled, and nothing
// about any school is said before a code was right.
#pragma once

#include "bot/inbound/turn.hpp"

#include <string>

namespace todoke::link_conversation {

// A typed line of somebody (linked or not) that looks like a code. false: it does not.
bool on_text(Turn& turn, const std::string& text);
void on_choice(Turn& turn, const NonceRecord& record, const std::string& code);
void on_linked(Turn& turn, const answer::AccountLinked& linked);

// How to add a sister or brother, and who is linked now.
void explain(Turn& turn);
// The address of the page, for this chat only.
void offer_page(Turn& turn);
// Somebody whom no school knows: what this is, and how to begin.
void greet_stranger(Turn& turn);

}  // namespace todoke::link_conversation
