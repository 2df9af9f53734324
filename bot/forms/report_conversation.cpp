#include "bot/forms/report_conversation.hpp"

#include "bot/forms/question.hpp"
#include "bot/forms/report_outcome.hpp"
#include "bot/forms/standing_report.hpp"
#include "bot/forms/words.hpp"

#include <algorithm>

namespace todoke::report_conversation {
namespace {

const std::string purpose = "form.report";

Value& state(Turn& turn) { return turn.conversation.state; }
const Value& draft_of(const Turn& turn) { return turn.conversation.state["draft"]; }

// A new question or confirmation: a new version and a new nonce make every older button stale.
std::string next_nonce(Turn& turn) {
    const int version = static_cast<int>(state(turn)["version"].as_integer()) + 1;
    const std::string nonce = turn.issue_nonce(purpose, 0, version);
    state(turn).set("version", version);
    state(turn).set("nonce", nonce);
    return nonce;
}

void confirm(Turn& turn, const FormContext& context) {
    state(turn).set("confirming", true);
    Message message;
    message.key = "report.confirm";
    message.args = draft_args(draft_of(turn), context);
    message.nonce = next_nonce(turn);
    message.choices.push_back({.code = "send", .label = "choice.send", .style = Choice::Style::primary});
    message.choices.push_back({.code = "edit", .label = "choice.edit"});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

// That day has a report already: what the school has read is said at once, and an unread one is replaced only by
// somebody who knows. false: nothing stands in the way.
bool stop_at_standing_report(Turn& turn, const Draft& draft, const FormContext& context) {
    const auto standing = standing_report(turn, draft, context);
    if (!standing || state(turn)["change_of"].as_integer() == standing->report.id.value) return false;
    if (standing->report.state == ReportState::acknowledged) {
        turn.conversation.state = Value::object();
        turn.say(locked_message(turn, *standing->child->school, standing->child->student, standing->report));
        return true;
    }
    state(turn).set("standing", standing->report.id.value);
    turn.say(ask_to_change(turn, *standing, next_nonce(turn)));
    return true;
}

void go_on(Turn& turn, const Problem* problem = nullptr, bool first = false, bool show_form = false) {
    const FormContext context = form_context(turn);
    Draft draft = draft_of(turn);
    fill_obvious(report_form(), draft, context);
    state(turn).set("draft", draft);
    state(turn).set("confirming", false);
    state(turn).erase("standing");
    if (stop_at_standing_report(turn, draft, context)) return;
    const Form& form = report_form();
    std::optional<Problem> whole_problem;
    if (!problem && !show_form && !next_slot(form, draft, context)) {
        whole_problem = form.check ? form.check(draft, context) : std::nullopt;
        if (!whole_problem) return confirm(turn, context);
        draft.erase(whole_problem->slot);
        state(turn).set("draft", draft);
        problem = &*whole_problem;
    }
    const std::string nonce = next_nonce(turn);
    turn.say(ask(turn,
                 {form, draft, context, static_cast<int>(state(turn)["version"].as_integer()),
                  static_cast<int>(state(turn)["page"].as_integer()), first, problem},
                 nonce));
}

void offer_edit(Turn& turn) {
    const FormContext context = form_context(turn);
    Message message;
    message.key = "report.edit";
    message.args = draft_args(draft_of(turn), context);
    message.nonce = next_nonce(turn);
    for (const Slot* slot : needed_slots(report_form(), draft_of(turn), context))
        message.choices.push_back(
            {.code = slot->name, .label = "slot.report." + slot->name + ".label", .slot = "edit"});
    message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    turn.say(std::move(message));
}

void edit(Turn& turn, const std::string& slot_name) {
    const Form& form = report_form();
    const Slot* slot = form.slot(slot_name);
    if (!slot) return present(turn);
    Draft draft = draft_of(turn);
    forget_sentence(draft);
    for (const std::string& dependent : slot->clears) draft.erase(dependent);
    if (turn.capabilities.presents != Presents::whole_form) draft.erase(slot_name);
    state(turn).set("draft", draft);
    state(turn).set("page", 0);
    go_on(turn, nullptr, false, turn.capabilities.presents == Presents::whole_form);
}

void back(Turn& turn) {
    const FormContext context = form_context(turn);
    Draft draft = draft_of(turn);
    forget_sentence(draft);
    if (const Slot* slot = previous_slot(report_form(), draft, context)) {
        for (const std::string& dependent : slot->clears) draft.erase(dependent);
        draft.erase(slot->name);
    }
    state(turn).set("draft", draft);
    state(turn).set("page", 0);
    go_on(turn);
}

void send(Turn& turn) {
    const FormContext context = form_context(turn);
    Draft draft = draft_of(turn);
    const std::string nonce = state(turn)["nonce"].as_string();
    if (!state(turn)["confirming"].as_bool() || next_slot(report_form(), draft, context)) return go_on(turn);
    turn.conversation.state = Value::object();
    forget_sentence(draft);
    const Value result = submit_draft(turn, draft, context);
    turn.tx.conversations().use_nonce(nonce, "send", result, turn.now);
}

void answer_slot(Turn& turn, const std::string& slot_name, const std::string& raw) {
    const FormContext context = form_context(turn);
    const Form& form = report_form();
    const Slot* slot = form.slot(slot_name);
    if (!slot) return present(turn);
    Draft draft = draft_of(turn);
    const Reading reading = slot->read(raw, draft, context);
    if (const auto* problem = std::get_if<Problem>(&reading)) return go_on(turn, problem);
    fill(form, draft, slot_name, std::get<Value>(reading));
    state(turn).set("draft", draft);
    state(turn).set("page", 0);
    go_on(turn);
}

// Words beside 送信 are for the teacher too.
std::optional<Problem> take_along(Turn& turn, const answer::Slots& slots) {
    const auto words = std::ranges::find(slots.values, "remarks", &std::pair<std::string, std::string>::first);
    if (words == slots.values.end() || words->second.empty()) return std::nullopt;
    Draft draft = draft_of(turn);
    const std::string& before = draft["remarks"].as_string();
    const std::string all = before.empty() ? words->second : before + "\n" + words->second;
    const Reading reading = report_form().slot("remarks")->read(all, draft, form_context(turn));
    if (const auto* problem = std::get_if<Problem>(&reading)) return *problem;
    draft.set("remarks", std::get<Value>(reading));
    state(turn).set("draft", draft);
    return std::nullopt;
}

// Whether plain words can only be the answer to one question.
bool asks_one_thing(const Turn& turn, const FormContext& context) {
    if (turn.capabilities.presents != Presents::open_slots) return turn.capabilities.presents == Presents::one_slot;
    return std::ranges::count_if(needed_slots(report_form(), draft_of(turn), context),
                                 [&](const Slot* slot) { return !is_filled(*slot, draft_of(turn), context); }) == 1;
}

// What this person has last reported for the child within two weeks; 登校 ends an absence and is nothing to repeat.
std::optional<EarlierReport> latest_report(const Turn& turn, std::string_view child) {
    for (const Student& student : turn.own_students()) {
        if (student.public_id != child) continue;
        const School& school = *turn.schools.find(student.school);
        const SchoolDay from = add_days(local_day(school, turn.at), -14);
        std::optional<Report> latest;
        for (Report& report : turn.tx.reports().current_by_reporter(turn.person->id, from)) {
            const ReportKind* kind = school.kind(report.kind);
            if (report.student != student.id || report.state == ReportState::withdrawn) continue;
            if (!kind || kind->effect == ReportKind::Effect::coming) continue;
            if (!latest || latest->first_day < report.first_day) latest = std::move(report);
        }
        if (latest) return EarlierReport{latest->kind, latest->reason};
    }
    return std::nullopt;
}

bool act(Turn& turn, const std::string& code) {
    if (code == "cancel")
        cancel(turn);
    else if (code == "back")
        back(turn);
    else if (code == "edit" && state(turn)["confirming"].as_bool())
        offer_edit(turn);
    else if (code == "send" && state(turn)["confirming"].as_bool())
        send(turn);
    else if (code == "change" && state(turn).find("standing")) {
        state(turn).set("change_of", state(turn)["standing"]);
        go_on(turn);
    } else if (code == "more") {
        state(turn).set("page", state(turn)["page"].as_integer() + 1);
        go_on(turn);
    } else
        return false;
    return true;
}

}  // namespace

FormContext text_context(const Turn& turn) {
    FormContext context;
    context.now = turn.at;
    context.language = turn.language();
    const TextAnalysis& analysis = turn.environment.analysis;
    context.normalise = [&analysis](std::string_view text) { return analysis.nfkc(text); };
    context.fold = [&analysis](std::string_view text) { return analysis.fold(text); };
    return context;
}

FormContext form_context(const Turn& turn) {
    FormContext context = text_context(turn);
    context.latest_report = [&turn](std::string_view child) { return latest_report(turn, child); };
    for (Student& student : turn.own_students()) {
        FormChild child;
        child.school = turn.schools.find(student.school);
        const SchoolDay today = local_day(*child.school, turn.at);
        for (const Report& report : turn.tx.reports().current_for(student.id, today)) {
            const ReportKind* kind = child.school->kind(report.kind);
            if (kind && kind->effect == ReportKind::Effect::absent) child.absent_days.push_back(today);
        }
        child.student = std::move(student);
        context.children.push_back(std::move(child));
    }
    return context;
}

const char* stale_key(const Turn& turn) {
    return turn.capabilities.presents == Presents::open_slots ? "mail.stale" : "report.stale";
}

bool active(const Turn& turn) { return turn.conversation.state["form"].as_string() == "report"; }

void start(Turn& turn, Draft draft) {
    const auto version = turn.conversation.state["version"].as_integer();
    turn.conversation.state = Value::object({{"form", "report"}, {"draft", std::move(draft)}, {"version", version}});
    go_on(turn, nullptr, true);
}

void present(Turn& turn) {
    if (state(turn)["confirming"].as_bool()) return confirm(turn, form_context(turn));
    go_on(turn);
}

void cancel(Turn& turn) {
    const bool kept = state(turn).find("standing") != nullptr;
    turn.conversation.state = Value::object();
    turn.say(kept ? "report.left" : "report.cancelled");
}

void on_choice(Turn& turn, const NonceRecord& record, const std::string& slot, const std::string& code) {
    if (record.used_at && record.used_code == "send" && code == "send") {
        if (record.result.find("number")) return turn.say("report.already_received", record.result);
        if (record.result.find("items")) return turn.say("report.received_several", record.result);
    }
    if (!active(turn) || state(turn)["nonce"].as_string() != record.nonce) {
        turn.say(stale_key(turn));
        if (active(turn)) present(turn);
        return;
    }
    if (slot == "edit" && code != "cancel") return edit(turn, code);
    if (slot.empty() || code == "more") {
        if (!act(turn, code)) present(turn);
        return;
    }
    answer_slot(turn, slot, code == "skip" ? "" : code);
}

void on_slots(Turn& turn, const NonceRecord& record, const answer::Slots& slots) {
    // The lines of the form may also come as an answer to the confirmation: then they correct it.
    const bool fills = slots.action == "fill" || !state(turn)["confirming"].as_bool();
    const bool current = !record.used_at && active(turn) && state(turn)["nonce"].as_string() == record.nonce;
    if (!current || slots.action == "cancel" || !fills) {
        if (current && slots.action == "send")
            if (const auto problem = take_along(turn, slots)) return go_on(turn, &*problem);
        return on_choice(turn, record, "", slots.action);
    }
    const FormContext context = form_context(turn);
    const Form& form = report_form();
    Draft draft = draft_of(turn);
    std::optional<Problem> first_problem;
    // In the form's order, so that a reason is read against the kind chosen in the same submission.
    for (const Slot& slot : form.slots) {
        const auto given = std::ranges::find(slots.values, slot.name, &std::pair<std::string, std::string>::first);
        if (given == slots.values.end() || !slot.needed(draft, context)) continue;
        const Reading reading = slot.read(given->second, draft, context);
        if (const auto* value = std::get_if<Value>(&reading)) {
            if (draft[slot.name] != *value) fill(form, draft, slot.name, *value);
        } else if (!first_problem && !given->second.empty()) {
            first_problem = std::get<Problem>(reading);
        }
    }
    state(turn).set("draft", draft);
    const bool complete = !first_problem && (slots.action == "send" || slots.action == "fill");
    go_on(turn, first_problem ? &*first_problem : nullptr, false, !complete);
}

bool on_text(Turn& turn, const std::string& text) {
    const auto command = command_of(turn.environment, text);
    if (command) {
        if (*command == "skip") {
            if (const Slot* slot = next_slot(report_form(), draft_of(turn), form_context(turn))) {
                answer_slot(turn, slot->name, "");
                return true;
            }
        }
        if (act(turn, *command)) return true;
        // 今日 may be the answer to the question; these are none.
        constexpr std::string_view elsewhere[] = {"status", "help",    "menu",  "withdraw", "report",  "coming",
                                                  "late",   "absence", "phone", "calendar", "notices", "settings"};
        if (std::ranges::find(elsewhere, *command) != std::end(elsewhere)) return false;
    }
    const FormContext context = form_context(turn);
    const Slot* slot = next_slot(report_form(), draft_of(turn), context);
    if (slot && asks_one_thing(turn, context)) {
        const Reading reading = slot->read(text, draft_of(turn), context);
        if (std::holds_alternative<Value>(reading)) {
            answer_slot(turn, slot->name, text);
            return true;
        }
        if (start_from_text(turn, text)) return true;
        const Problem problem = std::get<Problem>(reading);
        go_on(turn, &problem);
        return true;
    }
    if (start_from_text(turn, text)) return true;
    present(turn);
    return true;
}

bool start_from_text(Turn& turn, const std::string& text, Words words) {
    const FormContext context = form_context(turn);
    if (context.children.empty()) return false;
    FreeText read = read_free_text(text, context);
    if (!read.is_report) return false;
    if (words == Words::leave_out) {
        forget_sentence(read.draft);
        read.draft.erase("remarks");
    }
    const Form& form = report_form();
    // What the sentence does not speak of stays as it was answered.
    Draft draft = active(turn) ? draft_of(turn) : Draft(Value::object());
    for (const Slot& slot : form.slots)
        if (const Value* value = read.draft.find(slot.name)) fill(form, draft, slot.name, *value);
    for (const std::string& unclear : read.unclear) {
        if (unclear == "kind" && read.only_reason) continue;
        draft.erase(unclear);
        for (const std::string& dependent : form.slot(unclear)->clears) draft.erase(dependent);
    }
    if (const Value* said = read.draft.find("said")) remember_sentence(draft, said->as_string());
    fill_obvious(form, draft, context);
    // Said in one sentence: no remarks are meant unless the reason asks for them.
    const Slot* next = next_slot(form, draft, context);
    if (next && next->name == "remarks" && read.draft.find("reason")) {
        const Reading none = next->read("", draft, context);
        if (const auto* value = std::get_if<Value>(&none)) fill(form, draft, "remarks", *value);
    }
    start(turn, std::move(draft));
    return true;
}

}  // namespace todoke::report_conversation
