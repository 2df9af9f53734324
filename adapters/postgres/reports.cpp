#include "adapters/postgres/reports.hpp"

#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/report.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* body_column = "report.body_sealed";

Value body_of(const Report& report) {
    Value label = Value::object();
    for (const auto& [language, words] : report.reason_label) label.set(language, words);
    Value body = Value::object({{"reason", report.reason}, {"label", std::move(label)}, {"remarks", report.remarks}});
    if (report.expected_time) body.set("expected_time", to_hh_mm(*report.expected_time));
    return body;
}

void set_body(Report& report, const Value& body) {
    report.reason = body["reason"].as_string();
    for (const auto& [language, words] : body["label"].members()) report.reason_label[language] = words.as_string();
    report.remarks = body["remarks"].as_string();
    report.expected_time = parse_hh_mm(body["expected_time"].as_string());
}

}  // namespace

Report SqlReports::read(const Row& row) {
    Report report;
    report.id = row.get<ReportId>(0);
    report.public_id = row.get<std::string>(1);
    report.school = row.get<SchoolId>(2);
    report.student = row.get<StudentId>(3);
    report.first_day = row.get<SchoolDay>(4);
    report.last_day = row.get<SchoolDay>(5);
    report.kind = row.get<std::string>(6);
    report.version = row.get<int>(7);
    report.supersedes = row.get<std::optional<ReportId>>(8);
    report.is_current = row.get<bool>(9);
    const auto state = report_state_from(row.bytes(10));
    if (!state)
        throw StoreFailure({FailureCode::misconfigured, "report.state is none of ours", "run the matching version"});
    report.state = *state;
    report.receipt_number = row.get<int>(11);
    report.received_at = row.get<Instant>(12);
    report.reporter = row.get<PersonId>(13);
    report.acknowledged_by = row.get<std::optional<PersonId>>(14);
    report.acknowledged_at = row.get<std::optional<Instant>>(15);
    report.about = row.get<std::optional<ReportId>>(16);
    set_body(report, open_value(context_.sealer, report.school, row.bytes(17), body_column, report.public_id));
    return report;
}

std::vector<Report> SqlReports::read_all(const Result& rows) {
    std::vector<Report> reports;
    for (const Row row : rows) reports.push_back(read(row));
    return reports;
}

std::optional<Report> SqlReports::read_one(const Result& rows) {
    if (rows.empty()) return std::nullopt;
    return read(rows[0]);
}

int SqlReports::next_receipt_number(SchoolId school, int school_year) {
    return context_.db.run(sql::next_receipt_number, school, school_year).one().get<int>(0);
}

ReportId SqlReports::insert(const Report& report, InboxId source, Instant now) {
    const Result rows = context_.db.run(
        sql::insert_report, report.public_id, report.school, report.student, report.first_day, report.last_day,
        report.kind, report.version, report.supersedes, report.is_current, report.receipt_number, report.received_at,
        report.reporter, report.about, or_null(source),
        seal_value(context_.sealer, report.school, body_of(report), body_column, report.public_id), now);
    if (rows.empty()) conflict("another current report of this student, day and kind was first");
    return rows[0].get<ReportId>(0);
}

bool SqlReports::retire(ReportId old, bool withdrawn, Instant now) {
    return !context_.db.run(sql::retire_report, old, withdrawn, now).empty();
}

bool SqlReports::acknowledge(ReportId report, PersonId by, Instant now) {
    return !context_.db.run(sql::acknowledge_report, report, by, now).empty();
}

std::optional<Report> SqlReports::find(ReportId id, bool for_update) {
    return read_one(context_.db.run(for_update ? sql::lock_report : sql::find_report, id));
}

std::optional<Report> SqlReports::find_by_public_id(const PublicId& id) {
    return read_one(context_.db.run(sql::find_report_by_public_id, id));
}

std::vector<Report> SqlReports::current_for(StudentId student, SchoolDay day) {
    return read_all(context_.db.run(sql::current_reports_between, student, day, day));
}

std::vector<Report> SqlReports::told_between(StudentId student, SchoolDay first, SchoolDay last) {
    return read_all(context_.db.run(sql::reports_told_between, student, first, last));
}

std::vector<Report> SqlReports::current_by_reporter(PersonId reporter, SchoolDay from) {
    return read_all(context_.db.run(sql::current_reports_by_reporter, reporter, from));
}

std::vector<Report> SqlReports::unacknowledged(SchoolId school, Instant received_before) {
    return read_all(context_.db.run(sql::unacknowledged_reports, school, received_before));
}

void SqlReports::mark_forwarded(ReportId report, Instant now) {
    context_.db.run(sql::mark_report_forwarded, report, now);
}

std::unique_ptr<Reports> make_reports(Context& context) { return std::make_unique<SqlReports>(context); }

}  // namespace todoke::postgres
