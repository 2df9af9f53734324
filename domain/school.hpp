// Everything a school chooses, as read from its YAML: a plain value, replaced as a whole when the file changes.
#pragma once

#include "domain/escalation/policy.hpp"
#include "domain/ids.hpp"
#include "domain/message/message.hpp"
#include "domain/time.hpp"

#include <chrono>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

struct Reason {
    std::string code;  // stable: "fever"
    Words label;
    std::string register_type;  // proposed for the register: 欠席 "absence", 出席停止 "suspension", 忌引 "bereavement";
                                // staff decide
    bool needs_remarks = false;         // その他
    std::vector<std::string> synonyms;  // free text that means it: 熱, 発熱, 38度
};

struct ReportKind {
    std::string code;  // "absence_sick", "absence_other", "late", "coming"
    Words label;       // 欠席（病欠）
    enum class Effect { absent, late, coming, leaves_early, none } effect = Effect::none;  // on the presence of the day
    TimeOfDay deadline;        // on the day itself, in the school's zone; exactly this second is in time
    bool late_notice = false;  // after the deadline: accept as late notice instead of pointing to the telephone
    bool asks_expected_time = false;
    bool needs_absence = false;  // offered only when an absence exists for that day (登校)
    bool same_day_only = false;
    int days_ahead = 0;     // how many days ahead may be reported
    int longest_range = 1;  // days
    std::vector<Reason> reasons;
    std::vector<std::string> synonyms;
};

struct ScanPolicy {
    enum class Notice {
        all,
        first_in_last_out,
        exceptions,  // only what deviates: see judge_scan
        pull,        // nobody is told; the family asks for the day when it wants to know
    };
    std::optional<Notice> notice;               // nullopt: what the account's quota allows
    std::optional<TimeOfDay> usual_home_time;   // a passing outwards before it deviates
    std::chrono::minutes impossible_within{2};  // the same credential at two gates within this time is flagged
    std::chrono::minutes repeat_within{5};      // one notice per student and direction in this time
};

struct GateSettings {
    std::string code;  // "main"
    Words label;       // 正門
};

// A number to call at once when a message speaks of danger: 110, 119, a children's line. The school's own telephone is
// always said beside them.
struct HelpLine {
    std::string phone;
    Words label;
};

struct Limits {
    int guardians_per_student = 3;
    int addresses_per_guardian = 2;
};

struct School {
    SchoolId id;       // from the database, by code
    std::string code;  // "aoba"
    Words name;
    Words short_name;   // for subjects: あおば小
    std::string phone;  // to tap: "0144-00-0000"
    Words phone_hours;
    std::vector<HelpLine> help_lines;
    std::vector<std::string> danger_words;  // answered with them, beside the words every school has
    std::string zone_name;                  // "Asia/Tokyo"
    const ZoneRules* zone = nullptr;
    std::string stage;                                         // "elementary", "junior_high", "high", "hall"
    std::map<std::string, std::string, std::less<>> accounts;  // channel → account
    std::map<std::string, std::vector<std::string>, std::less<>> tenants;  // channel → allowed tenants (Teams)
    TimeOfDay staff_from, staff_until;   // staff contacts are quiet outside, alarms excepted
    std::vector<SchoolDay> closed_days;  // a school day is a weekday outside these
    std::vector<SchoolDay> term_ends;    // last day of each term, in order; empty: the usual three
    std::vector<TimeOfDay> periods;      // when 1時間目, 2時間目 … begin; empty where the school does not say
    bool takes_reports = true;           // a children's hall has scans only
    bool students_report = false;        // high school: the student may report
    std::vector<ReportKind> kinds;
    std::chrono::minutes acknowledge_within{15};  // unread report goes to the next staff member (within staff hours)
    // 確認済 without words, where a message costs: with the next answer (or by mail), or at once.
    enum class AcknowledgementNotice { with_reply, push } acknowledgement_notice = AcknowledgementNotice::with_reply;
    ScanPolicy scans;
    std::vector<GateSettings> gates;
    std::optional<EscalationPolicy> escalation;
    Limits limits;
    std::string honorific;  // text key suffix: "san" unless the school sets another

    const ReportKind* kind(std::string_view code) const;
    const GateSettings* gate(std::string_view code) const;
};

const Reason* find_reason(const ReportKind& kind, std::string_view code);
bool is_school_day(const School& school, SchoolDay day);
SchoolDay local_day(const School& school, Instant now);
bool in_staff_hours(const School& school, Instant now);      // only on school days
Instant next_staff_time(const School& school, Instant now);  // `now` inside staff hours, else their next start

}  // namespace todoke
