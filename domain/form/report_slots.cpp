#include "domain/form/report_slots.hpp"

#include <algorithm>

namespace todoke::report_slots {

Problem problem(std::string_view slot, std::string_view name) {
    return {.slot = std::string(slot), .text_key = "report.problem." + std::string(name)};
}

Choice choice(std::string_view slot, std::string code, Value label) {
    return {.code = std::move(code), .label = std::move(label), .slot = std::string(slot)};
}

std::vector<const FormChild*> reportable(const FormContext& context) {
    std::vector<const FormChild*> children;
    for (const FormChild& child : context.children)
        if (child.school && child.school->takes_reports) children.push_back(&child);
    return children;
}

const FormChild* child_of(const Draft& draft, const FormContext& context) {
    const auto children = children_of(draft, context);
    return children.empty() ? nullptr : children.front();
}

const School* school_of(const Draft& draft, const FormContext& context) {
    if (const FormChild* child = child_of(draft, context)) return child->school;
    const School* common = nullptr;
    for (const FormChild* child : reportable(context)) {
        if (common && common != child->school) return nullptr;
        common = child->school;
    }
    return common;
}

const ReportKind* kind_of(const Draft& draft, const FormContext& context) {
    const School* school = school_of(draft, context);
    return school ? school->kind(draft["kind"].as_string()) : nullptr;
}

const Reason* reason_of(const Draft& draft, const FormContext& context) {
    const ReportKind* kind = kind_of(draft, context);
    return kind ? find_reason(*kind, draft["reason"].as_string()) : nullptr;
}

}  // namespace todoke::report_slots

namespace todoke {

std::vector<const FormChild*> children_of(const Draft& draft, const FormContext& context) {
    std::vector<const FormChild*> children;
    std::string_view rest = draft["child"].as_string();
    while (!rest.empty()) {
        const std::string_view one = rest.substr(0, rest.find('+'));
        rest.remove_prefix(std::min(one.size() + 1, rest.size()));
        for (const FormChild* child : report_slots::reportable(context))
            if (child->student.public_id == one) children.push_back(child);
    }
    return children;
}

std::optional<DaySpan> parse_day_span(std::string_view text) {
    const auto slash = text.find('/');
    const auto first = parse_iso_day(text.substr(0, slash));
    const auto last = slash == std::string_view::npos ? first : parse_iso_day(text.substr(slash + 1));
    if (!first || !last || *last < *first) return std::nullopt;
    return DaySpan{*first, *last};
}

std::optional<DaySpan> days_of(const Draft& draft) { return parse_day_span(draft["day"].as_string()); }

Value said_days(const DaySpan& days) {
    if (days.first == days.last) return argument::day(days.first);
    return Value::object({{"as", "day"}, {"code", to_text(days)}});
}

std::string to_text(const DaySpan& days) {
    return days.first == days.last ? to_iso(days.first) : to_iso(days.first) + "/" + to_iso(days.last);
}

}  // namespace todoke
