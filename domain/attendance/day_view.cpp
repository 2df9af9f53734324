#include "domain/attendance/day_view.hpp"

#include <algorithm>

namespace todoke {

const char* to_text(DayMark mark) {
    switch (mark) {
        case DayMark::closed:
            return "closed";
        case DayMark::unknown:
            return "unknown";
        case DayMark::present:
            return "present";
        case DayMark::late:
            return "late";
        case DayMark::absent:
            return "absent";
    }
    return "";
}

std::optional<ReportKind::Effect> said_of_day(const std::vector<ReportKind::Effect>& reported) {
    using Effect = ReportKind::Effect;
    for (const Effect strongest : {Effect::coming, Effect::absent, Effect::late, Effect::leaves_early})
        if (std::ranges::find(reported, strongest) != reported.end()) return strongest;
    return std::nullopt;
}

DayMark mark_of_day(bool school_day, std::optional<Presence> presence, std::optional<ReportKind::Effect> said) {
    using Effect = ReportKind::Effect;
    if (presence == Presence::arrived) return said == Effect::late ? DayMark::late : DayMark::present;
    if (presence == Presence::late) return DayMark::late;
    if (presence == Presence::absent) return DayMark::absent;
    if (said == Effect::absent) return DayMark::absent;
    if (said == Effect::late) return DayMark::late;
    return school_day ? DayMark::unknown : DayMark::closed;
}

ReportSight sight_of_report(const std::vector<Relation>& relations, PersonId viewer, const Student& student,
                            const Report& report, const std::vector<PersonId>& ever_shielded) {
    if (!can(relations, Action::see_timeline, student, false) || report.student != student.id)
        return ReportSight::nothing;
    if (can(relations, Action::acknowledge, student, false)) return ReportSight::whole;
    const bool family = can(relations, Action::answer_case, student, false);
    if (!family) return ReportSight::nothing;  // a hall has scans, no reports
    if (report.reporter == viewer) return ReportSight::whole;
    const bool is_student = std::ranges::any_of(relations, [&](const Relation& relation) {
        return relation.role == Role::student && relation.student == student.id;
    });
    if (is_student) return ReportSight::kind;
    return stand_apart(viewer, report.reporter, ever_shielded) ? ReportSight::nothing : ReportSight::kind;
}

bool sees_search(const std::vector<Relation>& relations, const Student& student, const Case& the_case) {
    if (the_case.student != student.id) return false;
    if (can(relations, Action::handle_case, student, false)) return true;
    if (!can(relations, Action::answer_case, student, false)) return false;
    const auto fired = std::min(static_cast<std::size_t>(std::max(the_case.step, 0)), the_case.policy.steps.size());
    return std::any_of(the_case.policy.steps.begin(),
                       the_case.policy.steps.begin() + static_cast<std::ptrdiff_t>(fired),
                       [](const EscalationStep& step) { return step.faces_family; });
}

}  // namespace todoke
