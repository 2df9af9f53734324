// A message before any channel has seen it: which words (key), about what (arguments), which choices. Rooms outside
// turn it into LINE objects, Adaptive Cards or mail.
#pragma once

#include "domain/time.hpp"
#include "domain/value.hpp"

#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

// A label in several languages ("ja", "ja-easy", "en"); "ja" is always there.
using Words = std::map<std::string, std::string, std::less<>>;

const std::string& words_in(const Words& words, std::string_view language);  // ja-easy and others fall back to ja

// Arguments are values with a tag that says how to speak them. `code` is what tests and logs of decisions compare; the
// words are chosen when the person's language is known.
namespace argument {
Value coded(std::string_view code, const Words& words);           // a kind, a reason, a gate, a state
Value person(std::string_view reference, std::string_view name);  // reference: PublicId; name as to be shown
Value day(SchoolDay day);
Value time(TimeOfDay time);
Value text(std::string_view typed_by_a_person);  // hostile: only ever fills text nodes
// plain numbers and strings are Values themselves
}  // namespace argument

struct Choice {
    std::string code;  // what comes back: "send", "absence_sick", a PublicId, "2026-11-24"
    Value label;       // argument::… or a string = text key ("choice.send")
    std::string slot;  // the slot this choice answers; empty for the message's own action
    enum class Style { plain, primary, danger, date_picker, phone, page } style = Style::plain;
    std::string extra;  // date_picker: "min/max" ISO days; phone: the number to tap; page: the address
    friend bool operator==(const Choice&, const Choice&) = default;
};

// Can it be answered by its number in a text? A telephone, a page, a picker and 「返信」, which asks for words, cannot.
bool takes_number(const Choice& choice);

// One slot of a form as a channel draws it.
struct SlotView {
    std::string name;  // "child", "kind", …
    enum class Input { choice, days, time, text } input = Input::choice;
    std::vector<Choice> options;  // for choice; for days: the quick ones
    bool required = true;
    bool multiple_lines = false;
    std::size_t max_length = 0;    // code points, for text; 0 = no limit
    Value value;                   // present draft value, as an argument (for display) or null
    std::string raw;               // present draft value in the form a reader accepts; "" when empty
    std::string problem;           // text key of what is wrong with the last answer; "" when nothing
    std::string earliest, latest;  // ISO days, for days
    std::string depends_on;        // slot whose change redraws this one; "" when none
};

// What a form asks next. Channels that present one slot at a time get one slot, others the whole form.
struct Question {
    std::string form;   // "report"
    int version = 0;    // rises with every answer; an older button is stale
    std::string nonce;  // hex; every choice of this question carries it
    std::vector<SlotView> slots;
    Value draft;
};

struct Message {
    std::string key;  // "report.received": names the words and the layout
    Value args = Value::object();
    std::vector<Choice> choices;
    std::string nonce;  // hex, 32 digits; empty when nothing can be pressed
    std::optional<Question> question;
    // Updates an earlier message in place where the channel can (Teams); otherwise sent only if `update_only` is false.
    std::string updates;  // dedup key of the outbox row whose message is replaced; "" = a new message
    bool update_only = false;
};

Value to_value(const Message& message);               // for storage; round-trips exactly
std::optional<Message> message_from(const Value& v);  // nullopt: not a stored message

// A notice that a child passed a gate: the one kind that a person may end at one address by one press. Alarms, receipts
// and answers never are.
bool is_notice_of_passing(std::string_view key);

// Order matters: lower goes first, is shed last.
enum class MessageClass : int { escalation = 0, dialogue = 1, staff = 2, arrival = 3, bulk = 4 };

}  // namespace todoke
