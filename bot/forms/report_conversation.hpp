// The report form in conversation: asks, reads, goes back, confirms, sends. State lives in the conversation row between
// turns: {form, draft, version, nonce, page, confirming}.
#pragma once

#include "bot/inbound/turn.hpp"
#include "domain/form/form.hpp"

#include <string>
#include <string_view>

namespace todoke::report_conversation {

const char* stale_key(const Turn& turn);  // what is said to a press, or to the answer to a mail, that is out of date
bool active(const Turn& turn);
void start(Turn& turn, Draft draft);  // forgets an earlier unfinished form
void present(Turn& turn);             // says again where the conversation stands
// A press of the question's or confirmation's button; `record` is the nonce it carried.
void on_choice(Turn& turn, const NonceRecord& record, const std::string& slot, const std::string& code);
void on_slots(Turn& turn, const NonceRecord& record, const answer::Slots& slots);
// A typed line while the form is open. false: not for the form, somebody else should read it.
bool on_text(Turn& turn, const std::string& text);
// A typed line that may be a report; what it does not speak of stays as an open form has it. false: not a report. Words
// of danger are left out: they are never filed as a reason or a remark.
enum class Words { take_over, leave_out };
bool start_from_text(Turn& turn, const std::string& text, Words words = Words::take_over);
void cancel(Turn& turn);

FormContext text_context(const Turn& turn);  // for looking at words alone
FormContext form_context(const Turn& turn);  // with the children this person may report for

}  // namespace todoke::report_conversation
