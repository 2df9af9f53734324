#include "domain/escalation/policy.hpp"

#include <algorithm>

namespace todoke {
namespace {

Value strings(const std::vector<std::string>& list) {
    Value result = Value::array();
    for (const std::string& item : list) result.push_back(item);
    return result;
}

Value to_value(const EscalationStep& step) {
    Value ask = Value::array();
    for (const Role role : step.ask) ask.push_back(to_text(role));
    return Value::object({{"name", step.name},
                          {"ask", std::move(ask)},
                          {"first_available", step.first_available},
                          {"message", step.message},
                          {"choices", strings(step.choices)},
                          {"all_contacts", step.all_contacts},
                          {"wait", step.wait.count()},
                          {"faces_family", step.faces_family}});
}

std::optional<EscalationStep> step_from(const Value& value) {
    if (!value["name"].is_string() || !value["message"].is_string()) return std::nullopt;
    EscalationStep step;
    step.name = value["name"].as_string();
    step.message = value["message"].as_string();
    for (const Value& item : value["ask"].items()) {
        const auto role = role_from(item.as_string());
        if (!role) return std::nullopt;
        step.ask.push_back(*role);
    }
    for (const Value& item : value["choices"].items()) step.choices.push_back(item.as_string());
    step.first_available = value["first_available"].as_bool(step.first_available);
    step.all_contacts = value["all_contacts"].as_bool(step.all_contacts);
    step.wait = std::chrono::minutes{value["wait"].as_integer(step.wait.count())};
    step.faces_family = value["faces_family"].as_bool(step.faces_family);
    return step;
}

std::chrono::minutes minutes_or(const Value& value, std::chrono::minutes fallback) {
    return std::chrono::minutes{value.as_integer(fallback.count())};
}

}  // namespace

bool reaches_staff_group(const EscalationPolicy& policy, int step) {
    const auto index = static_cast<std::size_t>(step);
    if (step < 0 || index >= policy.steps.size() || policy.steps[index].faces_family) return false;
    return std::any_of(policy.steps.begin(), policy.steps.begin() + step,
                       [](const EscalationStep& earlier) { return earlier.faces_family; });
}

Value to_value(const EscalationPolicy& policy) {
    Value steps = Value::array();
    for (const EscalationStep& step : policy.steps) steps.push_back(to_value(step));
    return Value::object({{"cut_off", to_hh_mm(policy.cut_off)},
                          {"steps", std::move(steps)},
                          {"remind_every", policy.remind_every.count()},
                          {"pause_on_acknowledge", policy.pause_on_acknowledge.count()},
                          {"hold_release", policy.hold_release.count()},
                          {"gate_silent_after", policy.gate_silent_after.count()},
                          {"too_many_at_least", policy.too_many_at_least},
                          {"too_many_percent", policy.too_many_percent},
                          {"late_grace", policy.late_grace.count()}});
}

std::optional<EscalationPolicy> policy_from(const Value& value) {
    const auto cut_off = parse_hh_mm(value["cut_off"].as_string());
    if (!cut_off || !value["steps"].is_array()) return std::nullopt;
    EscalationPolicy policy;
    policy.cut_off = *cut_off;
    for (const Value& item : value["steps"].items()) {
        auto step = step_from(item);
        if (!step) return std::nullopt;
        policy.steps.push_back(std::move(*step));
    }
    policy.remind_every = minutes_or(value["remind_every"], policy.remind_every);
    policy.pause_on_acknowledge = minutes_or(value["pause_on_acknowledge"], policy.pause_on_acknowledge);
    policy.hold_release = minutes_or(value["hold_release"], policy.hold_release);
    policy.gate_silent_after = minutes_or(value["gate_silent_after"], policy.gate_silent_after);
    policy.late_grace = minutes_or(value["late_grace"], policy.late_grace);
    policy.too_many_at_least = static_cast<int>(value["too_many_at_least"].as_integer(policy.too_many_at_least));
    policy.too_many_percent = static_cast<int>(value["too_many_percent"].as_integer(policy.too_many_percent));
    return policy;
}

}  // namespace todoke
