// Reports: each sending one report, each report its receipt, and what people were told is what the database holds.
#include "tests/morning/checks.hpp"

#include <map>
#include <optional>
#include <set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::morning {
namespace {

// The number behind 「受け付けました（受付番号」 or 「受け付けています（受付番号」; 0: there is none.
int receipt_in(const std::string& words) {
    for (const std::string before : {"受け付けました（受付番号", "受け付けています（受付番号"})
        if (const auto found = words.find(before); found != std::string::npos)
            return std::atoi(words.c_str() + found + before.size());
    return 0;
}

std::set<int> receipts_on_screen(const Evidence& evidence, const std::string& line_user) {
    std::set<int> numbers;
    for (const auto& item : evidence.platforms.line().screen(line_user))
        if (item.at("from") == "bot") numbers.insert(receipt_in(boost::json::serialize(item.at("message"))));
    numbers.erase(0);
    return numbers;
}

// Where this child may be at the end, whatever died in between.
std::set<std::string> possible_ends(const Child& child, const std::set<Journal::Outcome>& outcomes) {
    using Outcome = Journal::Outcome;
    switch (child.plan) {
        case Plan::absent_by_menu:
        case Plan::absent_by_text:
            return {"absent"};
        // The second report may have met a first one that was acknowledged already, and is then locked.
        case Plan::changed:
            return outcomes.contains(Outcome::locked) ? std::set<std::string>{"absent"} : std::set<std::string>{"late"};
        case Plan::too_late:
        case Plan::silent_nobody:
            return {"closed"};
        case Plan::silent_absent:
            return {"absent"};
        case Plan::silent_late:
            return {"late"};
        default:
            return {"arrived"};
    }
}

}  // namespace

Findings sent_is_one_report(const Evidence& evidence) {
    Findings findings;
    const Database& db = evidence.database;
    for (const Row& row : db.rows("select source_inbox_id, count(*) as n from report where source_inbox_id is not null "
                                  "group by 1 having count(*) > 1"))
        findings.push_back(fmt::format("inbox {} made {} reports", row.at("source_inbox_id"), row.at("n")));
    for (const Row& row : db.rows("select r.id from report r left join inbox i on i.id = r.source_inbox_id where "
                                  "i.state is distinct from 1"))
        findings.push_back(fmt::format("report {} exists without a finished event", row.at("id")));
    for (const Row& row : db.rows("select school_id, receipt_number, count(*) as n from report where supersedes is "
                                  "null group by 1, 2 having count(*) > 1"))
        findings.push_back(fmt::format("receipt number {} was given {} times", row.at("receipt_number"), row.at("n")));
    const long reports = db.number("select count(*) from report"), late = db.number("select count(*) from late_input");
    const long sendings = db.number("select count(*) from nonce where purpose = 'form.report' and used_code = 'send'");
    if (reports + late > sendings)
        findings.push_back(fmt::format("{} reports and {} late inputs out of {} sendings", reports, late, sendings));
    if (db.number("select coalesce(max(last_number), 0) from receipt_counter") !=
        db.number("select count(*) from report where supersedes is null"))
        findings.push_back("the receipt counter and the number of first versions differ");
    for (const Row& row : db.rows("select student_id, count(*) as n from late_input group by 1 having count(*) > 1"))
        findings.push_back(
            fmt::format("student {} has {} late inputs of one sending", row.at("student_id"), row.at("n")));
    return findings;
}

Findings people_hold_the_truth(const Evidence& evidence) {
    using Outcome = Journal::Outcome;
    Findings findings;
    std::map<std::size_t, std::set<Outcome>> outcomes;
    for (const auto& attempt : evidence.journal.attempts()) {
        const Child& child = evidence.town.children[attempt.child];
        const Guardian& guardian = evidence.town.guardians[attempt.guardian];
        outcomes[attempt.child].insert(attempt.outcome);
        const auto count = [&](const std::string& sql) { return evidence.database.number(sql); };
        switch (attempt.outcome) {
            case Outcome::received: {
                const int number = receipt_in(attempt.last_words);
                if (count(fmt::format("select count(*) from report where receipt_number = {} and student_id = {} and "
                                      "reporter_id = {}",
                                      number, child.id.value, guardian.id.value)) == 0)
                    findings.push_back(fmt::format("guardian {} holds receipt {} for a report that does not exist",
                                                   attempt.guardian, number));
                break;
            }
            case Outcome::too_late:
                if (count(fmt::format("select count(*) from late_input where student_id = {} and person_id = {}",
                                      child.id.value, guardian.id.value)) != 1)
                    findings.push_back(
                        fmt::format("guardian {} was told 'too late' and is on no list", attempt.guardian));
                break;
            case Outcome::withdrawn:
                if (count(fmt::format("select count(*) from report where student_id = {} and state = 'withdrawn'",
                                      child.id.value)) == 0)
                    findings.push_back(fmt::format("guardian {} was told 'withdrawn', no report is", attempt.guardian));
                break;
            case Outcome::locked:
                break;
            case Outcome::gave_up:
                findings.push_back(fmt::format("guardian {} of child {} never got an answer; last seen: {}",
                                               attempt.guardian, attempt.child, attempt.last_words.substr(0, 600)));
        }
    }
    std::map<std::string, std::string> presence;
    for (const Row& row : evidence.database.rows("select student_id, presence from attendance_day"))
        presence[row.at("student_id")] = row.at("presence");
    for (std::size_t i = 0; i < evidence.town.children.size(); ++i) {
        const Child& child = evidence.town.children[i];
        const std::string is = presence[std::to_string(child.id.value)];
        if (!possible_ends(child, outcomes[i]).contains(is))
            findings.push_back(fmt::format("child {} (student {}, plan {}) ended as '{}'", i, child.id.value,
                                           static_cast<int>(child.plan), is));
    }
    return findings;
}

Findings versions_form_chains(const Evidence& evidence) {
    Findings findings;
    const auto each = [&](const std::string& sql, const char* words) {
        for (const Row& row : evidence.database.rows(sql))
            findings.push_back(fmt::format("report {} {}", row.at("id"), words));
    };
    each("select id from report where (version = 1) <> (supersedes is null)",
         "is a first version with a predecessor, or a later one without");
    each(
        "select r.id from report r join report o on o.id = r.supersedes where r.version <> o.version + 1 or "
        "r.student_id <> o.student_id "
        "or r.receipt_number <> o.receipt_number or o.is_current",
        "does not continue the version before it");
    each(
        "select r.id from report r where not r.is_current and r.state <> 'withdrawn' and not exists (select 1 from "
        "report n where n.supersedes = r.id)",
        "is neither current nor replaced nor withdrawn");
    each("select min(id) as id from report where is_current group by student_id, first_day, kind having count(*) > 1",
         "is one of several current ones");
    return findings;
}

Findings acknowledged_by_who_may(const Evidence& evidence) {
    Findings findings;
    for (const Row& row :
         evidence.database.rows("select r.id from report r join student s on s.id = r.student_id where r.state = "
                                "'acknowledged' and not exists ("
                                "select 1 from relation l where l.person_id = r.acknowledged_by and l.school_id = "
                                "r.school_id and l.student_id is null "
                                "and (l.grade is null or (l.grade = s.grade and l.class_label = s.class_label)))"))
        findings.push_back(fmt::format("report {} was acknowledged by somebody without the right", row.at("id")));
    // Everybody reads the cards until the end: what is current has been acknowledged by somebody.
    for (const Row& row : evidence.database.rows("select id from report where is_current and state = 'submitted'"))
        findings.push_back(
            fmt::format("report {} was never acknowledged though its teachers read everything", row.at("id")));
    return findings;
}

Findings every_report_has_its_receipt(const Evidence& evidence) {
    Findings findings;
    for (const Row& row : evidence.database.rows(
             "select r.id, o.state from report r left join outbox o on o.dedup = 'turn:' || r.source_inbox_id "
             "where o.state is distinct from 1"))
        findings.push_back(fmt::format("the receipt of report {} {}", row.at("id"),
                                       row.contains("state") ? "ended in state " + row.at("state") : "has no row"));
    std::map<std::string, std::set<int>> shown;
    for (const Guardian& guardian : evidence.town.guardians)
        shown[std::to_string(guardian.id.value)] = receipts_on_screen(evidence, guardian.line_user);
    for (const Row& row : evidence.database.rows("select id, reporter_id, receipt_number from report"))
        if (!shown[row.at("reporter_id")].contains(std::stoi(row.at("receipt_number"))))
            findings.push_back(fmt::format("receipt {} is not on its reporter's screen", row.at("receipt_number")));
    return findings;
}

}  // namespace todoke::morning
