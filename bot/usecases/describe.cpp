#include "bot/usecases/describe.hpp"

#include <algorithm>
#include <string>

namespace todoke::describe {

Value child(const Student& student) { return argument::person(student.public_id, student.called); }

Value child_for_staff(const Student& student) {
    const std::string name = student.family_name.empty() ? student.called : student.family_name + " " + student.called;
    return argument::person(student.public_id, name);
}

Value class_name(const Student& student) {
    return std::to_string(student.class_ref.grade) + "-" + student.class_ref.label;
}

Value school(const School& school) {
    return argument::coded(school.code, school.short_name.empty() ? school.name : school.short_name);
}

Value kind(const School& school, std::string_view code) {
    const ReportKind* found = school.kind(code);
    return argument::coded(code, found ? found->label : Words{{"ja", std::string(code)}});
}

Value reason(const Report& report) { return argument::coded(report.reason, report.reason_label); }

Value day(SchoolDay day) { return argument::day(day); }

Value time(const School& school, Instant at) { return argument::time(time_of_day(school.zone->local(at))); }

Value place(const School& school, std::string_view gate_code) {
    const GateSettings* gate = school.gate(gate_code);
    return argument::coded(gate_code, gate ? gate->label : Words{{"ja", std::string(gate_code)}});
}

Value said(std::string_view prefix, std::string_view code) {
    return Value::object({{"as", "key"}, {"code", code}, {"key", std::string(prefix) + "." + std::string(code)}});
}

Value sentence(std::string_view key, Value args) {
    return Value::object({{"as", "key"}, {"code", key}, {"key", key}, {"args", std::move(args)}});
}

Value budget(const Budget& budget, Spending spending, std::optional<SchoolDay> ends_on) {
    Value args = Value::object({{"spending", to_text(spending)}, {"used", budget.used}});
    if (budget.limit) {
        args.set("limit", *budget.limit);
        args.set("left", std::max<std::int64_t>(*budget.limit - budget.used, 0));
    }
    if (ends_on) args.set("ends_on", day(*ends_on));
    return args;
}

}  // namespace todoke::describe
