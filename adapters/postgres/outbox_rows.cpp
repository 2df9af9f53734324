#include "adapters/postgres/outbox_rows.hpp"

#include "adapters/postgres/people_cells.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* body_column = "outbox.body_sealed";
constexpr const char* stranger_column = "outbox.address_sealed";

template <class T>
std::optional<T> optional_id(const Row& row, std::string_view column) {
    const auto id = row.get<T>(column);
    return id ? std::optional(id) : std::nullopt;
}

}  // namespace

std::string seal_body(Sealer& sealer, const OutboxDraft& draft) {
    Value messages = Value::array();
    for (const Message& message : draft.messages) messages.push_back(to_value(message));
    Value body = Value::object({{"messages", std::move(messages)}});
    if (!draft.reply_token.empty()) body.set("reply_token", draft.reply_token);
    if (!draft.read_token.empty()) body.set("read_token", draft.read_token);
    return seal_value(sealer, draft.school, body, body_column, draft.dedup);
}

std::string seal_stranger(Sealer& sealer, const OutboxDraft& draft) {
    return sealer.seal(draft.school, draft.address_for_unlinked, stranger_column, draft.dedup);
}

OutboxDraft read_draft(Sealer& sealer, const Row& row) {
    OutboxDraft draft;
    draft.contact = row.get<ContactId>("contact_id");
    draft.person = row.get<PersonId>("person_id");
    draft.relation = row.get<RelationId>("relation_id");
    draft.school = row.get<SchoolId>("school_id");
    draft.student = optional_id<StudentId>(row, "student_id");
    draft.about_case = optional_id<CaseId>(row, "case_id");
    draft.about_report = optional_id<ReportId>(row, "report_id");
    draft.step = row.get<int>("step");
    draft.message_class = static_cast<MessageClass>(row.get<int>("class"));
    draft.dedup = row.get<std::string>("dedup");
    draft.reply_until = row.get<std::optional<Instant>>("reply_until").value_or(Instant{});
    draft.run_at = row.get<Instant>("run_at");
    draft.must_arrive = row.get<bool>("must_arrive");
    draft.fold_key = row.get<std::optional<std::string>>("fold_key").value_or("");
    draft.ride = static_cast<Ride>(row.get<int>("rides"));
    draft.tell_fate_to = row.get<ContactId>("tell_fate_to");
    draft.why = row.get<std::string>("why");
    draft.channel = row.get<std::string>("channel");
    draft.account = row.get<std::string>("account");
    const auto stranger = row.get<std::optional<std::string>>("stranger_sealed");
    if (stranger) draft.address_for_unlinked = sealer.open(draft.school, *stranger, stranger_column, draft.dedup);
    const auto sealed = row.get<std::optional<std::string>>("body_sealed");
    if (!sealed) return draft;  // erased by retention
    const Value body = open_value(sealer, draft.school, *sealed, body_column, draft.dedup);
    for (const Value& stored : body["messages"].items()) {
        auto message = message_from(stored);
        if (!message) throw StoreFailure({FailureCode::malformed, "an outbox row holds no message", ""});
        draft.messages.push_back(*std::move(message));
    }
    draft.reply_token = body["reply_token"].as_string();
    draft.read_token = body["read_token"].as_string();
    return draft;
}

ClaimedMessage read_message(Sealer& sealer, const Row& row, bool leased) {
    ClaimedMessage message;
    message.id = row.get<OutboxId>("id");
    if (leased) message.lease = row.get<std::int64_t>("lease");
    message.attempts = row.get<int>("attempts");
    message.ambiguous = row.get<int>("ambiguous");
    message.idempotency_key = row.get<std::string>("idempotency_key");
    message.draft = read_draft(sealer, row);
    message.language = row.get<std::optional<std::string>>("language").value_or("ja");
    message.give_up_at = row.get<Instant>("give_up_at");
    message.updates_provider_id = row.get<std::optional<std::string>>("updates_provider_id").value_or("");
    if (row.is_null("address_index")) {
        message.address = message.draft.address_for_unlinked;
        return message;
    }
    const auto school = row.get<SchoolId>("person_school_id");
    const auto index = row.get<std::string>("address_index");
    message.address = open_address(sealer, school, row.get<std::string>("address_sealed"), index);
    if (const auto reference = row.get<std::optional<std::string>>("conversation_reference_sealed"))
        message.conversation_reference = open_conversation_reference(sealer, school, *reference, index);
    return message;
}

}  // namespace todoke::postgres
