// What a school does about a child who has neither arrived nor been reported: an ordered list of steps, each asking
// somebody something and giving them time. A case keeps a snapshot of it, so that later edits do not bend a running
// search.
#pragma once

#include "domain/people/role.hpp"
#include "domain/time.hpp"
#include "domain/value.hpp"

#include <chrono>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

struct EscalationStep {
    std::string name;              // "classroom", "guardians", "guardians_again": unique within the policy
    std::vector<Role> ask;         // who is asked, all of them
    bool first_available = false;  // only the first of `ask` who exists (homeroom teacher, else deputy)
    std::string message;  // text key: "case.ask_classroom", "case.ask_guardian", "case.ask_student", "case.call_list"
    std::vector<std::string> choices;  // codes offered: "present", "not_present", "absent", "late", "left_home",
                                       // "unknown", "phone_me", "found", "close"
    bool all_contacts = true;      // every address of the person at once, or the preferred one with the ladder behind
    std::chrono::minutes wait{5};  // silence for this long means: go on with the next step
    bool faces_family = false;     // held back while the case asks staff first
};

struct EscalationPolicy {
    TimeOfDay cut_off;  // after roll call; demo 08:35
    std::vector<EscalationStep> steps;
    std::chrono::minutes remind_every{5};  // the last step, until a person closes the case
    std::chrono::minutes pause_on_acknowledge{10};
    std::chrono::minutes hold_release{15};  // staff-first cases go to guardians by themselves after this; 0 = never
    std::chrono::minutes gate_silent_after{2};
    int too_many_at_least = 10;  // staff first when more than max(this, share × expected) children open at once
    int too_many_percent = 15;
    std::chrono::minutes late_grace{
        15};  // a late child who has not arrived this long after the promised time opens a case
};

// Whether this step is told to the group chat of the staff as well: when it asks staff and the family was asked before
// it. The first look into the classroom is nobody else's business.
bool reaches_staff_group(const EscalationPolicy& policy, int step);

Value to_value(const EscalationPolicy& policy);  // the snapshot of a case
std::optional<EscalationPolicy> policy_from(const Value& value);

}  // namespace todoke
