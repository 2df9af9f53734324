// What the slots of the report form share: the draft's codes looked up in the lists they come from.
#pragma once

#include "domain/form/form.hpp"

#include <string>
#include <string_view>
#include <vector>

namespace todoke::report_slots {

Problem problem(std::string_view slot, std::string_view name);  // name: the part after "report.problem."
Choice choice(std::string_view slot, std::string code, Value label);

std::vector<const FormChild*> reportable(const FormContext& context);  // children whose school takes reports
const FormChild* child_of(const Draft& draft, const FormContext& context);
// The school whose lists apply: the chosen child's, or the only one in question while no child is chosen.
const School* school_of(const Draft& draft, const FormContext& context);
const ReportKind* kind_of(const Draft& draft, const FormContext& context);
const Reason* reason_of(const Draft& draft, const FormContext& context);

Slot child_slot();
Slot day_slot();

}  // namespace todoke::report_slots
