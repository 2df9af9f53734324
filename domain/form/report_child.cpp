#include "domain/form/free_text.hpp"
#include "domain/form/options.hpp"
#include "domain/form/report_slots.hpp"
#include "domain/form/typed_text.hpp"

#include <algorithm>

namespace todoke::report_slots {
namespace {

Value child_label(const Student& student) {
    return argument::person(student.public_id, student.called.empty() ? student.given_name : student.called);
}

// Several children in one report form have one list of kinds and reasons: that of their school.
bool same_school(const std::vector<const FormChild*>& children) {
    return std::ranges::all_of(children, [&](const FormChild* c) { return c->school == children.front()->school; });
}

std::string joined_ids(const std::vector<const FormChild*>& children) {
    std::string ids;
    for (const FormChild* child : children) ids += (ids.empty() ? "" : "+") + child->student.public_id;
    return ids;
}

// ハナ, or ハナ・ケン: what さん can follow.
Value children_label(const std::vector<const FormChild*>& children) {
    if (children.size() == 1) return child_label(children.front()->student);
    std::string names;
    for (const FormChild* child : children) {
        const Student& student = child->student;
        names += (names.empty() ? "" : "・") + (student.called.empty() ? student.given_name : student.called);
    }
    return argument::person(joined_ids(children), names);
}

SlotView view_child(const Draft& draft, const FormContext& context) {
    SlotView view{.name = "child"};
    for (const FormChild* child : reportable(context))
        view.options.push_back(choice("child", child->student.public_id, child_label(child->student)));
    const auto all = reportable(context);
    if (all.size() > 1 && same_school(all))
        view.options.push_back(choice("child", joined_ids(all), "choice.all_children"));
    const auto chosen = children_of(draft, context);
    if (!chosen.empty()) {
        view.value = children_label(chosen);
        view.raw = joined_ids(chosen);
    }
    return view;
}

// ハナとケン, ふたりとも: the whole answer names several of the children.
std::vector<const FormChild*> several_children(std::string_view raw, const FormContext& context) {
    const free_text::ChildMention mention =
        free_text::children_in(typed::plain(raw, context), context.children, context);
    if (mention.same_name || mention.apart || mention.somebody_else) return {};
    std::string rest = mention.rest;
    for (const std::string_view between :
         {"です", "と", "、", "・", ",", "&", "and", "both", "の", "ふたりとも", "二人とも", " "})
        typed::replace_all(rest, between, "");
    if (!rest.empty() && !mention.everybody) return {};
    std::vector<const FormChild*> children;
    for (const std::string& id : mention.children)
        for (const FormChild* child : reportable(context))
            if (child->student.public_id == id) children.push_back(child);
    return children;
}

Reading read_child(std::string_view raw, const Draft&, const FormContext& context) {
    if (raw.find('+') != std::string_view::npos) {
        const auto children = children_of(Value::object({{"child", raw}}), context);
        if (!children.empty() && joined_ids(children) == raw && same_school(children)) return Value(raw);
        return problem("child", "not_an_option");
    }
    std::vector<Option> options;
    for (const FormChild* child : reportable(context))
        if (child->student.public_id == raw) return Value(raw);
    const auto all = reportable(context);
    for (const FormChild* child : all) options.push_back(option_of(child->student));
    if (all.size() > 1 && same_school(all)) options.push_back({joined_ids(all), {}});
    if (auto code = pick(options, raw, context)) return Value(std::move(*code));
    const auto several = several_children(raw, context);
    if (several.size() < 2) return problem("child", "not_an_option");
    return same_school(several) ? Reading(Value(joined_ids(several))) : problem("child", "one_by_one");
}

}  // namespace

Slot child_slot() {
    return {"child", [](const Draft&, const FormContext&) { return true; }, view_child, read_child, {}, {}};
}

}  // namespace todoke::report_slots
