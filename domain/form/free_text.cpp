#include "domain/form/free_text.hpp"

#include "domain/form/typed_text.hpp"
#include "domain/form/typed_when.hpp"

#include <algorithm>

namespace todoke {
namespace {

using namespace free_text;

struct Understanding {
    const FormContext& context;
    FreeText result;

    // Puts a raw answer through the slot's own reader; false when the form would refuse it.
    bool put(std::string_view slot_name, std::string_view raw) {
        const Slot* slot = report_form().slot(slot_name);
        Reading reading = slot->read(raw, result.draft, context);
        if (auto* value = std::get_if<Value>(&reading)) {
            fill(report_form(), result.draft, slot_name, std::move(*value));
            return true;
        }
        unclear(slot_name);
        return false;
    }
    void unclear(std::string_view slot_name) {
        if (std::ranges::find(result.unclear, slot_name) == result.unclear.end())
            result.unclear.emplace_back(slot_name);
    }
    bool has(std::string_view slot_name) const { return result.draft.find(slot_name) != nullptr; }
};

ReportKind::Effect effect_of(Statement statement) {
    switch (statement) {
        case Statement::absent:
            return ReportKind::Effect::absent;
        case Statement::late:
            return ReportKind::Effect::late;
        case Statement::leaves_early:
            return ReportKind::Effect::leaves_early;
        case Statement::coming:
            return ReportKind::Effect::coming;
        case Statement::none:
            break;
    }
    return ReportKind::Effect::none;
}

// The school whose lists are read: the named child's, else the first; sibling schools share their codes in practice,
// and the form asks again where they do not.
const School* school_for(const ChildMention& mention, const FormContext& context) {
    for (const FormChild& child : context.children)
        if (child.school && child.school->takes_reports &&
            (mention.children.empty() || child.student.public_id == mention.children.front()))
            return child.school;
    return nullptr;
}

// One main reason; further ones, and a reason this kind does not list, go into the remarks. What of it has to be asked
// stays in the remembered sentence.
void put_reason(Understanding& reading, const School& school, const ReportKind& kind, const std::string& folded) {
    const SaidReason said = reason_said(folded, school, kind, reading.context);
    if (!said.among.empty()) return reading.unclear("reason");
    if (!said.reason || !reading.put("reason", said.reason->code)) return;
    if (!said.reason->needs_remarks)
        reading.put("remarks", said.more);
    else if (!said.words.empty())
        reading.put("remarks", said.words);
}

// 10時に病院, 9時の電車: the hour of something else than the arrival.
bool of_something_else(std::string_view after) {
    for (const std::string_view about : {"ごろ", "ころ", "頃"})
        if (after.starts_with(about)) after.remove_prefix(about.size());
    for (const std::string_view words :
         {"に病院",   "に歯",   "に受診", "に予約", "の予約", "予約",   "から病院", "から受診",
          "から診察", "に診察", "に通院", "に家",   "に出",   "に起き", "に測",     "発の",
          "の電車",   "のばす", "のバス", "の便",   "に吐",   "に熱"})
        if (after.starts_with(words)) return true;
    return false;
}

// The one thing the text states; nullopt when it states several (遅れます、休みます).
std::optional<Statement> only_statement(const std::vector<Clause>& clauses) {
    Statement stated = Statement::none;
    for (const Clause& clause : clauses) {
        if (clause.statement == Statement::none || clause.statement == stated) continue;
        // 遅れます。10時に着きます: both say when, and mean late
        const bool late = stated == Statement::late || clause.statement == Statement::late;
        if (late && (stated == Statement::coming || clause.statement == Statement::coming)) {
            stated = Statement::late;
            continue;
        }
        if (stated != Statement::none) return std::nullopt;
        stated = clause.statement;
    }
    return stated;
}

// Which of several kinds with the same effect: the one that lists a reason named in the text, the one named itself, and
// for an unnamed illness the sick one (code absence_sick, see domain/README.md).
const ReportKind* kind_for(const School& school, ReportKind::Effect effect, std::string_view plain,
                           const std::string& folded, const FormContext& context) {
    std::vector<const ReportKind*> fitting;
    for (const ReportKind& kind : school.kinds)
        if (kind.effect == effect) fitting.push_back(&kind);
    if (fitting.size() == 1) return fitting.front();
    const ReportKind* best = nullptr;
    std::size_t earliest = std::string_view::npos;
    for (const ReportKind* kind : fitting) {
        const auto mentions = reasons_in(folded, *kind, context);
        if (!mentions.empty() && mentions.front().from < earliest) {
            best = kind;
            earliest = mentions.front().from;
        }
    }
    if (best) return best;
    // 欠席 says no more than that: it names none of them, even where a school lists it as a word for one.
    const auto only_states = [&](const std::string& synonym) {
        return only_statement(clauses_of(typed::plain(synonym, context))) != Statement::none && !sounds_ill(synonym);
    };
    for (const ReportKind* kind : fitting)
        for (const std::string& synonym : kind->synonyms)
            if (typed::find_word(folded, typed::folded(synonym, context)) != std::string_view::npos &&
                !only_states(synonym))
                return kind;
    if (sounds_ill(plain))
        for (const ReportKind* kind : fitting)
            if (kind->code == "absence_sick") return kind;
    return nullptr;
}

void put_child(Understanding& reading, const ChildMention& mention) {
    if (mention.somebody_else) return reading.unclear("child");
    std::string ids;
    for (const std::string& child : mention.children) ids += (ids.empty() ? "" : "+") + child;
    if (mention.same_name || mention.apart) return reading.unclear("child");
    if (!ids.empty()) {
        reading.put("child", ids);
        return;
    }
    std::vector<const FormChild*> reportable;
    for (const FormChild& child : reading.context.children)
        if (child.school && child.school->takes_reports) reportable.push_back(&child);
    if (reportable.size() == 1) reading.put("child", reportable.front()->student.public_id);
}

// The days of all clauses that do not speak of the past, taken together: two that do not belong together are asked.
void put_day(Understanding& reading, const School& school, const std::vector<Clause>& clauses) {
    std::string text;
    for (const Clause& clause : clauses)
        if (!clause.is_past) text += (text.empty() ? "" : "、") + clause.text;
    const auto found = typed::find_days(text, local_day(school, reading.context.now));
    if (found.unclear)
        reading.unclear("day");
    else if (found.days)
        reading.put("day", to_text(*found.days));
}

void put_time(Understanding& reading, std::string_view plain, const School& school) {
    const SaidTime said = time_said(plain, school);
    if (said.unclear)
        reading.unclear("expected_time");
    else if (said.time)
        reading.put("expected_time", to_hh_mm(*said.time));
}

// 昨日と同じ: what was reported last for the child, if there is such a report and the form still takes it.
bool put_earlier(Understanding& reading) {
    const std::string& child = reading.result.draft["child"].as_string();
    if (child.empty() || !reading.context.latest_report) return false;
    const auto earlier = reading.context.latest_report(child.substr(0, child.find('+')));
    if (!earlier || !reading.put("kind", earlier->kind)) return false;
    if (!earlier->reason.empty()) reading.put("reason", earlier->reason);
    return true;
}

// An illness that keeps a child from school by law says its kind itself; anything else that is only a reason does not.
const ReportKind* kind_of_suspension(const School& school, const std::string& folded, const FormContext& context) {
    for (const ReportKind& kind : school.kinds) {
        const auto mentions = reasons_in(folded, kind, context);
        if (!mentions.empty() && mentions.front().reason->register_type == "suspension") return &kind;
    }
    return nullptr;
}

// false: nothing this form can take up.
bool put_kind(Understanding& reading, const School& school, std::optional<Statement> statement, std::string_view plain,
              const std::string& folded) {
    const ReportKind* kind = nullptr;
    if (statement == Statement::none)
        kind = kind_of_suspension(school, folded, reading.context);
    else if (statement)
        kind = kind_for(school, effect_of(*statement), plain, folded, reading.context);
    const bool narrow = statement == Statement::coming || statement == Statement::leaves_early;
    if (!kind) {
        // 登校 without an absence, or 早退 in a school that has none
        if (narrow) return false;
        reading.unclear("kind");
        return true;
    }
    if (!reading.put("kind", kind->code)) {
        if (statement != Statement::coming) return true;
        // 10時に登校します of a child who is not absent: late
        if (!time_said(folded, school).time && !says_later_today(plain)) return false;
        reading.result.unclear.clear();
        return put_kind(reading, school, Statement::late, plain, folded);
    }
    put_reason(reading, school, *kind, folded);
    if (kind->asks_expected_time) put_time(reading, folded, school);
    return true;
}

}  // namespace

SaidTime free_text::time_said(std::string_view plain_text, const School& school) {
    std::optional<TimeOfDay> earliest;  // nobody who is late arrives before the deadline
    for (const ReportKind& kind : school.kinds)
        if (kind.asks_expected_time && (!earliest || kind.deadline < *earliest)) earliest = kind.deadline;
    SaidTime said;
    const auto take = [&](TimeOfDay time) {
        if ((said.time && *said.time != time) || (earliest && time < *earliest)) said.unclear = true;
        said.time = time;
    };
    for (const Clause& clause : clauses_of(plain_text)) {
        if (clause.is_past) continue;
        for (auto found = typed::find_time(clause.text); found; found = typed::find_time(clause.text, found->to)) {
            take(found->time);
            said.unclear |= of_something_else(std::string_view(clause.text).substr(found->to));
        }
        if (const auto found = typed::find_period(clause.text, school.periods)) take(found->time);
    }
    return said;
}

FreeText read_free_text(std::string_view text, const FormContext& context) {
    if (text.size() > longest_sentence) return {};
    Understanding reading{context, {}};
    std::string plain = typed::without_pictures(typed::plain(text, context));
    const bool same = take_same_as_before(plain);
    ChildMention mention = children_in(plain, context.children, context);
    mention.rest = typed::close_up(mention.rest);
    const School* school = school_for(mention, context);
    if (!school) return {};

    const std::vector<Clause> clauses = clauses_of(plain);
    // Days, times and reasons are looked for in what is left after the names.
    const std::vector<Clause> nameless = clauses_of(mention.rest);
    const auto statement = only_statement(clauses);
    const bool asks = std::ranges::any_of(clauses, &Clause::is_question);
    const bool reason_alone =
        statement == Statement::none && !asks &&
        std::ranges::any_of(nameless, [&](const Clause& c) { return states_reason(c, *school, context); });
    if (statement == Statement::none && !reason_alone && (!same || asks)) return {};
    put_child(reading, mention);

    if (same && put_earlier(reading)) {
        // 昨日と同じ: kind and reason are the last report's
    } else if (!put_kind(reading, *school, statement, plain, mention.rest)) {
        return {};
    }
    reading.result.only_reason = reason_alone;
    put_day(reading, *school, nameless);
    remember_sentence(reading.result.draft, mention.rest);
    reading.result.is_report = true;
    return std::move(reading.result);
}

}  // namespace todoke
