#include "tests/store/world.hpp"

#include "adapters/system/clock.hpp"
#include "adapters/system/random.hpp"
#include "bot/ports/crypto.hpp"

#include <cstdio>
#include <latch>

namespace todoke::store_test {

struct World::Parts {
    class Silence : public Log {
        void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
    };
    explicit Parts(Instant now) : clock(now) {}
    system::ManualClock clock;
    system::SystemRandom random;
    Silence log;
};

World::World() : parts_(std::make_unique<Parts>(t(0))), raw_(database_.connect()) {
    store_ =
        postgres::make_store({.conninfo = database_.conninfo(), .master_key = std::string(32, 'k'), .instance = "test"},
                             parts_->clock, parts_->random, parts_->log);
}

World::~World() = default;

void World::SetUp() { school = add_school("aoba"); }

void World::in(const Work& work) {
    const auto done = store().transact([&](Transaction& tx) {
        work(tx);
        return true;
    });
    if (!done) ADD_FAILURE() << "transaction failed: " << done.error().what;
}

bool World::rolled_back(const Work& work) {
    const auto done = store().transact([&](Transaction& tx) {
        work(tx);
        return false;
    });
    if (!done) ADD_FAILURE() << "transaction failed: " << done.error().what;
    return done.value_or(true);
}

FailureCode World::failure_of(const Work& work) {
    const auto done = store().transact([&](Transaction& tx) {
        work(tx);
        return true;
    });
    if (done) {
        ADD_FAILURE() << "the transaction succeeded";
        return FailureCode::misconfigured;
    }
    return done.error().code;
}

std::pair<bool, bool> World::race(const Decision& first, const Decision& second) {
    // Nobody begins before both are inside their transactions; a repetition after a deadlock does not wait again.
    std::latch both{2};
    const auto run = [&](const Decision& decision) {
        bool decided = false, waited = false;
        const auto done = store().transact([&](Transaction& tx) {
            if (!std::exchange(waited, true)) both.arrive_and_wait();
            decided = decision(tx);
            return true;
        });
        if (!waited) both.count_down();
        if (!done && done.error().code != FailureCode::conflict)
            ADD_FAILURE() << "transaction failed: " << done.error().what;
        return done && decided;
    };
    std::pair<bool, bool> decided;
    std::thread other([&] { decided.second = run(second); });
    decided.first = run(first);
    other.join();
    return decided;
}

SchoolId World::add_school(const std::string& code) {
    const auto id = store().school_id(code, t(-600));
    if (!id) ADD_FAILURE() << "school: " << id.error().what;
    return id.value_or(SchoolId{});
}

PersonId World::add_person(const std::string& name) {
    PersonId id;
    in([&](Transaction& tx) { id = tx.people().add_person(person_named(name), school, t(-600)); });
    return id;
}

StudentId World::add_student(const std::string& family, const std::string& given) {
    StudentId id;
    in([&](Transaction& tx) { id = tx.people().add_student(student_named(family, given, {3, "2"}), t(-600)); });
    return id;
}

RelationId World::add_guardian(PersonId person, StudentId student, int rank) {
    RelationId id;
    in([&](Transaction& tx) {
        id = tx.people().add_relation(
            {.person = person, .school = school, .student = student, .role = Role::guardian, .rank = rank}, t(-600));
    });
    return id;
}

ContactId World::add_contact(PersonId person, const std::string& channel, const std::string& address, int rank) {
    ContactId id;
    in([&](Transaction& tx) { id = tx.people().add_contact(contact(person, channel, address, rank), t(-600)); });
    return id;
}

PublicId World::new_public_id() {
    char text[33];
    std::snprintf(text, sizeof text, "%032llx", static_cast<unsigned long long>(++public_ids_));
    return text;
}

Person World::person_named(const std::string& name) {
    Person person;
    person.public_id = new_public_id();
    person.name = name;
    return person;
}

Student World::student_named(const std::string& family, const std::string& given, ClassRef of) {
    Student student;
    student.public_id = new_public_id();
    student.school = school;
    student.class_ref = std::move(of);
    student.family_name = family;
    student.given_name = given;
    return student;
}

Contact World::contact(PersonId person, const std::string& channel, const std::string& address, int rank) {
    return {.person = person, .channel = channel, .account = "demo", .address = address, .rank = rank};
}

Report World::report_of(StudentId student, PersonId reporter) {
    Report report;
    report.public_id = new_public_id();
    report.school = school;
    report.student = student;
    report.first_day = report.last_day = day;
    report.kind = "absence_sick";
    report.receipt_number = 1;
    report.received_at = t(0);
    report.reporter = reporter;
    report.reason = "fever";
    return report;
}

std::vector<StudentId> World::ids(const std::vector<Student>& students) {
    std::vector<StudentId> all;
    for (const Student& student : students) all.push_back(student.id);
    return all;
}

std::vector<PersonId> World::person_ids(const std::vector<Recipient>& recipients) {
    std::vector<PersonId> all;
    for (const Recipient& recipient : recipients) all.push_back(recipient.person.id);
    return all;
}

void World::raw(const std::string& sql) { raw_->execute(sql); }

std::string World::raw_one(const std::string& sql) {
    const std::string name = "raw_" + crypto::to_hex(crypto::sha256(sql)).substr(0, 32);
    const auto rows = raw_->run({name.c_str(), sql.c_str()});
    return rows.one().get<std::optional<std::string>>(0).value_or("");
}

bool World::raw_refused(const std::string& sql) {
    try {
        raw_->execute(sql);
    } catch (const postgres::SqlFailure& failure) {
        return failure.bad_data();
    }
    return false;
}

std::string World::find_in_database(const std::string& table, const std::string& words) {
    const auto tables =
        raw_->run({"raw_tables",
                   "select table_name::text from information_schema.tables where table_schema = 'public' and "
                   "table_type = 'BASE TABLE' and ($1::text = '' or table_name = $1::text) order by 1"},
                  table);
    for (const auto row : tables) {
        const auto name = row.get<std::string>(0);
        const std::string sql = "select count(*) from \"" + name +
                                "\" t where position(lower($1::text) in lower(t::text)) > 0 or "
                                "position(encode(convert_to($1::text, 'UTF8'), 'hex') in t::text) > 0";
        const std::string statement = "raw_search_" + name;
        if (raw_->run({statement.c_str(), sql.c_str()}, words).one().get<int>(0) > 0) return name;
    }
    return "";
}

}  // namespace todoke::store_test
