#include "bot/usecases/unlink.hpp"

#include "bot/usecases/link_notices.hpp"

#include <algorithm>

namespace todoke {

UnlinkOutcome unlink(Transaction& tx, const Environment& environment, const SchoolList& schools, PersonId person_id,
                     std::vector<Relation> ending, PersonId by, Instant now) {
    UnlinkOutcome outcome;
    const Person person = tx.people().person(person_id);
    // Always in the same order: two who leave at once wait for each other and never in a circle.
    std::ranges::sort(ending, {}, [](const Relation& relation) { return relation.student->value; });
    for (const Relation& relation : ending) {
        tx.links().lock_student(*relation.student);
        if (!tx.people().end_relation(relation.id, now)) continue;
        outcome.on_their_way += tx.links().on_their_way(relation.id, now);
        tx.audit("link.ended", by, "relation", relation.id.value, now);
        const auto student = tx.people().student(*relation.student);
        const School* school = schools.find(relation.school);
        if (!student || !school) continue;
        outcome.students.push_back(*student);
        tell_school_of_end(tx, environment, *school, *student, person, relation.id, by == person_id, now);
        if (tx.links().linked_guardians(student->id) > 0) continue;
        StaffTask task;
        task.school = school->id;
        task.kind = "no_guardian";
        task.student = student->id;
        task.reason = "last_left";
        task.since = now;
        tx.cases().add_task(task);
    }
    if (!outcome.students.empty() && tx.people().relations_of(person_id).empty()) {
        if (const auto version = tx.links().consent_of(person_id))
            tx.links().add_consent(person_id, *version, false, now);
        tx.links().end_contacts(person_id, now);
        outcome.left = true;
    }
    return outcome;
}

}  // namespace todoke
