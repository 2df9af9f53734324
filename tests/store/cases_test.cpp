#include "tests/store/world.hpp"

namespace todoke::store_test {
namespace {

using namespace std::chrono_literals;

class CasesTest : public World {
protected:
    void SetUp() override {
        World::SetUp();
        hana = add_student("佐藤", "花");
        ken = add_student("田中", "健");
        mori = add_person("森");
    }
    Case new_case(StudentId student) {
        Case one;
        one.public_id = new_public_id();
        one.school = school;
        one.student = student;
        one.day = day;
        one.policy.cut_off = TimeOfDay{515min};
        one.policy.steps = {
            {.name = "classroom",
             .ask = {Role::homeroom_teacher},
             .message = "case.ask_classroom",
             .choices = {"present", "not_present"},
             .wait = 5min},
            {.name = "guardians", .ask = {Role::guardian}, .message = "case.ask_guardian", .faces_family = true}};
        one.policy.too_many_percent = 23;
        one.due_at = t(0);
        one.opened_at = t(0);
        return one;
    }
    Case open(StudentId student) {
        std::vector<Case> opened;
        in([&](Transaction& tx) { opened = tx.cases().open({new_case(student)}, t(0)); });
        return opened.at(0);
    }
    Case find(CaseId id) {
        std::optional<Case> found;
        in([&](Transaction& tx) { found = tx.cases().find(id, false); });
        return found.value();
    }
    OutboxDraft message(CaseId about, ContactId to, PersonId person, const std::string& dedup) {
        OutboxDraft draft;
        draft.contact = to;
        draft.person = person;
        draft.school = school;
        draft.about_case = about;
        draft.message_class = MessageClass::escalation;
        draft.dedup = dedup;
        draft.messages = {{.key = "case.ask_guardian"}};
        draft.run_at = t(0);
        draft.why = "test";
        return draft;
    }

    StudentId hana, ken;
    PersonId mori;
};

TEST_F(CasesTest, ACutOffHasOneWinnerAndRunsOnce) {
    const auto cut_off = [&](Transaction& tx) {
        if (!tx.cases().begin_cut_off(school, day, "absence", t(0), t(1))) return false;
        tx.cases().finish_cut_off(school, day, "absence", 3, Hold::none, t(1));
        return true;
    };
    const auto [first, second] = race(cut_off, cut_off);
    EXPECT_NE(first, second);
    in([&](Transaction& tx) {
        EXPECT_FALSE(tx.cases().begin_cut_off(school, day, "absence", t(0), t(2)));
        EXPECT_TRUE(tx.cases().begin_cut_off(school, add_days(day, 1), "absence", t(0), t(2)));
    });
}

TEST_F(CasesTest, ACutOffDoesNotRunBeforeItsTimeAndRunsAgainAfterAnAbandonedTry) {
    in([&](Transaction& tx) { EXPECT_FALSE(tx.cases().begin_cut_off(school, day, "absence", t(1), t(0))); });
    EXPECT_FALSE(rolled_back([&](Transaction& tx) { tx.cases().begin_cut_off(school, day, "absence", t(1), t(1)); }));
    in([&](Transaction& tx) { EXPECT_TRUE(tx.cases().begin_cut_off(school, day, "absence", t(1), t(1))); });
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.cases().begin_cut_off(school, day, "absence", t(1), t(2)))
            << "begun, never finished: no child is left out";
        tx.cases().finish_cut_off(school, day, "absence", 0, Hold::gate_silent, t(2));
    });
    EXPECT_EQ(
        failure_of([&](Transaction& tx) { tx.cases().finish_cut_off(school, day, "absence", 0, Hold::none, t(3)); }),
        FailureCode::conflict);
}

TEST_F(CasesTest, UnreadEventsFromBeforeTheCutOffAreCounted) {
    raw("insert into inbox (id, channel, account, event_key, conversation_key, kind, received_at, run_at, body_sealed) "
        "select g, 'line', "
        "'demo', 'e' || g, decode(repeat('00', 32), 'hex'), 'message', '2026-11-23 22:00Z'::timestamptz + g * interval "
        "'30 min', "
        "'2026-11-23 22:00Z', 'x' from generate_series(0, 3) g");
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.cases().pending_inbox_before(school, t(0)), 1);
        EXPECT_EQ(tx.cases().pending_inbox_before(school, t(1)), 2);
    });
    raw("update inbox set state = 1, done_at = received_at where id = 0");
    in([&](Transaction& tx) { EXPECT_EQ(tx.cases().pending_inbox_before(school, t(1)), 1); });
}

TEST_F(CasesTest, OneSearchPerStudentAndDay) {
    in([&](Transaction& tx) {
        const auto opened = tx.cases().open({new_case(hana), new_case(ken)}, t(0));
        ASSERT_EQ(opened.size(), 2u);
        EXPECT_EQ(opened[0].student, hana);
        EXPECT_NE(opened[0].id, opened[1].id);
        EXPECT_TRUE(tx.cases().open({new_case(hana)}, t(1)).empty());
        EXPECT_TRUE(tx.cases().open({}, t(1)).empty());
        EXPECT_EQ(tx.cases().not_ended(school, day).size(), 2u);
        EXPECT_TRUE(tx.cases().not_ended(school, add_days(day, 1)).empty());
    });
}

TEST_F(CasesTest, ASearchKeepsTheSnapshotOfItsPolicy) {
    const Case opened = open(hana);
    in([&](Transaction& tx) {
        const auto found = tx.cases().find_for(hana, day, true);
        ASSERT_TRUE(found);
        EXPECT_EQ(found->id, opened.id);
        EXPECT_EQ(found->public_id, opened.public_id);
        EXPECT_EQ(to_value(found->policy), to_value(opened.policy));
        EXPECT_EQ(found->policy.steps.at(1).ask, (std::vector{Role::guardian}));
        EXPECT_EQ(found->step, 0);
        EXPECT_EQ(found->state, CaseState::open);
        EXPECT_EQ(found->due_at, t(0));
        EXPECT_EQ(found->opened_at, t(0));
        EXPECT_EQ(found->hold, Hold::none);
        EXPECT_FALSE(found->released_at || found->urgent);
        EXPECT_FALSE(tx.cases().find_for(ken, day, false));
        EXPECT_FALSE(tx.cases().find_for(hana, add_days(day, 1), false));
    });
}

TEST_F(CasesTest, OfTwoKindsOfSearchTheRunningOneIsFound) {
    const Case first = open(hana);
    in([&](Transaction& tx) {
        Case late = new_case(hana);
        late.kind = "late";
        const CaseId second = tx.cases().open({late}, t(1)).at(0).id;
        EXPECT_EQ(tx.cases().find_for(hana, day, false)->id, second);
        ASSERT_TRUE(tx.cases().resolve(second, "found", mori, t(2)));
        EXPECT_EQ(tx.cases().find_for(hana, day, true)->id, first.id);
        ASSERT_TRUE(tx.cases().resolve(first.id, "found", mori, t(2)));
        EXPECT_EQ(tx.cases().find_for(hana, day, true)->id, second) << "any state: the newest";
    });
}

TEST_F(CasesTest, StepsFireOnceAndInOrder) {
    const CaseId id = open(hana).id;
    in([&](Transaction& tx) {
        EXPECT_FALSE(tx.cases().fired(id, 2, CaseState::open, t(5), t(0), 0s)) << "no step is skipped";
    });
    const auto fire = [&](Transaction& tx) { return tx.cases().fired(id, 1, CaseState::open, t(5), t(0), 1500ms); };
    const auto [first, second] = race(fire, fire);
    EXPECT_NE(first, second);
    EXPECT_EQ(find(id).step, 1);
    EXPECT_EQ(find(id).due_at, t(5));
    in([&](Transaction& tx) { EXPECT_TRUE(tx.cases().fired(id, 2, CaseState::exhausted, t(10), t(5), 0s)); });
    EXPECT_EQ(find(id).state, CaseState::exhausted);
    EXPECT_EQ(raw_one("select string_agg(step || ':' || extract(epoch from late_by)::numeric(9,1), ' ' order by step) "
                      "from esc_fire"),
              "1:1.5 2:0.0");
}

TEST_F(CasesTest, ASearchThatEndedDoesNothingMore) {
    const CaseId id = open(hana).id;
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.cases().resolve(id, "found", mori, t(1)));
        EXPECT_FALSE(tx.cases().resolve(id, "closed", std::nullopt, t(2)));
        EXPECT_FALSE(tx.cases().fired(id, 1, CaseState::open, t(5), t(2), 0s));
        EXPECT_FALSE(tx.cases().reschedule(id, t(5), true, t(2)));
        EXPECT_FALSE(tx.cases().set_hold(id, Hold::too_many, std::nullopt, t(5), t(2)));
        EXPECT_TRUE(tx.cases().due(t(100), 10).empty());
        EXPECT_TRUE(tx.cases().not_ended(school, day).empty());
    });
    EXPECT_EQ(find(id).state, CaseState::resolved);
    EXPECT_FALSE(find(id).due_at);
    EXPECT_EQ(raw_one("select resolution || ' by ' || resolved_by from esc_case"),
              "found by " + std::to_string(mori.value));
}

TEST_F(CasesTest, FiringAndEndingAtOnceNothingFiresAfterTheEnd) {
    const ContactId contact = add_contact(mori, "line", "Umori");
    for (int round = 0; round < 10; ++round) {
        const CaseId id = open(hana).id;
        const auto [fired, ended] = race(
            [&](Transaction& tx) {
                if (!tx.cases().fired(id, 1, CaseState::open, t(5), t(0), 0s)) return false;
                tx.outbox().add({message(id, contact, mori, "esc:" + std::to_string(id.value))}, t(0));
                return true;
            },
            [&](Transaction& tx) { return tx.cases().resolve(id, "found", mori, t(0)); });
        EXPECT_TRUE(ended);
        const std::string pending = raw_one("select count(*)::text from outbox where state = 0");
        EXPECT_EQ(pending, "0") << (fired ? "fired first" : "ended first");
        raw("delete from outbox; delete from esc_fire; delete from esc_case");
    }
}

TEST_F(CasesTest, DueSearchesAreTakenByOneProcessInTheirOrder) {
    const CaseId first = open(hana).id, second = open(ken).id;
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.cases().reschedule(first, t(3), false, t(0)));
        EXPECT_TRUE(tx.cases().due(t(-1), 10).empty());
    });
    in([&](Transaction& tx) {
        const auto taken = tx.cases().due(t(3), 1);
        ASSERT_EQ(taken.size(), 1u);
        EXPECT_EQ(taken[0].id, second);
        in([&](Transaction& other) {
            const auto rest = other.cases().due(t(3), 10);
            ASSERT_EQ(rest.size(), 1u);
            EXPECT_EQ(rest[0].id, first);
        });
    });
}

TEST_F(CasesTest, UrgentStaysUrgentAndAHoldIsReleased) {
    const CaseId id = open(hana).id;
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.cases().reschedule(id, t(1), true, t(0)));
        EXPECT_TRUE(tx.cases().reschedule(id, std::nullopt, false, t(0)));
        EXPECT_TRUE(tx.cases().set_hold(id, Hold::too_many, std::nullopt, t(15), t(0)));
    });
    EXPECT_TRUE(find(id).urgent);
    EXPECT_EQ(find(id).hold, Hold::too_many);
    EXPECT_EQ(find(id).due_at, t(15));
    EXPECT_FALSE(find(id).released_at);
    in([&](Transaction& tx) { EXPECT_TRUE(tx.cases().set_hold(id, Hold::too_many, t(4), t(4), t(4))); });
    EXPECT_EQ(find(id).released_at, t(4));
    EXPECT_EQ(find(id).due_at, t(4));
}

TEST_F(CasesTest, TheEndSilencesWhatHasNotLeftAndNamesWhoWasAlarmed) {
    const CaseId id = open(hana).id, other = open(ken).id;
    const PersonId mother = add_person("佐藤 恵子"), father = add_person("佐藤 一郎");
    const ContactId line = add_contact(mother, "line", "Umother"),
                    mail = add_contact(mother, "email", "keiko@example.jp"),
                    waiting = add_contact(father, "line", "Ufather");
    in([&](Transaction& tx) {
        tx.outbox().add({message(id, line, mother, "a"), message(id, mail, mother, "b"),
                         message(id, waiting, father, "c"), message(other, waiting, father, "d")},
                        t(0));
    });
    // One was accepted, one is in a sender's hands, two wait.
    raw("update outbox set state = 1, attempts = 1, sent_at = created_at, finished_at = created_at where dedup = 'a'");
    raw("update outbox set attempts = 1, lease = 7, lease_until = created_at + interval '30 s' where dedup = 'b'");
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.cases().alarmed_contacts(id), (std::vector{line, mail}));
        EXPECT_TRUE(tx.cases().resolve(id, "scanned", std::nullopt, t(1)));
    });
    EXPECT_EQ(raw_one("select string_agg(dedup || state || coalesce(reason, ''), ' ' order by dedup) from outbox"),
              "a1 b3resolved c3resolved d0");
    in([&](Transaction& tx) { EXPECT_EQ(tx.cases().alarmed_contacts(id), (std::vector{line, mail})); });
}

TEST_F(CasesTest, AnswersAreKeptInOrder) {
    const CaseId id = open(hana).id;
    const PersonId mother = add_person("佐藤 恵子");
    in([&](Transaction& tx) {
        tx.cases().add_answer({id, mother, Role::guardian, "left_home", t(6)});
        tx.cases().add_answer({id, mori, Role::homeroom_teacher, "found", t(8)});
        const auto answers = tx.cases().answers(id);
        ASSERT_EQ(answers.size(), 2u);
        EXPECT_EQ(answers[0].person, mother);
        EXPECT_EQ(answers[0].code, "left_home");
        EXPECT_EQ(answers[0].at, t(6));
        EXPECT_EQ(answers[1].role, Role::homeroom_teacher);
    });
}

TEST_F(CasesTest, TheSameTaskIsNotDoubledWhileItIsOpen) {
    const CaseId id = open(hana).id;
    StaffTask task{
        .school = school, .kind = "phone_family", .student = hana, .reason = "asked_for_a_call", .since = t(0)};
    TaskId first;
    in([&](Transaction& tx) {
        first = tx.cases().add_task(task);
        StaffTask again = task;
        again.since = t(5);
        again.reason = "again";
        EXPECT_EQ(tx.cases().add_task(again), first);
        StaffTask of_case = task;
        of_case.about_case = id;
        EXPECT_NE(tx.cases().add_task(of_case), first);
        const auto open_ones = tx.cases().open_tasks(school);
        ASSERT_EQ(open_ones.size(), 2u);
        EXPECT_EQ(open_ones[0].since, t(0));
        EXPECT_EQ(open_ones[0].reason, "asked_for_a_call");
        EXPECT_EQ(open_ones[0].student, hana);
        EXPECT_EQ(open_ones[1].about_case, id);
    });
    const auto finish = [&](Transaction& tx) { return tx.cases().finish_task(first, mori, t(9)); };
    const auto [one, two] = race(finish, finish);
    EXPECT_NE(one, two);
    in([&](Transaction& tx) {
        EXPECT_EQ(tx.cases().open_tasks(school).size(), 1u);
        EXPECT_NE(tx.cases().add_task(task), first) << "the same trouble again is a new task";
    });
}

TEST_F(CasesTest, TwoProcessesAddingTheSameTaskAddOne) {
    const StaffTask task{.school = school, .kind = "scan_flag", .reason = "unknown_credential", .since = t(0)};
    const auto add = [&](Transaction& tx) {
        tx.cases().add_task(task);
        return true;
    };
    race(add, add);
    EXPECT_EQ(raw_one("select count(*)::text from staff_task"), "1");
}

TEST_F(CasesTest, ADayIsToldWithHowItsSearchesEnded) {
    const Case first = open(hana);
    open(ken);
    in([&](Transaction& tx) {
        EXPECT_TRUE(tx.cases().resolve(first.id, "scanned", std::nullopt, t(3)));
        Case again = new_case(hana);
        again.kind = "withdrawn";
        again.opened_at = t(5);
        tx.cases().open({again}, t(5));
    });
    in([&](Transaction& tx) {
        const auto told = tx.cases().of_day(hana, day);
        ASSERT_EQ(told.size(), 2u);
        EXPECT_EQ(told[0].the_case.id, first.id);
        EXPECT_EQ(told[0].resolution, "scanned");
        EXPECT_EQ(told[0].resolved_at, t(3));
        EXPECT_EQ(told[1].resolution, "");
        EXPECT_FALSE(told[1].resolved_at);
        EXPECT_TRUE(tx.cases().of_day(hana, add_days(day, 1)).empty());
    });
}

TEST_F(CasesTest, WhatStaffWriteAboutASearchIsKeptSealedAndInOrder) {
    const Case one = open(hana);
    in([&](Transaction& tx) {
        tx.cases().add_note({one.id, mori, "家に電話しています", t(1)});
        tx.cases().add_note({one.id, mori, "つながりました", t(2)});
        const auto notes = tx.cases().notes(one.id);
        ASSERT_EQ(notes.size(), 2u);
        EXPECT_EQ(notes[0].text, "家に電話しています");
        EXPECT_EQ(notes[1].author, mori);
        EXPECT_EQ(notes[1].at, t(2));
    });
    EXPECT_EQ(find_in_database("case_note", "電話"), "");
}

}  // namespace
}  // namespace todoke::store_test
