// The store: PostgreSQL behind transactions. A transaction's statements return plain values; a failed statement throws
// StoreFailure, which ends the transaction and is caught at the one door, Store::transact, where it becomes a value
// again. Serialization failures, deadlocks and lock time-outs repeat the whole function (at most 5 times), so it must
// not have effects outside the transaction.
#pragma once

#include "bot/ports/failure.hpp"
#include "bot/ports/store/inbox.hpp"
#include "bot/ports/store/outbox.hpp"
#include "domain/attendance/presence.hpp"
#include "domain/attendance/report.hpp"
#include "domain/attendance/scan.hpp"
#include "domain/escalation/case.hpp"
#include "domain/people/person.hpp"

#include <cstdint>
#include <expected>
#include <functional>
#include <optional>
#include <stdexcept>
#include <string>
#include <utility>
#include <vector>

namespace todoke {

class StoreFailure : public std::runtime_error {
public:
    explicit StoreFailure(Failure failure) : std::runtime_error(failure.what), failure_(std::move(failure)) {}
    const Failure& failure() const { return failure_; }

private:
    Failure failure_;
};

// A row of a state machine was not in the state we expected: somebody else was first. Thrown by nothing in the store;
// conditional updates return false and the caller decides.

// --- conversations and nonces
// ------------------------------------------------------------------------------------------

struct Conversation {
    std::string key;  // 32 raw bytes
    std::string channel, account;
    std::optional<PersonId> person;
    int version = 0;                // rises with every save; a save of an older version fails
    Value state = Value::object();  // {form, draft, form_version, nonce, …}; sealed at rest
    std::optional<Instant> last_event_at;
};

struct NonceRecord {
    std::string nonce;             // 32 hex digits
    PersonId person;               // only this person may use it; 0 = a conversation that has no person yet
    std::string conversation_key;  // "" = usable from any conversation of the person (cards)
    std::string purpose;           // "form.report", "card.report", "card.case", "coming"
    std::int64_t subject = 0;      // report or case id, by purpose
    int version = 0;               // form version
    Instant expires_at{};
    std::optional<Instant> used_at;
    std::string used_code;  // the choice that used it
    Value result;           // what the effect answered, to be said again on a repeat
};

class Conversations {
public:
    virtual ~Conversations() = default;
    virtual Conversation load(const std::string& key, const std::string& channel, const std::string& account,
                              Instant now) = 0;                            // made when absent; row locked
    virtual bool save(const Conversation& conversation, Instant now) = 0;  // false: version moved on
    virtual void issue(const NonceRecord& nonce, Instant now) = 0;
    virtual std::optional<NonceRecord> find_nonce(const std::string& nonce, bool for_update) = 0;
    virtual bool use_nonce(const std::string& nonce, const std::string& code, const Value& result,
                           Instant now) = 0;  // false: used already
};

// --- people
// --------------------------------------------------------------------------------------------------------------

// Somebody to be told, with every address of theirs that is active, in order of preference.
struct Recipient {
    Relation relation;
    Person person;
    std::vector<Contact> contacts;
};

struct Invitation {
    std::int64_t id = 0;
    StudentId student;
    Role role = Role::guardian;
    Instant expires_at{};
    std::optional<Instant> used_at;
};

class People {
public:
    virtual ~People() = default;
    virtual std::optional<Contact> contact_by_address(const std::string& channel, const std::string& account,
                                                      const std::string& address) = 0;
    virtual Person person(PersonId id) = 0;
    virtual std::vector<Relation> relations_of(PersonId person) = 0;  // live ones only
    virtual std::vector<Contact> contacts_of(PersonId person) = 0;    // not ended, any state, by rank
    virtual std::optional<Student> student(StudentId id) = 0;
    virtual std::optional<Student> student_by_public_id(const PublicId& id) = 0;
    virtual std::vector<Student> students(const std::vector<StudentId>& ids) = 0;
    virtual std::vector<Student> students_of_school(SchoolId school) = 0;
    virtual std::vector<Recipient> guardians_of(StudentId student) = 0;  // live guardian relations, by rank
    virtual std::vector<Recipient> student_self(StudentId student) = 0;  // the student's own contacts
    virtual std::vector<Recipient> staff_for(const Student& student,
                                             Role role) = 0;  // of the class or the school, by rank
    virtual std::vector<Recipient> staff_of_school(SchoolId school, Role role) = 0;

    virtual PersonId add_person(const Person& person, SchoolId school, Instant now) = 0;
    virtual StudentId add_student(const Student& student, Instant now) = 0;
    virtual RelationId add_relation(const Relation& relation, Instant now) = 0;
    virtual ContactId add_contact(const Contact& contact,
                                  Instant now) = 0;  // an existing one with the same address: conflict
    virtual void set_contact_state(ContactId contact, ContactState state, Instant now) = 0;
    virtual void set_conversation_reference(ContactId contact, const Value& reference, Instant now) = 0;
    virtual void end_relation(RelationId relation, Instant now) = 0;

    virtual void add_invitation(const Invitation& invitation, const std::string& code_hash, Instant now) = 0;
    virtual std::optional<Invitation> find_invitation(const std::string& code_hash) = 0;
    virtual bool use_invitation(std::int64_t id, PersonId by, Instant now) = 0;  // false: used already
    // Failed linking tries of one key (account/address) since `since`; for the throttle.
    virtual int failed_link_tries(const std::string& key, Instant since) = 0;
    virtual void note_failed_link_try(const std::string& key, Instant now) = 0;
};

// --- reports
// -------------------------------------------------------------------------------------------------------------

struct ReportNote {  // one message of the exchange below a report
    ReportId report;
    PersonId author;
    bool from_staff = false;
    std::string text;  // sealed
    Instant at{};
};

struct LateInput {  // 未受理: typed after the deadline; on the staff list, no report
    TaskId id;
    SchoolId school;
    StudentId student;
    SchoolDay day;
    PersonId person;
    Instant received_at{};
    Value draft;  // sealed: what was filled in
};

class Reports {
public:
    virtual ~Reports() = default;
    virtual int next_receipt_number(SchoolId school, int school_year) = 0;
    virtual ReportId insert(const Report& report, InboxId source,
                            Instant now) = 0;  // unique per (student, first_day, kind) current
    // Marks `old` as no longer current (and withdrawn when `withdrawn`). false: acknowledged or changed meanwhile.
    virtual bool retire(ReportId old, bool withdrawn, Instant now) = 0;
    virtual std::optional<Report> find(ReportId id, bool for_update) = 0;
    virtual std::optional<Report> find_by_public_id(const PublicId& id) = 0;
    virtual std::vector<Report> current_for(StudentId student, SchoolDay day) = 0;  // covering that day
    virtual std::vector<Report> current_by_reporter(PersonId reporter, SchoolDay from) = 0;
    virtual bool acknowledge(ReportId report, PersonId by, Instant now) = 0;  // false: not submitted any more
    virtual std::vector<Report> unacknowledged(SchoolId school,
                                               Instant received_before) = 0;  // current, not yet forwarded; locked
    virtual void mark_forwarded(ReportId report, Instant now) = 0;            // the next staff member has it
    virtual void add_note(const ReportNote& note) = 0;
    virtual std::vector<ReportNote> notes(ReportId report) = 0;
    virtual TaskId add_late_input(const LateInput& input) = 0;
    virtual std::vector<LateInput> late_inputs(SchoolId school, SchoolDay day) = 0;
};

// --- attendance
// ----------------------------------------------------------------------------------------------------------

struct AttendanceRow {
    StudentId student;
    SchoolDay day;
    Presence presence = Presence::expected;
    std::optional<ReportId> report;
    std::optional<Instant> first_in, last_out;
    std::optional<Instant> due_at;  // late: promised time plus grace
};

struct AttendanceMove {
    StudentId student;
    SchoolDay day;
    Presence from, to;
    PresenceCause cause;
    std::optional<ReportId> report;  // set on the row when given
    std::optional<Instant> due_at;
};

// A stored scan with everything its judgement needs.
struct ScanRecord {
    Scan scan;
    ScanStatus status = ScanStatus::accepted;
    std::optional<StudentId> student;
    SchoolDay day;  // local day of scan.at
    ScanContext context;
};

struct Gate {
    GateId id;
    SchoolId school;
    std::string code;
    std::string secret;  // raw key bytes, opened
    std::optional<Instant> last_seen_at;
    bool revoked = false;
};

class Attendance {
public:
    virtual ~Attendance() = default;
    // Makes the day's row for everyone enrolled who has none. Returns how many were made.
    virtual int ensure_day(SchoolId school, SchoolDay day, Instant now) = 0;
    virtual std::vector<AttendanceRow> rows(const std::vector<StudentId>& students, SchoolDay day) = 0;
    // Locked; a student's missing row is made first ("expected"), so that a scan before anything else is not lost on
    // the day.
    virtual std::vector<AttendanceRow> lock_rows(const std::vector<StudentId>& students, SchoolDay day,
                                                 Instant now) = 0;
    virtual std::vector<AttendanceRow> day_of_school(SchoolId school, SchoolDay day) = 0;
    // Conditional: a move applies only while the row is still in `from`. Returns the moves that applied, in order.
    virtual std::vector<AttendanceMove> apply(const std::vector<AttendanceMove>& moves, Instant now) = 0;
    virtual void note_scan_times(const std::vector<ScanRecord>& scans, Instant now) = 0;  // first_in, last_out
    virtual std::vector<AttendanceRow> overdue_late(Instant now, int limit) = 0;

    virtual std::optional<Gate> gate(const std::string& code, bool for_update) = 0;
    virtual GateId add_gate(const Gate& gate, Instant now) = 0;
    virtual void gate_seen(GateId gate, Instant now) = 0;
    virtual std::vector<Gate> gates_of(SchoolId school) = 0;
    virtual void add_credential(StudentId student, const std::string& token, Instant now) = 0;
    // Stores scans not yet known (gate, epoch, seq) and looks up their students and context; duplicates come back with
    // status duplicate. Unknown and malformed ones are stored too. Also returns the highest contiguous seq stored.
    virtual std::vector<ScanRecord> store_scans(const Gate& gate, std::int64_t epoch, const std::vector<Scan>& scans,
                                                const std::vector<bool>& malformed, const ZoneRules& zone, Instant now,
                                                std::int64_t& stored_through) = 0;
    virtual void note_scan_notices(const std::vector<std::pair<StudentId, Direction>>& notified, Instant now) = 0;
};

// --- cases and staff tasks
// -------------------------------------------------------------------------------------------------

struct CaseAnswer {
    CaseId the_case;
    PersonId person;
    Role role;
    std::string code;
    Instant at{};
};

struct StaffTask {
    TaskId id;
    SchoolId school;
    std::string kind;  // "not_delivered", "parked", "late_input", "phone_family", "scan_flag"
    std::optional<StudentId> student;
    std::optional<PersonId> person;
    std::optional<CaseId> about_case;
    std::string reason;  // code
    Instant since{};
    std::optional<Instant> done_at;
};

class Cases {
public:
    virtual ~Cases() = default;
    // One winner among all processes: true for the caller that may run this cut-off now.
    virtual bool begin_cut_off(SchoolId school, SchoolDay day, const std::string& kind, Instant due_at,
                               Instant now) = 0;
    virtual void finish_cut_off(SchoolId school, SchoolDay day, const std::string& kind, int opened, Hold hold,
                                Instant now) = 0;
    virtual int pending_inbox_before(SchoolId school, Instant received_before) = 0;
    // Opens a case unless the student has one for that day and kind; returns those newly opened.
    virtual std::vector<Case> open(const std::vector<Case>& cases, Instant now) = 0;
    virtual std::optional<Case> find(CaseId id, bool for_update) = 0;
    virtual std::optional<Case> find_for(StudentId student, SchoolDay day, bool for_update) = 0;  // any state
    virtual std::vector<Case> not_ended(SchoolId school, SchoolDay day) = 0;  // open and exhausted, locked
    virtual std::vector<Case> due(Instant now, int limit) = 0;                // locked, others' skipped
    virtual bool fired(CaseId id, int step, CaseState state, std::optional<Instant> due_at, Instant now,
                       Duration late_by) = 0;
    virtual bool reschedule(CaseId id, std::optional<Instant> due_at, bool urgent, Instant now) = 0;
    virtual bool set_hold(CaseId id, Hold hold, std::optional<Instant> released_at, Instant due_at, Instant now) = 0;
    // Ends an open or exhausted case; pending messages of it become suppressed('resolved'). false: already ended.
    virtual bool resolve(CaseId id, const std::string& resolution, std::optional<PersonId> by, Instant now) = 0;
    virtual void add_answer(const CaseAnswer& answer) = 0;
    virtual std::vector<CaseAnswer> answers(CaseId id) = 0;
    virtual std::vector<ContactId> alarmed_contacts(CaseId id) = 0;  // whose messages of the case were claimed or sent

    virtual TaskId add_task(const StaffTask& task) = 0;  // the same open (kind, student, person, case) is not doubled
    virtual std::vector<StaffTask> open_tasks(SchoolId school) = 0;
    virtual bool finish_task(TaskId id, PersonId by, Instant now) = 0;
};

// --- outbox, inside a transaction
// --------------------------------------------------------------------------------------------

class OutboxWriter {
public:
    virtual ~OutboxWriter() = default;
    virtual std::vector<OutboxId> add(const std::vector<OutboxDraft>& drafts,
                                      Instant now) = 0;  // existing dedup skipped (id 0)
    // Which message of ours a person quoted or replied to.
    struct Sent {
        OutboxId id;
        PersonId person;
        std::optional<ReportId> report;
        std::optional<CaseId> about_case;
        std::string nonce;
    };
    virtual std::optional<Sent> find_sent(const std::string& channel, const std::string& account,
                                          const std::string& provider_id, PersonId person) = 0;
    // All cards about a report that were sent (for updating every copy). Dedup keys with their contact.
    struct Card {
        OutboxId id;
        std::string dedup;
        ContactId contact;
        PersonId person;
        RelationId relation;
        std::string channel;
        bool sent = false;
    };
    virtual std::vector<Card> cards_of_report(ReportId report) = 0;
    virtual std::vector<Card> cards_of_case(CaseId id) = 0;
    virtual int suppress_pending(std::optional<ReportId> report, std::optional<CaseId> about_case,
                                 const std::string& dedup_prefix, const std::string& reason, Instant now) = 0;

    virtual std::vector<StrandedMessage> stranded(Instant now, int limit) = 0;  // for the ladder; locked
    virtual void mark_laddered(OutboxId id, Instant now) = 0;
    virtual bool any_sent(const std::string& dedup_prefix) = 0;  // another copy of the same notice was accepted
    // Held messages whose time has come, grouped by fold_key (one group per inner vector), locked.
    virtual std::vector<std::vector<ClaimedMessage>> held_groups(Instant now, int limit) = 0;
    virtual void release_held(OutboxId id, Instant now) = 0;
    virtual void fold_into(const std::vector<OutboxId>& folded, OutboxId into, Instant now) = 0;
    // Messages whose author wants to know what became of them (OutboxDraft::tell_fate_to), finished and not yet told;
    // locked.
    struct Fate {
        OutboxId id;
        OutboxDraft draft;
        bool sent = false;
        std::string reason;
    };
    virtual std::vector<Fate> untold_fates(Instant now, int limit) = 0;
    virtual void mark_fate_told(OutboxId id, Instant now) = 0;
};

// --- the door
// ------------------------------------------------------------------------------------------------------------------

class Transaction {
public:
    virtual ~Transaction() = default;
    virtual Conversations& conversations() = 0;
    virtual People& people() = 0;
    virtual Reports& reports() = 0;
    virtual Attendance& attendance() = 0;
    virtual Cases& cases() = 0;
    virtual OutboxWriter& outbox() = 0;
    // Marks a claimed event as finished; false: somebody else owns it now → the caller must roll back and forget it.
    virtual bool finish_event(InboxId id, std::int64_t lease, InboxState state, const std::string& note,
                              const std::string& answer_json, Instant now) = 0;
    virtual void audit(const std::string& what, PersonId who, const std::string& object_kind, std::int64_t object,
                       Instant now) = 0;
};

class Store {
public:
    virtual ~Store() = default;
    virtual InboxStore& inbox() = 0;
    virtual OutboxStore& outbox() = 0;
    // `work` returns false to roll back without failure. The result says whether it was committed.
    virtual std::expected<bool, Failure> transact(const std::function<bool(Transaction&)>& work) = 0;
    virtual std::expected<SchoolId, Failure> school_id(const std::string& code, Instant now) = 0;  // made when new
};

}  // namespace todoke
