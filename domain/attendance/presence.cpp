#include "domain/attendance/presence.hpp"

#include <array>

namespace todoke {
namespace {

using P = Presence;
using C = PresenceCause;

struct Rule {
    P from;
    C cause;
    PresenceMove move;
};

constexpr PresenceMove quietly(P to) { return {.to = to}; }
constexpr PresenceMove contradiction(P to) { return {.to = to, .staff_told = true}; }
constexpr PresenceMove found(P to) { return {.to = to, .ends_search = true}; }

// Every move there is. Between absent, late and expected the family moves by changing or withdrawing an unread report;
// from arrived, excused and closed nothing leads back by itself.
constexpr std::array rules{
    Rule{P::expected, C::scan_in, quietly(P::arrived)},
    Rule{P::expected, C::seen_by_staff, quietly(P::arrived)},
    Rule{P::expected, C::report_absent, quietly(P::absent)},
    Rule{P::expected, C::report_late, quietly(P::late)},
    Rule{P::expected, C::answer_absent, quietly(P::absent)},
    Rule{P::expected, C::answer_late, quietly(P::late)},
    Rule{P::expected, C::cut_off, quietly(P::open)},
    Rule{P::expected, C::excused_by_staff, quietly(P::excused)},

    Rule{P::late, C::scan_in, quietly(P::arrived)},
    Rule{P::late, C::seen_by_staff, quietly(P::arrived)},
    Rule{P::late, C::late_overdue, quietly(P::open)},
    Rule{P::late, C::report_absent, quietly(P::absent)},
    Rule{P::late, C::answer_absent, quietly(P::absent)},
    Rule{P::late, C::report_withdrawn, quietly(P::expected)},

    Rule{P::absent, C::scan_in, contradiction(P::arrived)},
    Rule{P::absent, C::seen_by_staff, quietly(P::arrived)},
    Rule{P::absent, C::report_late, quietly(P::late)},
    Rule{P::absent, C::report_coming, quietly(P::late)},  // 登校: on the way, so somebody waits for the child
    Rule{P::absent, C::report_withdrawn, quietly(P::expected)},

    Rule{P::open, C::scan_in, found(P::arrived)},
    Rule{P::open, C::seen_by_staff, found(P::arrived)},
    Rule{P::open, C::report_absent, found(P::absent)},
    Rule{P::open, C::report_late, found(P::late)},
    Rule{P::open, C::answer_absent, found(P::absent)},
    Rule{P::open, C::answer_late, found(P::late)},
    Rule{P::open, C::closed_by_staff, found(P::closed)},
};

constexpr std::array presences{P::expected, P::arrived, P::absent, P::late, P::excused, P::open, P::closed};

}  // namespace

const char* to_text(Presence presence) {
    switch (presence) {
        case P::expected:
            return "expected";
        case P::arrived:
            return "arrived";
        case P::absent:
            return "absent";
        case P::late:
            return "late";
        case P::excused:
            return "excused";
        case P::open:
            return "open";
        case P::closed:
            return "closed";
    }
    return "";
}

std::optional<Presence> presence_from(std::string_view text) {
    for (const Presence presence : presences)
        if (text == to_text(presence)) return presence;
    return std::nullopt;
}

const char* to_text(PresenceCause cause) {
    switch (cause) {
        case C::scan_in:
            return "scan_in";
        case C::report_absent:
            return "report_absent";
        case C::report_late:
            return "report_late";
        case C::report_coming:
            return "report_coming";
        case C::report_withdrawn:
            return "report_withdrawn";
        case C::answer_absent:
            return "answer_absent";
        case C::answer_late:
            return "answer_late";
        case C::seen_by_staff:
            return "seen_by_staff";
        case C::cut_off:
            return "cut_off";
        case C::late_overdue:
            return "late_overdue";
        case C::closed_by_staff:
            return "closed_by_staff";
        case C::excused_by_staff:
            return "excused_by_staff";
    }
    return "";
}

std::optional<PresenceMove> move_presence(Presence from, PresenceCause cause) {
    for (const Rule& rule : rules)
        if (rule.from == from && rule.cause == cause) return rule.move;
    return std::nullopt;
}

}  // namespace todoke
