#include "domain/form/report_slots.hpp"

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
    for (const FormChild* child : reportable(context))
        if (child->student.public_id == draft["child"].as_string()) return child;
    return nullptr;
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
