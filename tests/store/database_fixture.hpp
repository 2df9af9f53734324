// A fresh database for a test, in some ten milliseconds: cloned from a template that has all migrations.
//
// The server is the one named by TODOKE_TEST_DATABASE (connection string of a maintenance database whose user may
// create databases), else a private one in /var/tmp/todoke-test-<uid>/ (its files in memory where there is room),
// reachable through a unix socket only, started when it does not run and shared by all test processes. It never syncs
// to disk: nothing in it is meant to survive.
#pragma once

#include "adapters/postgres/connection.hpp"

#include <memory>
#include <string>

namespace todoke::test {

// The connection string of the maintenance database; starts the private server when there is no other. Throws
// std::runtime_error.
std::string test_server();
void stop_test_server();  // the private one, and its files with it; without effect when it does not run

class TestDatabase {
public:
    enum class Schema { migrated, empty };
    explicit TestDatabase(Schema schema = Schema::migrated);
    ~TestDatabase();  // drops the database, whoever is still connected
    TestDatabase(const TestDatabase&) = delete;
    TestDatabase& operator=(const TestDatabase&) = delete;

    const std::string& conninfo() const { return conninfo_; }
    std::unique_ptr<postgres::Connection> connect() const;
    void execute(const std::string& sql) const;         // on a connection of its own
    void refuse_sessions(bool refuse) const;            // as if the server was down, for this database alone
    std::string text_of(const std::string& sql) const;  // first column of the only row, as psql would show it

private:
    std::string name_, conninfo_;
};

}  // namespace todoke::test
