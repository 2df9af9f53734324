#include "domain/form/form.hpp"
#include "domain/form/free_text.hpp"
#include "domain/form/options.hpp"
#include "domain/form/report_slots.hpp"
#include "domain/form/typed_text.hpp"
#include "domain/form/typed_when.hpp"

#include <algorithm>
#include <functional>

namespace todoke {
namespace {

using namespace report_slots;

constexpr std::size_t remarks_limit = 200;  // code points

bool always(const Draft&, const FormContext&) { return true; }

// --- kind
// ----------------------------------------------------------------------------------------------------------------

// Who typed only 欠席 or 遅刻 has said what it is about: the kinds of that effect are offered, until one is chosen.
std::optional<ReportKind::Effect> named_effect(const Draft& draft) {
    if (!draft["kind"].as_string().empty()) return std::nullopt;
    if (draft["effect"].as_string() == "absent") return ReportKind::Effect::absent;
    if (draft["effect"].as_string() == "late") return ReportKind::Effect::late;
    return std::nullopt;
}

std::vector<const ReportKind*> kinds_offered(const Draft& draft, const FormContext& context) {
    std::vector<const ReportKind*> kinds;
    const School* school = school_of(draft, context);
    if (!school) return kinds;
    const SchoolDay today = local_day(*school, context.now);
    const FormChild* chosen = child_of(draft, context);
    const bool absent = std::ranges::any_of(reportable(context), [&](const FormChild* child) {
        return (!chosen || child == chosen) && std::ranges::find(child->absent_days, today) != child->absent_days.end();
    });
    for (const ReportKind& kind : school->kinds)
        if (!kind.needs_absence || absent) kinds.push_back(&kind);
    const auto named = named_effect(draft);
    const auto fits = [&](const ReportKind* kind) { return kind->effect == named; };
    if (named && std::ranges::any_of(kinds, fits)) std::erase_if(kinds, std::not_fn(fits));
    return kinds;
}

SlotView view_kind(const Draft& draft, const FormContext& context) {
    SlotView view{.name = "kind", .depends_on = "child"};
    for (const ReportKind* kind : kinds_offered(draft, context)) {
        view.options.push_back(choice("kind", kind->code, argument::coded(kind->code, kind->label)));
        if (kind->code != draft["kind"].as_string()) continue;
        view.value = argument::coded(kind->code, kind->label);
        view.raw = kind->code;
    }
    return view;
}

Reading read_kind(std::string_view raw, const Draft& draft, const FormContext& context) {
    std::vector<Option> options;
    const auto offered = kinds_offered(draft, context);
    for (const ReportKind* kind : offered)
        if (kind->code == raw) return Value(raw);
    for (const ReportKind* kind : offered) options.push_back(option_of(*kind));
    if (auto code = pick(options, raw, context)) return Value(std::move(*code));
    // Typed 登校 without an absence deserves the true answer, not "no such choice".
    if (const School* school = school_of(draft, context)) {
        const bool withheld = std::ranges::any_of(school->kinds, [&](const ReportKind& kind) {
            return kind.needs_absence && names(option_of(kind), raw, context);
        });
        if (withheld) return problem("kind", "no_absence");
    }
    return problem("kind", "not_an_option");
}

// --- reason
// --------------------------------------------------------------------------------------------------------------

bool needs_reason(const Draft& draft, const FormContext& context) {
    const ReportKind* kind = kind_of(draft, context);
    return !kind || !kind->reasons.empty();
}

constexpr std::string_view cannot_say = "unknown";  // インフルエンザ, but the family does not know which

// What the sentence says about the reason; nothing when there was no sentence.
free_text::SaidReason reason_said(const Draft& draft, const FormContext& context) {
    const ReportKind* kind = kind_of(draft, context);
    const std::string& sentence = draft["said"].as_string();
    if (!kind || sentence.empty()) return {};
    return free_text::reason_said(sentence, *school_of(draft, context), *kind, context);
}

SlotView view_reason(const Draft& draft, const FormContext& context) {
    SlotView view{.name = "reason", .depends_on = "kind"};
    const ReportKind* kind = kind_of(draft, context);
    if (!kind) return view;
    const auto said = reason_said(draft, context);
    for (const Reason& reason : kind->reasons)
        if (said.among.empty() || std::ranges::find(said.among, &reason) != said.among.end())
            view.options.push_back(choice("reason", reason.code, argument::coded(reason.code, reason.label)));
    if (!said.among.empty() && free_text::other_reason(*kind))
        view.options.push_back(choice("reason", std::string(cannot_say), "choice.unknown"));
    if (const Reason* reason = find_reason(*kind, draft["reason"].as_string())) {
        view.value = argument::coded(reason->code, reason->label);
        view.raw = reason->code;
    }
    return view;
}

Reading read_reason(std::string_view raw, const Draft& draft, const FormContext& context) {
    const ReportKind* kind = kind_of(draft, context);
    if (!kind) return problem("reason", "not_an_option");
    if (find_reason(*kind, raw)) return Value(raw);
    // Where only some were asked about, a number means one of those.
    if (const auto said = reason_said(draft, context); !said.among.empty()) {
        std::vector<Option> few;
        for (const Reason* reason : said.among) few.push_back(option_of(*reason));
        const Reason* other = free_text::other_reason(*kind);
        if (other) few.push_back({std::string(cannot_say), {}});
        const auto code = pick(few, raw, context);
        if (other && (code == cannot_say || free_text::means_unknown(typed::comparable(raw, context))))
            return Value(other->code);
        if (code) return Value(*code);
        if (raw.find_first_not_of("0123456789") == std::string_view::npos) return problem("reason", "not_an_option");
    }
    std::vector<Option> options;
    for (const Reason& reason : kind->reasons) options.push_back(option_of(reason));
    if (auto code = pick(options, raw, context)) return Value(std::move(*code));
    return problem("reason", "not_an_option");
}

// --- expected time
// -------------------------------------------------------------------------------------------------------

bool needs_expected_time(const Draft& draft, const FormContext& context) {
    const ReportKind* kind = kind_of(draft, context);
    return kind && kind->asks_expected_time;
}

SlotView view_expected_time(const Draft& draft, const FormContext&) {
    SlotView view{.name = "expected_time", .input = SlotView::Input::time, .depends_on = "kind"};
    if (const auto time = parse_hh_mm(draft["expected_time"].as_string())) {
        view.value = argument::time(*time);
        view.raw = to_hh_mm(*time);
    }
    return view;
}

Reading read_expected_time(std::string_view raw, const Draft& draft, const FormContext& context) {
    const std::string text = typed::plain(raw, context);
    auto time = parse_hh_mm(text);
    const School* school = school_of(draft, context);
    if (!time) time = typed::read_time(text, school ? school->periods : std::vector<TimeOfDay>{});
    if (!time) return problem("expected_time", "not_a_time");
    return Value(to_hh_mm(*time));
}

// --- remarks
// -------------------------------------------------------------------------------------------------------------

bool remarks_required(const Draft& draft, const FormContext& context) {
    const Reason* reason = reason_of(draft, context);
    return reason && reason->needs_remarks;
}

SlotView view_remarks(const Draft& draft, const FormContext& context) {
    SlotView view{.name = "remarks", .input = SlotView::Input::text};
    view.required = remarks_required(draft, context);
    view.multiple_lines = true;
    view.max_length = remarks_limit;
    view.depends_on = "reason";
    const std::string& typed = draft["remarks"].as_string();
    if (!typed.empty()) view.value = argument::text(typed);
    view.raw = typed;
    return view;
}

bool means_nothing(std::string_view text, const FormContext& context) {
    const std::string said = typed::comparable(text, context);
    for (const std::string_view word :
         {"skip", "なし", "無し", "特になし", "とくになし", "特に無し", "ありません", "特にありません", "ない",
          "ないです", "-", "ー", "none", "no", "nothing", "n/a"})
        if (said == typed::comparable(word, context)) return true;
    return said.empty();
}

Reading read_remarks(std::string_view raw, const Draft& draft, const FormContext& context) {
    const std::string text = typed::trimmed(typed::without_controls(raw));
    if (means_nothing(text, context)) {
        if (remarks_required(draft, context)) return problem("remarks", "needs_remarks");
        return Value("");
    }
    if (typed::code_points(text) > remarks_limit) {
        Problem result = problem("remarks", "too_long");
        result.args.set("limit", static_cast<std::int64_t>(remarks_limit));
        return result;
    }
    return Value(text);
}

// --- what the sentence already says
// --------------------------------------------------------------------------------------

std::optional<std::string> say_reason(const Draft& draft, const FormContext& context) {
    auto said = reason_said(draft, context);
    return said.reason && said.among.empty() ? std::optional{said.reason->code} : std::nullopt;
}

std::optional<std::string> say_expected_time(const Draft& draft, const FormContext& context) {
    const School* school = school_of(draft, context);
    const std::string& sentence = draft["said"].as_string();
    if (!school || sentence.empty()) return std::nullopt;
    const auto time = free_text::time_said(sentence, *school);
    return time.time ? std::optional{to_hh_mm(*time.time)} : std::nullopt;
}

// Whoever gave the reason in a sentence of their own has nothing to add, unless the reason asks for words.
std::optional<std::string> say_remarks(const Draft& draft, const FormContext& context) {
    const Reason* reason = reason_of(draft, context);
    const auto said = reason_said(draft, context);
    if (!reason) return std::nullopt;
    const bool asked_among = !said.among.empty() && reason->needs_remarks;
    const bool named = said.reason == reason || std::ranges::find(said.among, reason) != said.among.end();
    if (!asked_among && !named) return std::nullopt;
    if (reason->needs_remarks) return said.words.empty() ? std::nullopt : std::optional{said.words};
    return said.more;
}

// --- the form
// ------------------------------------------------------------------------------------------------------------

// A draft may be sent when every needed slot holds. The deadline is not asked here: what comes too late is kept for
// staff.
std::optional<Problem> check(const Form& form, const Draft& draft, const FormContext& context) {
    for (const Slot* slot : needed_slots(form, draft, context)) {
        const Value* value = draft.find(slot->name);
        Reading reading = slot->read(value ? value->as_string() : "", draft, context);
        if (auto* wrong = std::get_if<Problem>(&reading)) return std::move(*wrong);
    }
    return std::nullopt;
}

Form make_report_form() {
    Form form{.name = "report"};
    form.slots = {
        child_slot(),
        {"kind", always, view_kind, read_kind, {"reason", "expected_time", "effect"}, {}},
        {"reason", needs_reason, view_reason, read_reason, {}, say_reason},
        day_slot(),
        {"expected_time", needs_expected_time, view_expected_time, read_expected_time, {}, say_expected_time},
        {"remarks", always, view_remarks, read_remarks, {}, say_remarks},
    };
    form.check = [](const Draft& draft, const FormContext& context) { return check(report_form(), draft, context); };
    return form;
}

}  // namespace

void remember_sentence(Draft& draft, std::string_view text) { draft.set("said", text); }
void forget_sentence(Draft& draft) { draft.erase("said"); }

const Form& report_form() {
    static const Form form = make_report_form();
    return form;
}

}  // namespace todoke
