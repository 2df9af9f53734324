// Gates read credentials (tags, QR codes). A scan tells that a credential passed a reader, never that a child is at
// school.
#pragma once

#include "domain/attendance/presence.hpp"
#include "domain/school.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

namespace todoke {

enum class Direction { in, out };
enum class ScanStatus { accepted, duplicate, unknown_credential, revoked_credential, malformed };

const char* to_text(Direction direction);
std::optional<Direction> direction_from(std::string_view text);
const char* to_text(ScanStatus status);

struct Scan {
    std::int64_t seq = 0;    // per gate and epoch, from 1
    std::string credential;  // opaque token
    Instant at{};            // the device's time, any age
    Direction direction = Direction::in;
};

// What is known about the student when the scan is judged.
struct ScanContext {
    Presence presence = Presence::expected;
    std::optional<Instant> last_notice;     // same student and direction
    std::optional<Instant> last_elsewhere;  // newest scan of the same credential at another gate
    bool first_in = true;                   // no earlier inward scan this day
    TimeOfDay time;                         // of the scan, in the school's zone
};

struct ScanEffect {
    std::optional<PresenceMove> move;
    bool notify_family = false;
    bool late_upload = false;  // older than two minutes when it reached us: the text says the true time
    bool impossible = false;   // flagged to staff, status kept
    std::string reason;        // why the family is (not) told, for the explanation of every send
};

ScanEffect judge_scan(const Scan& scan, const ScanContext& context, const ScanPolicy& policy, SchoolDay day_of_scan,
                      SchoolDay today, Instant received_at);

}  // namespace todoke
