#include "bot/forms/case_words.hpp"

#include "bot/forms/cards.hpp"
#include "bot/forms/words.hpp"
#include "bot/usecases/case_note.hpp"
#include "bot/usecases/describe.hpp"

namespace todoke::case_words {

std::optional<std::string> answer_in(const Environment& environment, const std::string& text) {
    const std::string typed = environment.analysis.fold(text);
    for (const std::string& language : environment.texts.languages())
        for (const char* code : {"present", "not_present", "found", "contacted"})
            if (typed == environment.analysis.fold(
                             environment.texts.say(std::string("choice.") + code, Value::object(), language)))
                return code;
    if (command_of(environment, text) == "acknowledge") return "acknowledged";
    return std::nullopt;
}

void on_reply(Turn& turn, CaseId the_case, const std::string& text) {
    if (const auto code = answer_in(turn.environment, text)) return cards::answer_search(turn, the_case, *code, "");
    const CaseNoteInput input{the_case, *turn.person, turn.environment.analysis.printable(text)};
    const auto outcome = case_note(turn.tx, turn.environment, turn.schools, input, turn.now);
    using Kind = CaseNoteOutcome::Kind;
    if (outcome.kind == Kind::not_allowed) return turn.say("hello.unlinked");
    const Value args = Value::object({{"child", describe::child(*outcome.student)}});
    if (outcome.kind == Kind::ended_already) return turn.say("case.ended", args);
    Message message{.key = "case.noted", .args = args};
    message.nonce = turn.issue_nonce("card.case", the_case.value, 0);
    for (const char* code : {"found", "contacted", "close"})
        message.choices.push_back({.code = code, .label = std::string("choice.") + code});
    turn.say(std::move(message));
}

}  // namespace todoke::case_words
