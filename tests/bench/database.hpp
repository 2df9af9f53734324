// The bench's own view of the database: PostgreSQL's one-row rate, how many events are stored, and the conversation
// work held back while acceptance is measured.
#pragma once

#include <memory>
#include <string>
#include <sys/types.h>

struct pg_conn;

namespace todoke::bench {

class Database {
public:
    explicit Database(const std::string& conninfo);  // throws std::runtime_error when it cannot be reached

    std::string value(const std::string& sql);  // first column of the first row, "" for none
    long count(const std::string& sql) { return std::stol(value(sql)); }
    pid_t postmaster();

private:
    std::shared_ptr<pg_conn> connection_;
};

// Until it ends no event is claimed: it holds the sequence from which every lease is drawn. Claims wait there without
// using the processor, the service itself is not changed.
class WorkHeld {
public:
    explicit WorkHeld(const std::string& conninfo);

private:
    Database database_;
};

struct PgbenchResult {
    double rate = 0;         // rows per second, each in its own transaction
    double cpu_per_row = 0;  // seconds, of the database
};

// One row of 1 KB per transaction into a table with a primary key, prepared, for `seconds`.
PgbenchResult run_pgbench(const std::string& pgbench, const std::string& conninfo, Database& database, int clients,
                          int seconds, const std::string& directory);

}  // namespace todoke::bench
