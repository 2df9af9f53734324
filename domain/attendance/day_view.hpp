// A child's day as it is shown afterwards: the one mark a calendar gives it, and what of it a person may see.
#pragma once

#include "domain/attendance/presence.hpp"
#include "domain/attendance/report.hpp"
#include "domain/escalation/case.hpp"
#include "domain/people/person.hpp"

#include <optional>
#include <vector>

namespace todoke {

// `unknown` also stands for days on which something happened that a calendar cannot say in one sign.
enum class DayMark { closed, unknown, present, late, absent };
const char* to_text(DayMark mark);

// What the current reports say of a day: 登校 takes an absence back, an absence outweighs a lateness.
std::optional<ReportKind::Effect> said_of_day(const std::vector<ReportKind::Effect>& reported);

// `presence`: nothing where the day has no row yet, or where it may not be shown.
DayMark mark_of_day(bool school_day, std::optional<Presence> presence, std::optional<ReportKind::Effect> said);

// How much of a report a person may see. The school and whoever reported see the whole; the other guardians and the
// student see kind and state, never the reason or what was written; across a shield nothing is seen in either
// direction.
enum class ReportSight { nothing, kind, whole };
// `relations`: the viewer's live ones. `ever_shielded`: guardians of this student, also former ones.
ReportSight sight_of_report(const std::vector<Relation>& relations, PersonId viewer, const Student& student,
                            const Report& report, const std::vector<PersonId>& ever_shielded);

// Staff see every search; the family sees it once the family was asked. Until then it is the school's own looking.
bool sees_search(const std::vector<Relation>& relations, const Student& student, const Case& the_case);

}  // namespace todoke
