// One row per student and day: each child is in exactly one bucket, and only these moves exist.
#pragma once

#include <optional>
#include <string_view>

namespace todoke {

enum class Presence {
    expected,  // enrolled, nothing known yet
    arrived,   // scanned in or seen by staff
    absent,    // reported or answered
    late,      // reported or answered; due at the promised time plus grace
    excused,   // trip, closure of the class, exempt
    open,      // the cut-off passed in silence: somebody is looking
    closed,    // a person ended the search with a reason
};

// What moves it.
enum class PresenceCause {
    scan_in,
    report_absent,
    report_late,
    report_coming,
    report_withdrawn,
    answer_absent,
    answer_late,
    seen_by_staff,
    cut_off,
    late_overdue,
    closed_by_staff,
    excused_by_staff
};

const char* to_text(Presence presence);
std::optional<Presence> presence_from(std::string_view text);
const char* to_text(PresenceCause cause);

struct PresenceMove {
    Presence to;
    bool staff_told = false;   // contradiction: reported absent but scanned
    bool ends_search = false;  // an open case is resolved by it
};

// nullopt: this cause changes nothing from there (arrived never goes back by itself).
std::optional<PresenceMove> move_presence(Presence from, PresenceCause cause);

}  // namespace todoke
