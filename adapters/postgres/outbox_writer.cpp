// The outbox inside a transaction: messages are written with what causes them.
#include "adapters/postgres/families.hpp"
#include "adapters/postgres/outbox_rows.hpp"
#include "generated/sql/outbox.hpp"

#include <algorithm>
#include <map>

namespace todoke::postgres {
namespace {

// A UUID of version 4 in its 16 raw bytes.
std::string new_uuid(Random& random) {
    std::string bytes = random.bytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    return bytes;
}

class SqlOutboxWriter : public OutboxWriter {
public:
    explicit SqlOutboxWriter(Context& context) : context_(context) {}

    std::vector<OutboxId> add(const std::vector<OutboxDraft>& drafts, Instant now) override;

    std::optional<Sent> find_sent(const std::string& channel, const std::string& account,
                                  const std::string& provider_id, PersonId person) override {
        if (provider_id.empty()) return std::nullopt;
        return sent(context_.db.run(sql::outbox_find_sent, channel, account, provider_id, person));
    }
    std::optional<Sent> find_sent_as(const std::string& channel, const std::string& account,
                                     const std::string& provider_id, const std::string& dedup_prefix) override {
        if (provider_id.empty()) return std::nullopt;
        return sent(context_.db.run(sql::outbox_find_sent_as, channel, account, provider_id, dedup_prefix));
    }

    std::vector<Past> notices_to(PersonId person, Instant since, int limit) override {
        return past(context_.db.run(sql::outbox_notices_to, person, since, limit));
    }
    std::vector<Past> last_to(ContactId contact, int limit) override {
        return past(context_.db.run(sql::outbox_last_to, contact, limit));
    }

    std::optional<Past> find_past(const std::string& channel, const std::string& account,
                                  const std::string& provider_id) override {
        auto found = past(context_.db.run(sql::outbox_past, channel, account, provider_id));
        return found.empty() ? std::nullopt : std::optional(std::move(found.front()));
    }

    std::vector<Card> cards_of_report(ReportId report) override {
        return cards(context_.db.run(sql::outbox_cards_of_report, report));
    }
    std::vector<Card> cards_of_case(CaseId id) override {
        return cards(context_.db.run(sql::outbox_cards_of_case, id));
    }

    int suppress_pending(std::optional<ReportId> report, std::optional<CaseId> about_case,
                         const std::string& dedup_prefix, const std::string& reason, Instant now) override {
        // Without any condition this would silence a whole city.
        if (!report && !about_case && dedup_prefix.empty())
            throw StoreFailure({FailureCode::misconfigured, "suppress_pending without a condition", ""});
        return static_cast<int>(
            context_.db.run(sql::outbox_suppress, report, about_case, dedup_prefix, reason, now).affected());
    }

    int suppress_waiting(const std::string& dedup_prefix, const std::string& reason, Instant now) override {
        return static_cast<int>(context_.db.run(sql::outbox_suppress_waiting, dedup_prefix, reason, now).affected());
    }

    std::vector<StrandedMessage> stranded(Instant now, int limit) override;

    void mark_laddered(OutboxId id, Instant now) override { context_.db.run(sql::outbox_mark_laddered, id, now); }

    bool any_sent(const std::string& dedup_prefix) override {
        return context_.db.run(sql::outbox_any_sent, dedup_prefix).one().get<bool>(0);
    }

    std::vector<std::vector<ClaimedMessage>> held_groups(Instant now, int limit) override {
        std::vector<std::vector<ClaimedMessage>> groups;
        const Result rows = context_.db.run(sql::outbox_held, now, limit);
        for (const Row row : rows) {
            ClaimedMessage held = read_message(context_.sealer, row, false);
            if (groups.empty() || groups.back().front().draft.fold_key != held.draft.fold_key) groups.emplace_back();
            groups.back().push_back(std::move(held));
        }
        return groups;
    }

    void release_held(OutboxId id, Instant now) override { context_.db.run(sql::outbox_release, id, now); }

    void fold_into(const std::vector<OutboxId>& folded, OutboxId into, Instant now) override {
        context_.db.run(sql::outbox_fold, folded, into, now);
    }

    std::vector<Fate> untold_fates(Instant, int limit) override {
        std::vector<Fate> fates;
        const Result rows = context_.db.run(sql::outbox_untold_fates, limit);
        for (const Row row : rows)
            fates.push_back({row.get<OutboxId>("id"), read_draft(context_.sealer, row), row.get<bool>("sent"),
                             row.get<std::string>("reason")});
        return fates;
    }

    void mark_fate_told(OutboxId id, Instant now) override { context_.db.run(sql::outbox_mark_fate_told, id, now); }

private:
    std::vector<Past> past(const Result& rows) {
        std::vector<Past> all;
        for (const Row row : rows) all.push_back({read_draft(context_.sealer, row), row.get<Instant>("sent_at")});
        return all;
    }

    static std::optional<Sent> sent(const Result& rows) {
        if (rows.empty()) return std::nullopt;
        Sent sent{rows[0].get<OutboxId>(0), rows[0].get<PersonId>(1), std::nullopt, std::nullopt,
                  rows[0].get<std::string>(4)};
        if (!rows[0].is_null(2)) sent.report = rows[0].get<ReportId>(2);
        if (!rows[0].is_null(3)) sent.about_case = rows[0].get<CaseId>(3);
        return sent;
    }
    static std::vector<Card> cards(const Result& rows) {
        std::vector<Card> all;
        for (const Row row : rows)
            all.push_back({row.get<OutboxId>(0), row.get<std::string>(1), row.get<ContactId>(2), row.get<PersonId>(3),
                           row.get<RelationId>(4), row.get<std::string>(5), row.get<bool>(6)});
        return all;
    }

    Context& context_;
};

std::vector<OutboxId> SqlOutboxWriter::add(const std::vector<OutboxDraft>& drafts, Instant now) {
    std::vector<OutboxId> ids(drafts.size());
    if (drafts.empty()) return ids;
    const auto column = [&](auto value_of) {
        Param::Items items;
        items.reserve(drafts.size());
        for (const OutboxDraft& draft : drafts) items.push_back(Param(value_of(draft)));
        return Param(std::move(items));
    };
    // Made first, because parameters only borrow their bytes.
    std::vector<std::string> keys, bodies, strangers, updates, nonces;
    for (const OutboxDraft& draft : drafts) {
        if (!draft.contact && draft.address_for_unlinked.empty())
            throw StoreFailure({FailureCode::misconfigured, "a message without an address: " + draft.why, ""});
        keys.push_back(new_uuid(context_.random));
        bodies.push_back(seal_body(context_.sealer, draft));
        strangers.push_back(draft.contact ? std::string() : seal_stranger(context_.sealer, draft));
        const auto first_of = [&](std::string Message::* member) {
            const auto found =
                std::ranges::find_if(draft.messages, [&](const Message& m) { return !(m.*member).empty(); });
            return found == draft.messages.end() ? std::string() : (*found).*member;
        };
        updates.push_back(first_of(&Message::updates));
        nonces.push_back(first_of(&Message::nonce));
    }
    const auto made = [](const std::vector<std::string>& texts) {
        Param::Items items;
        for (const std::string& text : texts) items.push_back(or_null(text));
        return Param(std::move(items));
    };
    const auto leaves_at = [now](const OutboxDraft& draft) { return std::max(draft.run_at, now); };
    const Result rows = context_.db.run(
        sql::outbox_add, column([](const auto& d) { return std::string_view(d.dedup); }), made(keys),
        column([](const auto& d) { return or_null(d.contact); }),
        column([](const auto& d) { return or_null(d.person); }),
        column([](const auto& d) { return or_null(d.relation); }), column([](const auto& d) { return d.school; }),
        column([](const auto& d) { return d.student; }), column([](const auto& d) { return d.about_case; }),
        column([](const auto& d) { return d.about_report; }), column([](const auto& d) { return d.step; }),
        column([](const auto& d) { return static_cast<int>(d.message_class); }),
        column([](const auto& d) { return std::string_view(d.channel); }),
        column([](const auto& d) { return std::string_view(d.account); }), made(strangers), made(updates), made(nonces),
        column([](const auto& d) { return std::string_view(d.why); }), made(bodies), column([](const auto& d) {
            return d.reply_token.empty() ? std::optional<Instant>() : std::optional(d.reply_until);
        }),
        column([](const auto& d) { return d.must_arrive; }),
        column([](const auto& d) { return or_null(std::string_view(d.fold_key)); }),
        column([](const auto& d) { return or_null(d.tell_fate_to); }), column(leaves_at),
        column([&](const auto& d) { return leaves_at(d) + give_up_after(d.message_class); }), now,
        column([](const auto& d) { return static_cast<int>(d.ride); }));
    std::map<std::string_view, std::size_t> places;
    for (std::size_t i = drafts.size(); i-- > 0;) places[drafts[i].dedup] = i;  // of equal ones the first
    for (const Row row : rows) ids[places.at(row.bytes(1))] = row.get<OutboxId>(0);
    return ids;
}

std::vector<StrandedMessage> SqlOutboxWriter::stranded(Instant now, int limit) {
    std::vector<int> classes;
    std::vector<Duration> patience;
    for (int one = 0; one <= static_cast<int>(MessageClass::bulk); ++one) {
        if (const auto wait = next_rung_after(static_cast<MessageClass>(one))) {
            classes.push_back(one);
            patience.push_back(*wait);
        }
    }
    std::vector<StrandedMessage> all;
    const Result rows = context_.db.run(sql::outbox_stranded, now, classes, patience, limit);
    for (const Row row : rows) {
        StrandedMessage one;
        one.id = row.get<OutboxId>("id");
        one.draft = read_draft(context_.sealer, row);
        one.contact = one.draft.contact;
        one.failed = row.get<bool>("failed");
        one.reason = row.get<std::string>("reason");
        all.push_back(std::move(one));
    }
    return all;
}

}  // namespace

std::unique_ptr<OutboxWriter> make_outbox_writer(Context& context) {
    return std::make_unique<SqlOutboxWriter>(context);
}

}  // namespace todoke::postgres
