// A school to write tests about: a database of its own, transactions that must succeed, and short ways to make people.
#pragma once

#include "adapters/postgres/store.hpp"
#include "bot/ports/clock.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"
#include "tests/store/database_fixture.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <functional>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::store_test {

// Japan has had no clock changes for decades: +9 hours is the whole rule.
class Japan : public ZoneRules {
public:
    LocalTime local(Instant now) const override {
        const auto here = now + std::chrono::hours{9};
        const auto midnight = std::chrono::floor<std::chrono::days>(here);
        return {SchoolDay{midnight}, std::chrono::floor<std::chrono::seconds>(here - midnight)};
    }
    Instant instant(SchoolDay day, TimeOfDay time) const override {
        return std::chrono::sys_days{day} + time.since_midnight - std::chrono::hours{9};
    }
};

using Work = std::function<void(Transaction&)>;
using Decision = std::function<bool(Transaction&)>;

class World : public ::testing::Test {
protected:
    World();
    ~World() override;
    void SetUp() override;

    Store& store() { return *store_; }

    // 07:30 of the day in Japan, and minutes around it.
    Instant t(int minutes) const {
        return zone.instant(day, TimeOfDay{std::chrono::minutes{7 * 60 + 30}}) + std::chrono::minutes{minutes};
    }

    void in(const Work& work);                 // committed, or the test fails
    bool rolled_back(const Work& work);        // rolled back; returns what transact says about it
    FailureCode failure_of(const Work& work);  // the transaction must fail
    // Both at once, each in a transaction of its own: what each decided. One that failed with a conflict decided false.
    std::pair<bool, bool> race(const Decision& first, const Decision& second);

    SchoolId add_school(const std::string& code);
    PersonId add_person(const std::string& name);
    StudentId add_student(const std::string& family, const std::string& given);  // of class 3-2
    RelationId add_guardian(PersonId person, StudentId student, int rank);
    ContactId add_contact(PersonId person, const std::string& channel, const std::string& address, int rank = 0);

    PublicId new_public_id();
    Person person_named(const std::string& name);
    Student student_named(const std::string& family, const std::string& given, ClassRef of);
    static Contact contact(PersonId person, const std::string& channel, const std::string& address, int rank = 0);
    Report report_of(StudentId student, PersonId reporter);  // an absence of that day, received at t(0)

    static std::vector<StudentId> ids(const std::vector<Student>& students);
    static std::vector<PersonId> person_ids(const std::vector<Recipient>& recipients);

    // Behind the store's back.
    void raw(const std::string& sql);
    std::string raw_one(const std::string& sql);  // one cell of type text; "" when it is null
    bool raw_refused(const std::string& sql);     // a constraint or trigger says no
    // Where the words stand readable, as text or as bytes, in a table ("" = in any): "table" of the first find, else
    // "".
    std::string find_in_database(const std::string& table, const std::string& words);

    static constexpr SchoolDay day{std::chrono::year{2026} / 11 / 24};
    Japan zone;
    SchoolId school;

private:
    struct Parts;
    std::atomic<std::uint64_t> public_ids_ = 0;
    test::TestDatabase database_;
    std::unique_ptr<Parts> parts_;  // clock, randomness, log
    std::unique_ptr<Store> store_;
    std::unique_ptr<postgres::Connection> raw_;
};

}  // namespace todoke::store_test
