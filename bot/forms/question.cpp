#include "bot/forms/question.hpp"

#include "bot/usecases/describe.hpp"

#include <algorithm>

namespace todoke {
namespace {

const FormChild* child_of(const Draft& draft, const FormContext& context) {
    const auto children = children_of(draft, context);
    return children.empty() ? nullptr : children.front();
}

void page_options(SlotView& view, std::size_t per_page, int page) {
    if (per_page == 0 || view.options.size() <= per_page) return;
    const std::size_t pages = (view.options.size() + per_page - 1) / per_page;
    const std::size_t first = (static_cast<std::size_t>(page) % pages) * per_page;
    const std::size_t last = std::min(first + per_page, view.options.size());
    view.options = {view.options.begin() + static_cast<std::ptrdiff_t>(first),
                    view.options.begin() + static_cast<std::ptrdiff_t>(last)};
    view.options.push_back({.code = "more", .label = "choice.more"});
}

// The school whose deadline and telephone are said: of the chosen child, else of the first.
const School* school_of(const Draft& draft, const FormContext& context) {
    if (const FormChild* child = child_of(draft, context)) return child->school;
    return context.children.empty() ? nullptr : context.children.front().school;
}

void say_deadline(Value& args, const Draft& draft, const FormContext& context) {
    const School* school = school_of(draft, context);
    if (!school) return;
    args.set("phone", school->phone);
    const ReportKind* kind = school->kind(draft["kind"].as_string());
    if (!kind && !school->kinds.empty()) kind = &school->kinds.front();
    if (kind) args.set("deadline", argument::time(kind->deadline));
}

}  // namespace

Value draft_args(const Draft& draft, const FormContext& context) {
    Value args = Value::object();
    const FormChild* child = child_of(draft, context);
    if (!child) return args;
    args.set("school", describe::school(*child->school));
    args.set("child", report_form().slot("child")->view(draft, context).value);
    const ReportKind* kind = child->school->kind(draft["kind"].as_string());
    if (!kind) return args;
    args.set("kind", describe::kind(*child->school, kind->code));
    if (const Reason* reason = find_reason(*kind, draft["reason"].as_string()))
        args.set("reason", argument::coded(reason->code, reason->label));
    if (const auto days = days_of(draft)) args.set("day", said_days(*days));
    if (const auto time = parse_hh_mm(draft["expected_time"].as_string()))
        args.set("expected_time", argument::time(*time));
    if (const auto& remarks = draft["remarks"].as_string(); !remarks.empty())
        args.set("remarks", argument::text(remarks));
    return args;
}

Message ask(const Turn& turn, const Asking& asking, const std::string& nonce) {
    Question question;
    question.form = asking.form.name;
    question.version = asking.version;
    question.nonce = nonce;
    question.draft = asking.draft;

    Message message;
    message.key = asking.form.name + ".ask";
    message.nonce = nonce;
    message.args = draft_args(asking.draft, asking.context);
    message.args.set("first", asking.first);
    say_deadline(message.args, asking.draft, asking.context);
    // The intro speaks of absence and lateness; who says 登校 knows what they are about.
    const FormChild* chosen = child_of(asking.draft, asking.context);
    const ReportKind* kind = chosen ? chosen->school->kind(asking.draft["kind"].as_string()) : nullptr;
    if (kind && kind->effect == ReportKind::Effect::coming) message.args.set("first", false);

    const Presents presents = turn.capabilities.presents;
    if (presents != Presents::one_slot) {
        for (const Slot* slot : needed_slots(asking.form, asking.draft, asking.context)) {
            const bool wrong = asking.problem && asking.problem->slot == slot->name;
            if (presents == Presents::open_slots && !wrong && is_filled(*slot, asking.draft, asking.context)) continue;
            question.slots.push_back(slot->view(asking.draft, asking.context));
        }
        message.choices.push_back({.code = "send", .label = "choice.next", .style = Choice::Style::primary});
        message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    } else if (const Slot* slot = next_slot(asking.form, asking.draft, asking.context)) {
        SlotView view = slot->view(asking.draft, asking.context);
        page_options(view, turn.capabilities.options_per_page, asking.page);
        message.args.set("slot", slot->name);
        if (view.input == SlotView::Input::text && !view.required)
            message.choices.push_back({.code = "skip", .label = "choice.skip", .slot = slot->name});
        question.slots.push_back(std::move(view));
        if (previous_slot(asking.form, asking.draft, asking.context))
            message.choices.push_back({.code = "back", .label = "choice.back"});
        message.choices.push_back({.code = "cancel", .label = "choice.cancel"});
    }
    if (asking.problem)
        for (SlotView& view : question.slots)
            if (view.name == asking.problem->slot) view.problem = asking.problem->text_key;
    message.question = std::move(question);
    return message;
}

}  // namespace todoke
