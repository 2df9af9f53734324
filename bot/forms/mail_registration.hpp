// Registering by mail, as the conversation sees it: the empty mail that begins it and the answer that ends it.
#pragma once

#include "bot/inbound/turn.hpp"

namespace todoke::mail_registration {

void on_mail(Turn& turn, const answer::Registering& registering);

// An address whose owner has not answered yet: the answer opens it, and everything else is asked to wait for that.
// false: the message goes on like every other, as an answer does that says more than that it is one.
bool waits_for_answer(Turn& turn);

// 設定: one more address, one less.
bool has_mail(const Turn& turn);  // a school of this guardian writes mail
void offer_address(Turn& turn);
void offer_removal(Turn& turn, ContactId address);
bool on_press(Turn& turn, const NonceRecord& record, const std::string& code);

}  // namespace todoke::mail_registration
