#include "adapters/yaml/escalation_reader.hpp"

#include <algorithm>

namespace todoke::yaml {
namespace {

enum class Audience { guardian, student, staff };

// What a step can say, to whom, and the answers it offers unless the school chooses its own.
struct StepMessage {
    std::string key;
    Audience audience;
    std::vector<std::string> choices;
};

const std::vector<StepMessage>& step_messages() {
    static const std::vector<StepMessage> all = {
        {"case.ask_classroom", Audience::staff, {"present", "not_present"}},
        {"case.ask_guardian", Audience::guardian, {"absent", "late", "left_home", "unknown", "phone_me"}},
        {"case.ask_student", Audience::student, {"absent", "late", "on_my_way", "phone_me"}},
        {"case.ask_teacher", Audience::staff, {"found", "contacted", "close"}},
        {"case.call_list", Audience::staff, {"found", "contacted", "close"}},
    };
    return all;
}

const std::vector<std::string> known_choices = {"present",   "not_present", "absent",  "late",
                                                "left_home", "on_my_way",   "unknown", "phone_me",
                                                "found",     "contacted",   "close"};

const std::vector<std::string>& role_names() {
    static const std::vector<std::string> names = {
        to_text(Role::guardian),         to_text(Role::student),
        to_text(Role::homeroom_teacher), to_text(Role::deputy_homeroom_teacher),
        to_text(Role::vice_principal),   to_text(Role::office),
        to_text(Role::hall_staff)};
    return names;
}

Audience audience_of(Role role) {
    if (role == Role::guardian) return Audience::guardian;
    return role == Role::student ? Audience::student : Audience::staff;
}

const char* expected_roles(Audience audience) {
    switch (audience) {
        case Audience::guardian:
            return "guardian";
        case Audience::student:
            return "student";
        case Audience::staff:
            break;
    }
    return "members of staff";
}

const StepMessage* read_message(Section& section, SettingProblems& problems) {
    const std::string key = section.text("message");
    const auto found = std::ranges::find(step_messages(), key, &StepMessage::key);
    if (found != step_messages().end()) return &*found;
    std::vector<std::string> keys;
    for (const auto& message : step_messages()) keys.push_back(message.key);
    if (const SettingNode* node = section.node("message"); node && !key.empty())
        problems.add(node->position, "'message': unknown message '" + key + "'; " + did_you_mean(key, keys));
    return nullptr;
}

// The entries of a list of words that must come from `known`; each complaint stands at its own entry.
std::vector<std::string> chosen(Section& section, std::string_view key, std::string_view what,
                                const std::vector<std::string>& known, SettingProblems& problems) {
    std::vector<std::string> all;
    const auto texts = section.texts(key);
    const SettingNode* node = section.node(key);
    std::size_t item = 0;
    for (const auto& text : texts) {
        const bool listed = node->kind == SettingNode::Kind::sequence;
        while (listed && item < node->items.size() && node->items[item].scalar != text) ++item;
        const Position& at = listed && item < node->items.size() ? node->items[item].position : node->position;
        if (std::ranges::find(known, text) == known.end())
            problems.add(at, "unknown " + std::string(what) + " '" + text + "'; " + did_you_mean(text, known));
        else if (std::ranges::find(all, text) != all.end())
            problems.add(at, "the " + std::string(what) + " '" + text + "' is already in this list; expected it once");
        else
            all.push_back(text);
        ++item;
    }
    return all;
}

EscalationStep read_step(Section& section, const SchoolReading& reading, std::set<std::string>& names) {
    EscalationStep step;
    step.name = code(section, "name");
    unique(section, "name", step.name, names);
    for (const auto& name : chosen(section, "ask", "role", role_names(), reading.problems))
        step.ask.push_back(*role_from(name));
    const SettingNode* ask = section.node("ask");
    if (!ask || ask->kind == SettingNode::Kind::null ||
        (ask->kind == SettingNode::Kind::sequence && ask->items.empty()))
        section.problem("ask", "expected who is asked, such as [homeroom_teacher]");
    step.first_available = section.flag_or("first_available", false);
    step.all_contacts = section.flag_or("all_contacts", true);
    step.wait = some_minutes(section, "wait", step.wait);

    const StepMessage* message = read_message(section, reading.problems);
    step.choices = chosen(section, "choices", "choice", known_choices, reading.problems);
    if (message) {
        step.message = message->key;
        if (!section.has("choices")) step.choices = message->choices;
        const bool fits =
            std::ranges::all_of(step.ask, [&](Role role) { return audience_of(role) == message->audience; });
        if (!fits)
            section.problem("ask", "'" + message->key + "' is written for " + expected_roles(message->audience) +
                                       "; expected only these to be asked");
        // Follows from the message: a question to the family is exactly what a broken gate must not send to everybody.
        step.faces_family = message->audience != Audience::staff;
        // A family is asked at every address at once; staff have one desk, and the ladder behind it.
        if (!section.has("all_contacts")) step.all_contacts = step.faces_family;
    }
    if (section.has("choices") && step.choices.empty())
        section.problem("choices", "expected at least one answer, such as [found, contacted, close]");
    section.finish();
    return step;
}

}  // namespace

EscalationPolicy read_escalation(Section section, const SchoolReading& reading) {
    EscalationPolicy policy;
    policy.cut_off = section.time("cut_off");
    std::set<std::string> names;
    auto steps = section.sections("steps");
    for (Section& step : steps) policy.steps.push_back(read_step(step, reading, names));
    if (steps.empty()) {
        section.problem("steps", "expected at least one step");
    } else if (policy.steps.back().faces_family) {
        steps.back().problem("message",
                             "the last step is repeated until somebody closes the case; "
                             "expected one for staff, such as case.call_list");
    }
    policy.remind_every = some_minutes(section, "remind_every", policy.remind_every);
    policy.pause_on_acknowledge = some_minutes(section, "pause_on_acknowledge", policy.pause_on_acknowledge);
    policy.hold_release = section.minutes_or("hold_release", policy.hold_release);
    policy.gate_silent_after = some_minutes(section, "gate_silent_after", policy.gate_silent_after);
    policy.too_many_at_least =
        static_cast<int>(section.integer_or("too_many_at_least", policy.too_many_at_least, 1, 10'000));
    policy.too_many_percent = static_cast<int>(section.integer_or("too_many_percent", policy.too_many_percent, 1, 100));
    policy.late_grace = section.minutes_or("late_grace", policy.late_grace);
    section.finish();
    return policy;
}

}  // namespace todoke::yaml
