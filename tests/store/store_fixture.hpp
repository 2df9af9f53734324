// A store on a database of its own, a clock that moves when told, and a small school.
#pragma once

#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "tests/store/database_fixture.hpp"

#include <atomic>
#include <functional>
#include <memory>
#include <string>

#include <gtest/gtest.h>

namespace todoke::test {

// Counts what was complained about; the log has no fields worth comparing.
class CountingLog : public Log {
public:
    void write(LogLevel level, std::string_view, std::initializer_list<LogField>) override {
        if (level >= LogLevel::warning) ++complaints;
    }
    std::atomic<int> complaints{0};
};

class StoreFixture : public testing::Test {
protected:
    static Instant at(int seconds) {
        using namespace std::chrono;
        return Instant(sys_days(2026y / November / 24)) - hours(1) - minutes(30) +
               std::chrono::seconds(seconds);  // 07:30 in Tokyo
    }

    std::unique_ptr<Store> make_store(std::string instance = "test") {
        return postgres::make_store(
            {.conninfo = database.conninfo(), .master_key = std::string(32, 'k'), .instance = std::move(instance)},
            clock, random, log);
    }
    // Runs in a transaction that must commit.
    void in(const std::function<void(Transaction&)>& work) {
        const auto committed = store->transact([&](Transaction& tx) {
            work(tx);
            return true;
        });
        ASSERT_TRUE(committed) << committed.error().what;
        ASSERT_TRUE(*committed);
    }

    struct Guardian {
        StudentId student;
        PersonId person;
        RelationId relation;
        ContactId contact;
    };
    Guardian add_guardian(const std::string& address = "U0123", const std::string& channel = "line") {
        Guardian made;
        in([&](Transaction& tx) {
            const std::string number = std::to_string(++people_);
            const std::string public_id = std::string(32 - number.size(), '0') + number;
            made.student = tx.people().add_student({.public_id = public_id,
                                                    .school = school,
                                                    .class_ref = {1, "2"},
                                                    .family_name = "佐藤",
                                                    .given_name = "ハナ",
                                                    .called = "ハナ"},
                                                   at(-60));
            made.person = tx.people().add_person({.public_id = public_id, .name = "佐藤 恵子", .language = "ja-easy"},
                                                 school, at(-60));
            made.relation =
                tx.people().add_relation({.person = made.person, .school = school, .student = made.student}, at(-60));
            made.contact = tx.people().add_contact(
                {.person = made.person, .channel = channel, .account = "main", .address = address}, at(-60));
        });
        return made;
    }

    void SetUp() override {
        const auto made = store->school_id("aoba", at(-3600));
        ASSERT_TRUE(made) << made.error().what;
        school = *made;
    }

    TestDatabase database;
    system::ManualClock clock{at(0)};
    system::SystemRandom random;
    CountingLog log;
    std::unique_ptr<Store> store = make_store();
    SchoolId school;

private:
    int people_ = 0;
};

}  // namespace todoke::test
