#include "bot/outbox/riders.hpp"
#include "bot/sweep/follow_up.hpp"

#include <algorithm>

namespace todoke {
namespace {

constexpr int groups_at_once = 50;
// With the longest remarks ten rows stay below what a platform takes in one card; more become a second list.
constexpr std::size_t rows_per_list = 10;

bool belongs_on_list(const ClaimedMessage& held) {
    return held.draft.messages.size() == 1 && held.draft.messages.front().key.starts_with("staff.report_");
}

// One row of the list: the card's own arguments and the press that acknowledges it.
Value list_row(const Message& card) {
    Value row = card.args;
    row.set("token", card.nonce + "..acknowledge");
    return row;
}

bool waits_for_the_day(const ClaimedMessage& held) { return held.draft.ride != Ride::no; }

// The day's passings as one message, unless only an answer could have taken them: those end at their claim, with the
// reason.
void end_day(Transaction& tx, const std::vector<ClaimedMessage>& group, Instant now) {
    const bool leaves =
        std::ranges::any_of(group, [](const ClaimedMessage& held) { return held.draft.ride == Ride::until_due; });
    if (!leaves || group.size() == 1) {
        for (const ClaimedMessage& held : group) tx.outbox().release_held(held.id, now);
        return;
    }
    std::vector<const Message*> notices;
    std::vector<OutboxId> folded;
    for (const ClaimedMessage& held : group) {
        notices.push_back(&held.draft.messages.front());
        folded.push_back(held.id);
    }
    OutboxDraft digest = group.front().draft;
    digest.student.reset();
    digest.fold_key.clear();
    digest.ride = Ride::no;
    digest.run_at = now;
    digest.dedup = "digest:" + std::to_string(folded.front().value) + ":" + std::to_string(digest.contact.value);
    digest.why = "the day's passings, as one message";
    digest.messages = {digest_of(notices)};
    const auto added = tx.outbox().add({std::move(digest)}, now);
    tx.outbox().fold_into(folded, added.front(), now);
}

OutboxDraft list_of(const std::vector<const ClaimedMessage*>& rows, Instant now) {
    const ClaimedMessage& first = *rows.front();
    OutboxDraft draft = first.draft;
    draft.student.reset();
    draft.about_report.reset();
    draft.fold_key.clear();
    draft.run_at = now;
    draft.dedup = "list:" + std::to_string(first.id.value) + ":" + std::to_string(first.draft.contact.value);
    draft.why = "what came outside staff hours, as one list";
    Message list;
    list.key = "staff.report_list";
    Value items = Value::array();
    for (const ClaimedMessage* row : rows) items.push_back(list_row(row->draft.messages.front()));
    list.args = Value::object({{"count", static_cast<std::int64_t>(rows.size())}, {"items", std::move(items)}});
    draft.messages = {std::move(list)};
    return draft;
}

}  // namespace

bool QuietHoursSweep::tick(Instant now) {
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto groups = tx.outbox().held_groups(now, groups_at_once);
        for (const auto& group : groups) {
            if (waits_for_the_day(group.front())) {
                end_day(tx, group, now);
                continue;
            }
            std::vector<const ClaimedMessage*> foldable;
            for (const ClaimedMessage& held : group) {
                if (group.size() > 1 && belongs_on_list(held))
                    foldable.push_back(&held);
                else
                    tx.outbox().release_held(held.id, now);
            }
            for (std::size_t begin = 0; begin < foldable.size(); begin += rows_per_list) {
                const std::size_t end = std::min(begin + rows_per_list, foldable.size());
                const std::vector<const ClaimedMessage*> rows(foldable.begin() + static_cast<std::ptrdiff_t>(begin),
                                                              foldable.begin() + static_cast<std::ptrdiff_t>(end));
                if (rows.size() == 1) {
                    tx.outbox().release_held(rows.front()->id, now);
                    continue;
                }
                const auto list = tx.outbox().add({list_of(rows, now)}, now);
                std::vector<OutboxId> folded;
                for (const ClaimedMessage* row : rows) folded.push_back(row->id);
                tx.outbox().fold_into(folded, list.front(), now);
            }
        }
        return !groups.empty();
    });
}

}  // namespace todoke
