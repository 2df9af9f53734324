#include "bot/forms/withdrawal.hpp"

#include "bot/usecases/report_cards.hpp"

#include <algorithm>

namespace todoke::withdrawal {
namespace {

constexpr const char* sources_key = "typed";
constexpr std::size_t most_sources = 50;

// What is on the staff's card stays there; they learn that the sender would rather not have written it.
void tell_staff(Turn& turn, ReportId id) {
    const auto report = turn.tx.reports().find(id, false);
    if (!report || !report->is_current) return;
    const auto student = turn.tx.people().student(report->student);
    const School* school = turn.schools.find(report->school);
    if (!student || !school) return;
    turn.tx.audit("report.words_withdrawn", report->reporter, "report", id.value, turn.now);
    tell_staff_of_withdrawn_words(turn.tx, turn.environment, *school, *student, *report, turn.now);
}

}  // namespace

std::vector<std::string> sources(const Turn& turn) {
    std::vector<std::string> ids;
    for (const Value& id : turn.conversation.state[sources_key].items()) ids.push_back(id.as_string());
    return ids;
}

void note_source(Turn& turn) {
    if (turn.inbound.message_id.empty()) return;
    Value ids = turn.conversation.state[sources_key];
    if (!ids.is_array()) ids = Value::array();
    if (ids.items().size() < most_sources) ids.push_back(turn.inbound.message_id);
    turn.conversation.state.set(sources_key, std::move(ids));
}

void take_back(Turn& turn, const std::string& message_id) {
    if (message_id.empty()) return;
    const auto ids = sources(turn);
    if (std::ranges::find(ids, message_id) != ids.end()) turn.conversation.state = Value::object();
    for (const ReportId report : turn.tx.withdrawals().take_back(turn.conversation.key, message_id, turn.now))
        tell_staff(turn, report);
}

}  // namespace todoke::withdrawal
