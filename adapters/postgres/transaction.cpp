#include "adapters/postgres/transaction.hpp"

#include "adapters/postgres/inbox_rows.hpp"
#include "generated/sql/audit.hpp"
#include "generated/sql/inbox.hpp"

namespace todoke::postgres {

Conversations& SqlTransaction::conversations() {
    if (!conversations_) conversations_ = make_conversations(context_);
    return *conversations_;
}
People& SqlTransaction::people() {
    if (!people_) people_ = make_people(context_);
    return *people_;
}
Links& SqlTransaction::links() {
    if (!links_) links_ = make_links(context_);
    return *links_;
}
MailEntries& SqlTransaction::mail_entries() {
    if (!mail_entries_) mail_entries_ = make_mail_entries(context_);
    return *mail_entries_;
}
Reports& SqlTransaction::reports() {
    if (!reports_) reports_ = make_reports(context_);
    return *reports_;
}
Attendance& SqlTransaction::attendance() {
    if (!attendance_) attendance_ = make_attendance(context_);
    return *attendance_;
}
Cases& SqlTransaction::cases() {
    if (!cases_) cases_ = make_cases(context_);
    return *cases_;
}
OutboxWriter& SqlTransaction::outbox() {
    if (!outbox_) outbox_ = make_outbox_writer(context_);
    return *outbox_;
}
Withdrawals& SqlTransaction::withdrawals() {
    if (!withdrawals_) withdrawals_ = make_withdrawals(context_);
    return *withdrawals_;
}
Groups& SqlTransaction::groups() {
    if (!groups_) groups_ = make_groups(context_);
    return *groups_;
}
Budgets& SqlTransaction::budgets() {
    if (!budgets_) budgets_ = make_budgets(context_);
    return *budgets_;
}
Floods& SqlTransaction::floods() {
    if (!floods_) floods_ = make_floods(context_);
    return *floods_;
}
Bounces& SqlTransaction::bounces() {
    if (!bounces_) bounces_ = make_bounces(context_);
    return *bounces_;
}
Letters& SqlTransaction::letters() {
    if (!letters_) letters_ = make_letters(context_);
    return *letters_;
}

bool SqlTransaction::finish_event(InboxId id, std::int64_t lease, InboxState state, const std::string& note,
                                  const std::string& answer_json, Instant now) {
    std::optional<std::string> answer;
    if (!answer_json.empty())
        answer = context_.sealer.seal(SchoolId{}, answer_json, inbox_answer_column, std::to_string(id.value));
    const bool needs_note = state != InboxState::done;
    const Param reason = note.empty() && needs_note ? Param("unsaid") : or_null(note);
    return !context_.db.run(sql::inbox_finish, id, lease, static_cast<int>(state), reason, answer, now).empty();
}

void SqlTransaction::audit(const std::string& what, PersonId who, const std::string& object_kind, std::int64_t object,
                           Instant now) {
    write_audit(context_, what, who, object_kind, object, now);
}

}  // namespace todoke::postgres
