#include "domain/attendance/report.hpp"

#include <algorithm>

namespace todoke {

const char* to_text(ReportState state) {
    switch (state) {
        case ReportState::submitted:
            return "submitted";
        case ReportState::acknowledged:
            return "acknowledged";
        case ReportState::withdrawn:
            return "withdrawn";
    }
    return "";
}

std::optional<ReportState> report_state_from(std::string_view text) {
    for (const ReportState state : {ReportState::submitted, ReportState::acknowledged, ReportState::withdrawn})
        if (text == to_text(state)) return state;
    return std::nullopt;
}

Timeliness judge_time(const School& school, const ReportKind& kind, SchoolDay day, Instant received_at) {
    using Verdict = Timeliness::Verdict;
    const SchoolDay today = local_day(school, received_at);
    Timeliness result{Verdict::in_time, school.zone->instant(day, kind.deadline)};
    const SchoolDay furthest = kind.same_day_only ? today : add_days(today, kind.days_ahead);
    if (day < today)
        result.verdict = Verdict::past_day;
    else if (day > furthest)
        result.verdict = Verdict::too_far_ahead;
    else if (!is_school_day(school, day))
        result.verdict = Verdict::not_a_school_day;
    else if (received_at > result.deadline)
        result.verdict = kind.late_notice ? Verdict::late_notice : Verdict::too_late;
    return result;
}

FamilyMay family_may(const Report& report) {
    if (!report.is_current || report.state == ReportState::withdrawn) return FamilyMay::nothing;
    return report.state == ReportState::acknowledged ? FamilyMay::only_coming : FamilyMay::change;
}

bool stand_apart(PersonId one, PersonId other, const std::vector<PersonId>& ever_shielded) {
    if (one == other) return false;
    return std::ranges::any_of(ever_shielded, [&](PersonId person) { return person == one || person == other; });
}

Sides sides_of(const std::vector<Report>& current, PersonId reporter, const std::vector<PersonId>& ever_shielded) {
    Sides sides;
    for (const Report& report : current)
        (stand_apart(reporter, report.reporter, ever_shielded) ? sides.other : sides.own).push_back(report);
    return sides;
}

std::optional<Report> rival_of(const School& school, const std::vector<Report>& current, const ReportKind& kind) {
    using Effect = ReportKind::Effect;
    const auto about_coming = [](Effect effect) { return effect == Effect::absent || effect == Effect::late; };
    for (const Report& report : current) {
        const ReportKind* other = school.kind(report.kind);
        if (!other) continue;
        if (report.kind == kind.code || (about_coming(other->effect) && about_coming(kind.effect))) return report;
    }
    return std::nullopt;
}

bool moves_day(const ReportKind& kind, bool contested) {
    using Effect = ReportKind::Effect;
    if (kind.effect == Effect::absent) return !contested;
    return kind.effect == Effect::late || kind.effect == Effect::coming;
}

AcknowledgeVerdict judge_acknowledgement(const Report& report) {
    if (report.state == ReportState::withdrawn) return AcknowledgeVerdict::withdrawn;
    if (!report.is_current) return AcknowledgeVerdict::superseded;
    if (report.state == ReportState::acknowledged) return AcknowledgeVerdict::already_acknowledged;
    return AcknowledgeVerdict::acknowledge;
}

}  // namespace todoke
