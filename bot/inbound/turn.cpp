#include "bot/inbound/turn.hpp"

#include <algorithm>

namespace todoke {

bool Turn::has_role(bool staff) const {
    return std::ranges::any_of(relations, [&](const Relation& r) { return is_staff(r.role) == staff; });
}

std::vector<Student> Turn::own_students() const {
    std::vector<StudentId> ids;
    for (const Relation& relation : relations) {
        if (!relation.student) continue;
        const School* school = schools.find(relation.school);
        if (!school || !school->takes_reports) continue;
        if (relation.role == Role::guardian || (relation.role == Role::student && school->students_report))
            ids.push_back(*relation.student);
    }
    if (ids.empty()) return {};
    auto students = tx.people().students(ids);
    // The order of the relations (the family's own order) is the order on the screen.
    std::ranges::stable_sort(students, {},
                             [&](const Student& s) { return std::ranges::find(ids, s.id) - ids.begin(); });
    return students;
}

std::vector<const School*> Turn::staffed_schools() const {
    std::vector<const School*> all;
    for (const Relation& relation : relations) {
        const School* school = is_staff(relation.role) ? schools.find(relation.school) : nullptr;
        if (school && std::ranges::find(all, school) == all.end()) all.push_back(school);
    }
    return all;
}

std::string Turn::issue_nonce(const std::string& purpose, std::int64_t subject, int version) {
    NonceRecord record;
    record.nonce = new_nonce(environment.random);
    if (person) record.person = person->id;
    record.conversation_key = conversation.key;
    record.purpose = purpose;
    record.subject = subject;
    record.version = version;
    record.expires_at = now + std::chrono::days{14};
    tx.conversations().issue(record, now);
    return record.nonce;
}

bool may_answer(const Capabilities& capabilities, const Inbound& inbound) {
    if (capabilities.proves_senders) return true;
    return inbound.set_aside.empty() && (inbound.proof == Proof::sender || inbound.proof == Proof::both);
}

const School* list_for_staff(Turn& turn, const std::string& kind, const std::string& reason) {
    if (!turn.person) return nullptr;
    for (const Relation& relation : turn.tx.people().relations_of(turn.person->id)) {
        const School* school = turn.schools.find(relation.school);
        if (!school) continue;
        StaffTask task{.school = school->id, .kind = kind, .student = relation.student, .person = relation.person};
        task.reason = reason;
        task.since = turn.now;
        turn.tx.cases().add_task(task);
        return school;
    }
    return nullptr;
}

}  // namespace todoke
