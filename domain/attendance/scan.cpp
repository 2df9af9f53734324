#include "domain/attendance/scan.hpp"

namespace todoke {
namespace {

using namespace std::chrono_literals;

Duration between(Instant a, Instant b) { return a < b ? b - a : a - b; }

// What a family that is told of exceptions only still wants to know: a child who was looked for, or was not expected
// (reported absent), or comes as late as promised, and one who leaves while the others are in class.
bool deviates(const Scan& scan, const ScanContext& context, const ScanPolicy& policy, const ScanEffect& effect) {
    if (scan.direction == Direction::out) return policy.usual_home_time && context.time < *policy.usual_home_time;
    return effect.move && (effect.move->staff_told || effect.move->ends_search || context.presence == Presence::late);
}

// Why the family is not told; "" = nothing speaks against it.
std::string silence(const Scan& scan, const ScanContext& context, const ScanPolicy& policy, SchoolDay day_of_scan,
                    SchoolDay today, const ScanEffect& effect) {
    if (policy.notice == ScanPolicy::Notice::pull) return "policy_pull";
    // Yesterday's passage is no news; the row of that day is still put right.
    if (day_of_scan != today) return "other_day";
    if (context.last_notice && between(scan.at, *context.last_notice) < policy.repeat_within) return "repeat";
    if (policy.notice == ScanPolicy::Notice::first_in_last_out && scan.direction == Direction::in && !context.first_in)
        return "not_first_in";
    if (policy.notice == ScanPolicy::Notice::exceptions && !deviates(scan, context, policy, effect))
        return "nothing_unusual";
    return "";
}

}  // namespace

const char* to_text(Direction direction) { return direction == Direction::in ? "in" : "out"; }

std::optional<Direction> direction_from(std::string_view text) {
    if (text == "in") return Direction::in;
    if (text == "out") return Direction::out;
    return std::nullopt;
}

const char* to_text(ScanStatus status) {
    switch (status) {
        case ScanStatus::accepted:
            return "accepted";
        case ScanStatus::duplicate:
            return "duplicate";
        case ScanStatus::unknown_credential:
            return "unknown_credential";
        case ScanStatus::revoked_credential:
            return "revoked_credential";
        case ScanStatus::malformed:
            return "malformed";
    }
    return "";
}

ScanEffect judge_scan(const Scan& scan, const ScanContext& context, const ScanPolicy& policy, SchoolDay day_of_scan,
                      SchoolDay today, Instant received_at) {
    ScanEffect effect;
    effect.late_upload = received_at - scan.at > 2min;
    // Two readers at once: one of the two is a copy, and nobody can tell which. Status kept, family not told.
    if (context.last_elsewhere && between(scan.at, *context.last_elsewhere) <= policy.impossible_within) {
        effect.impossible = true;
        effect.reason = "impossible";
        return effect;
    }
    if (scan.direction == Direction::in) effect.move = move_presence(context.presence, PresenceCause::scan_in);
    const std::string silent = silence(scan, context, policy, day_of_scan, today, effect);
    effect.notify_family = silent.empty();
    effect.reason = silent.empty() ? (effect.late_upload ? "passed_late_upload" : "passed") : silent;
    return effect;
}

}  // namespace todoke
