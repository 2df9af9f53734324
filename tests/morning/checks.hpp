// The invariants of reliability.md 15 that apply already: the doubles' books against the database. Each check returns
// what is wrong, in words; nothing means that it holds.
#pragma once

#include "tests/morning/database.hpp"
#include "tests/morning/journal.hpp"
#include "tests/morning/platforms.hpp"

#include <filesystem>
#include <string>
#include <vector>

namespace todoke::morning {

struct Evidence {
    const Database& database;
    const Town& town;
    const Journal& journal;
    Platforms& platforms;
    std::vector<std::filesystem::path> logs;
};

using Findings = std::vector<std::string>;
struct Check {
    const char* name;
    Findings (*run)(const Evidence&);
};
const std::vector<Check>& all_checks();

// How much there was to check; a morning in which nothing happened proves nothing.
struct Volume {
    std::size_t webhooks = 0, events = 0, pushes = 0, replies = 0, retried_pushes = 0, cards = 0, mails = 0;
};
Volume volume_of(const Evidence& evidence);

// checks_inbound.cpp
Findings accepted_is_stored_once(const Evidence&);
Findings stored_was_accepted_or_retried(const Evidence&);
Findings scans_are_stored_once(const Evidence&);
Findings nothing_waits(const Evidence&);
Findings left_out_is_listed(const Evidence&);
Findings doors_answer_honestly(const Evidence&);
// checks_reports.cpp
Findings sent_is_one_report(const Evidence&);
Findings people_hold_the_truth(const Evidence&);
Findings versions_form_chains(const Evidence&);
Findings acknowledged_by_who_may(const Evidence&);
Findings every_report_has_its_receipt(const Evidence&);
// checks_outbound.cpp
Findings every_message_ends(const Evidence&);
Findings line_executes_once(const Evidence&);
Findings teams_copies_are_bounded(const Evidence&);
Findings mail_copies_are_bounded(const Evidence&);
Findings nothing_leaves_without_a_row(const Evidence&);
Findings sent_is_on_a_screen(const Evidence&);
// checks_day.cpp
Findings steps_fire_once(const Evidence&);
Findings cases_and_days_agree(const Evidence&);
Findings ledger_adds_up(const Evidence&);
Findings cut_off_ran_once(const Evidence&);
Findings no_lease_is_left(const Evidence&);
Findings logs_are_clean(const Evidence&);

}  // namespace todoke::morning
