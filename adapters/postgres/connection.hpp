// One session with the database. Statements are prepared once per connection under their name and run with binary
// parameters and binary results. Failures are thrown as SqlFailure (a StoreFailure), without any value of the statement
// in their text.
#pragma once

#include "adapters/postgres/param.hpp"
#include "adapters/postgres/result.hpp"
#include "adapters/postgres/statement.hpp"
#include "bot/ports/store/store.hpp"

#include <chrono>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <vector>

struct pg_conn;

namespace todoke::postgres {

class SqlFailure : public StoreFailure {
public:
    SqlFailure(Failure failure, std::string state, std::string constraint)
        : StoreFailure(std::move(failure)), state_(std::move(state)), constraint_(std::move(constraint)) {}
    const std::string& state() const { return state_; }            // SQLSTATE; "" when the connection itself broke
    const std::string& constraint() const { return constraint_; }  // "" unless a constraint refused the row
    bool retryable() const;  // serialization, deadlock, lock not available: repeat the transaction
    bool bad_data() const { return state_.starts_with("22") || state_.starts_with("23"); }
    bool unique() const { return state_ == "23505"; }

private:
    std::string state_, constraint_;
};

// What the server's complaint means to a caller. 40001, 40P01, 55P03, 08*, 57P*, 53*, 25006, 57014, broken connection →
// unavailable; 23* → conflict; 22* → malformed; 42* and 28* → misconfigured; all else → rejected.
FailureCode failure_code_of(std::string_view sqlstate);

struct ConnectionOptions {
    std::string conninfo;                               // URL or key=value; several hosts for fail-over
    std::string application_name;                       // "todoke/<role>/<instance>"
    std::chrono::milliseconds statement_timeout{5000};  // 0 = none (migrations)
    std::chrono::milliseconds lock_timeout{2000};
    bool read_only = false;  // the auditor's session
};

class Connection {
public:
    explicit Connection(const ConnectionOptions& options);  // connects; throws SqlFailure
    Connection(const Connection&) = delete;
    Connection& operator=(const Connection&) = delete;

    template <class... Params>
    Result run(const Statement& statement, const Params&... params) {
        const std::vector<Param> all{Param(params)...};
        return run_all(statement, all);
    }
    Result run_all(const Statement& statement, std::span<const Param> params);

    // Unprepared, no parameters, possibly several statements: begin/commit, migrations, LISTEN. Never with values of
    // people.
    void execute(const std::string& sql);
    void prepare(const Statement& statement);                        // also run lazily by run()
    std::vector<unsigned> column_types(const Statement& statement);  // type numbers of what it returns

    // false after a failure that makes this session useless: throw the object away.
    bool usable() const;
    pg_conn* raw() const { return connection_.get(); }

private:
    struct Prepared {
        std::vector<unsigned> types;
    };
    const Prepared& prepared(const Statement& statement);
    [[noreturn]] void fail(const pg_result* result, std::string_view doing);

    std::shared_ptr<pg_conn> connection_;
    std::map<std::string, Prepared, std::less<>> prepared_;
    bool lost_ = false;
};

// begin … commit; anything else than commit() rolls back.
class Block {
public:
    // `promised` false: synchronous_commit is off for this transaction. Only for claims, whose loss merely repeats
    // work.
    explicit Block(Connection& connection, bool promised = true);
    ~Block();
    Block(const Block&) = delete;
    Block& operator=(const Block&) = delete;
    void commit();  // a commit that broke off throws FailureCode::timeout: it may have happened

private:
    Connection& connection_;
    bool open_ = true;
};

}  // namespace todoke::postgres
