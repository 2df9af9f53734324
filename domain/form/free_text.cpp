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

// The reasons from `from` on, for the teacher to read: labels as the school writes them.
std::string labels_of(const std::vector<ReasonMention>& mentions, std::size_t from) {
    std::string words;
    for (std::size_t i = from; i < mentions.size(); ++i)
        words += (words.empty() ? "" : "、") + words_in(mentions[i].reason->label, "ja");
    return words;
}

// The same in the family's own words, without the particle some lists have in them (熱が).
std::string words_of(const std::vector<ReasonMention>& mentions) {
    std::string words;
    for (const ReasonMention& mention : mentions) {
        std::string_view word = mention.typed;
        for (const std::string_view particle : {"が", "で"})
            if (word.ends_with(particle)) word.remove_suffix(particle.size());
        words += (words.empty() ? "" : "、") + std::string(word);
    }
    return words;
}

const Reason* other_reason(const ReportKind& kind) {
    const auto found = std::ranges::find_if(kind.reasons, [](const Reason& reason) { return reason.needs_remarks; });
    return found == kind.reasons.end() ? nullptr : &*found;
}

// One main reason; further ones, and a reason this kind does not list, go into the remarks in the words they were typed
// in.
void put_reason(Understanding& reading, const School& school, const ReportKind& kind, const std::string& folded) {
    const auto own = reasons_in(folded, kind, reading.context);
    if (!own.empty()) {
        if (!reading.put("reason", own.front().reason->code)) return;
        const std::string more = labels_of(own, 1);
        if (!more.empty() || !own.front().reason->needs_remarks) reading.put("remarks", more);
        return;
    }
    for (const ReportKind& sibling : school.kinds) {
        const auto foreign = reasons_in(folded, sibling, reading.context);
        const Reason* other = other_reason(kind);
        if (foreign.empty() || !other) continue;
        if (reading.put("reason", other->code)) reading.put("remarks", words_of(foreign));
        return;
    }
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
    for (const ReportKind* kind : fitting)
        for (const std::string& synonym : kind->synonyms)
            if (typed::find_word(folded, typed::folded(synonym, context)) != std::string_view::npos) return kind;
    if (sounds_ill(plain))
        for (const ReportKind* kind : fitting)
            if (kind->code == "absence_sick") return kind;
    return nullptr;
}

void put_child(Understanding& reading, const ChildMention& mention) {
    if (mention.children.size() == 1) {
        reading.put("child", mention.children.front());
    } else if (mention.children.size() > 1 || mention.somebody_else) {
        reading.unclear("child");
    } else {
        std::vector<const FormChild*> reportable;
        for (const FormChild& child : reading.context.children)
            if (child.school && child.school->takes_reports) reportable.push_back(&child);
        if (reportable.size() == 1) reading.put("child", reportable.front()->student.public_id);
    }
}

// The day of the first clause that names one and does not speak of the past.
void put_day(Understanding& reading, const School& school, const std::vector<Clause>& clauses) {
    const SchoolDay today = local_day(school, reading.context.now);
    for (const Clause& clause : clauses) {
        if (clause.is_past) continue;
        const auto found = typed::find_day(clause.text, today);
        if (!found) continue;
        // 26日まで, until Friday: the end of several days; which day it begins is asked.
        const std::string_view around = clause.text;
        if (around.substr(found->to).starts_with("まで") || around.substr(0, found->from).ends_with("until ")) {
            reading.unclear("day");
            return;
        }
        reading.put("day", to_iso(found->day));
        return;
    }
}

void put_time(Understanding& reading, std::string_view plain) {
    const auto first = typed::find_time(plain);
    if (!first) return;
    const auto second = typed::find_time(plain, first->to);
    if (second && second->time != first->time)
        reading.unclear("expected_time");
    else
        reading.put("expected_time", to_hh_mm(first->time));
}

// The one thing the text states; nullopt when it states several (遅れます、休みます).
std::optional<Statement> only_statement(const std::vector<Clause>& clauses) {
    Statement stated = Statement::none;
    for (const Clause& clause : clauses) {
        if (clause.statement == Statement::none || clause.statement == stated) continue;
        if (stated != Statement::none) return std::nullopt;
        stated = clause.statement;
    }
    return stated;
}

}  // namespace

FreeText read_free_text(std::string_view text, const FormContext& context) {
    Understanding reading{context, {}};
    const std::string plain = typed::plain(text, context);
    const ChildMention mention = children_in(plain, context.children, context);
    const School* school = school_for(mention, context);
    if (!school) return {};

    const std::vector<Clause> clauses = clauses_of(plain);
    const auto statement = only_statement(clauses);
    if (statement == Statement::none) return {};
    put_child(reading, mention);

    // Days and times are looked for in what is left after the names.
    std::vector<Clause> nameless = clauses_of(mention.rest);
    const std::string& folded = mention.rest;
    if (!statement) {
        reading.unclear("kind");
    } else if (const ReportKind* kind = kind_for(*school, effect_of(*statement), plain, folded, context)) {
        if (!reading.put("kind", kind->code)) {
            // 登校 without an absence, or 早退 in a school that has none: nothing this form can take up.
            if (*statement == Statement::coming) return {};
        } else {
            put_reason(reading, *school, *kind, folded);
            if (kind->asks_expected_time) put_time(reading, mention.rest);
        }
    } else if (*statement == Statement::coming || *statement == Statement::leaves_early) {
        return {};
    } else {
        reading.unclear("kind");
    }
    put_day(reading, *school, nameless);
    reading.result.is_report = true;
    return std::move(reading.result);
}

}  // namespace todoke
