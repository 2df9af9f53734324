#include "bot/forms/standing_report.hpp"

#include "bot/usecases/describe.hpp"
#include "domain/attendance/report.hpp"

#include <algorithm>

namespace todoke {

std::optional<StandingReport> standing_report(const Turn& turn, const Draft& draft, const FormContext& context) {
    for (const char* name : {"child", "kind", "day"}) {
        const Slot* slot = report_form().slot(name);
        if (!is_filled(*slot, draft, context)) return std::nullopt;
    }
    const auto child = std::ranges::find_if(
        context.children, [&](const FormChild& c) { return c.student.public_id == draft["child"].as_string(); });
    if (child == context.children.end()) return std::nullopt;
    const School& school = *child->school;
    const ReportKind* kind = school.kind(draft["kind"].as_string());
    const auto day = parse_iso_day(draft["day"].as_string());
    if (!kind || !day) return std::nullopt;
    const auto verdict = judge_time(school, *kind, *day, turn.at).verdict;
    if (verdict != Timeliness::Verdict::in_time && verdict != Timeliness::Verdict::late_notice) return std::nullopt;
    auto rival = rival_of(school,
                          sides_of(turn.tx.reports().current_for(child->student.id, *day), turn.person->id,
                                   turn.tx.people().ever_shielded(child->student.id))
                              .own,
                          *kind);
    if (!rival) return std::nullopt;
    return StandingReport{std::move(*rival), &*child};
}

Message ask_to_change(const Turn& turn, const StandingReport& standing, const std::string& nonce) {
    const Report& report = standing.report;
    Message message{.key = "report.exists"};
    message.args = Value::object({{"child", describe::child(standing.child->student)},
                                  {"kind", describe::kind(*standing.child->school, report.kind)},
                                  {"day", describe::day(report.first_day)}});
    if (report.reporter == turn.person->id) message.args.set("number", report.receipt_number);
    message.nonce = nonce;
    message.choices.push_back({.code = "change", .label = "choice.change", .style = Choice::Style::primary});
    message.choices.push_back({.code = "cancel", .label = "choice.leave_as_is"});
    return message;
}

}  // namespace todoke
