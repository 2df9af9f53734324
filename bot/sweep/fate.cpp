#include "bot/sweep/follow_up.hpp"
#include "bot/usecases/describe.hpp"
#include "bot/usecases/next_rung.hpp"

namespace todoke {

bool FateSweep::tick(Instant now) {
    return sweep_transaction(store_, environment_.log, name(), [&](Transaction& tx) {
        const auto fates = tx.outbox().untold_fates(now, 100);
        for (const auto& fate : fates) {
            tx.outbox().mark_fate_told(fate.id, now);
            // Its author may have heard that it was sent, which is no longer the last word unless it arrived elsewhere.
            const bool lost_later = !fate.sent && fate.reason.starts_with(came_back);
            if (lost_later && tx.outbox().any_sent(dedup_stem(fate.draft.dedup))) continue;
            const auto student = fate.draft.student ? tx.people().student(*fate.draft.student) : std::nullopt;
            const auto report =
                fate.draft.about_report ? tx.reports().find(*fate.draft.about_report, false) : std::nullopt;
            if (!student || !report) continue;
            const auto notes = tx.reports().notes(report->id);
            if (notes.empty()) continue;
            const PersonId author = notes.back().author;
            OutboxDraft draft;
            draft.contact = fate.draft.tell_fate_to;
            draft.person = author;
            draft.school = fate.draft.school;
            draft.student = student->id;
            draft.about_report = report->id;
            draft.message_class = MessageClass::staff;
            // Named without the address: the first word about these words is the only one.
            draft.dedup = (lost_later ? "fate-after-all:" : "fate:") +
                          fate.draft.dedup.substr(0, fate.draft.dedup.rfind(':')) + ":" +
                          std::to_string(draft.contact.value);
            draft.why = "wrote to the family; hears what became of it";
            draft.run_at = now;
            Message message;
            message.key = fate.sent ? "staff.reply_sent" : "staff.reply_failed";
            message.args = Value::object({{"child", describe::child(*student)}});
            if (!fate.sent) message.args.set("phone", tx.people().person(report->reporter).phone);
            draft.messages = {std::move(message)};
            for (const Contact& contact : tx.people().contacts_of(author))
                if (contact.id == draft.contact) {
                    draft.channel = contact.channel;
                    draft.account = contact.account;
                }
            if (!draft.channel.empty()) tx.outbox().add({draft}, now);
        }
        return !fates.empty();
    });
}

}  // namespace todoke
