#include "adapters/postgres/connection.hpp"

#include "adapters/postgres/wire.hpp"

#include <libpq-fe.h>

namespace todoke::postgres {
namespace {

constexpr const char* unreachable =
    "see that PostgreSQL runs, is reachable and takes writes (database.url in the configuration)";
constexpr const char* defect = "a statement does not fit the schema: run the migrations of this version";

std::string field(const pg_result* result, int code) {
    const char* text = result ? PQresultErrorField(result, code) : nullptr;
    return text ? text : "";
}

bool ends_session(std::string_view state) {
    // 0A000: a prepared plan no longer fits a table that a migration changed; a new session prepares it again.
    return state.empty() || state.starts_with("08") || state.starts_with("57P") || state.starts_with("53") ||
           state == "25006" || state == "0A000";
}

}  // namespace

bool SqlFailure::retryable() const { return state_ == "40001" || state_ == "40P01" || state_ == "55P03"; }

FailureCode failure_code_of(std::string_view state) {
    if (state == "57014") return FailureCode::unavailable;  // statement_timeout: rolled back, the session is still good
    if (ends_session(state) || state == "40001" || state == "40P01" || state == "55P03")
        return FailureCode::unavailable;
    if (state.starts_with("23")) return FailureCode::conflict;
    if (state.starts_with("22")) return FailureCode::malformed;
    if (state.starts_with("42") || state.starts_with("28") || state.starts_with("3D") || state.starts_with("3F"))
        return FailureCode::misconfigured;
    return FailureCode::rejected;
}

Connection::Connection(const ConnectionOptions& options) {
    // idle_in_transaction: a worker that hangs must not hold its locks. TimeZone only matters for what people see in
    // psql.
    const std::string settings = "-c statement_timeout=" + std::to_string(options.statement_timeout.count()) +
                                 " -c lock_timeout=" + std::to_string(options.lock_timeout.count()) +
                                 " -c idle_in_transaction_session_timeout=3000 -c TimeZone=UTC" +
                                 (options.read_only ? " -c default_transaction_read_only=on" : "");
    const char* keys[] = {"dbname",          "application_name",     "options",
                          "client_encoding", "connect_timeout",      "tcp_user_timeout",
                          "keepalives_idle", "target_session_attrs", nullptr};
    const char* values[] = {options.conninfo.c_str(),
                            options.application_name.c_str(),
                            settings.c_str(),
                            "UTF8",
                            "3",
                            "5000",
                            "10",
                            options.read_only ? "any" : "read-write",
                            nullptr};
    connection_ = std::shared_ptr<pg_conn>(PQconnectdbParams(keys, values, 1), [](pg_conn* c) { PQfinish(c); });
    if (!connection_ || PQstatus(connection_.get()) != CONNECTION_OK) {
        lost_ = true;
        throw SqlFailure({FailureCode::unavailable, "the database cannot be reached", unreachable}, "", "");
    }
    // Server notices may quote what people wrote; nobody reads them.
    PQsetNoticeReceiver(connection_.get(), [](void*, const PGresult*) {}, nullptr);
}

bool Connection::usable() const { return !lost_ && PQstatus(connection_.get()) == CONNECTION_OK; }

void Connection::fail(const pg_result* result, std::string_view doing) {
    std::string state = field(result, PG_DIAG_SQLSTATE);
    if (PQstatus(connection_.get()) != CONNECTION_OK) {
        lost_ = true;
        // A session the server ended (57P01, 25P03 …) reports both; for the caller it is simply gone.
        if (!ends_session(state)) state.clear();
    }
    if (ends_session(state)) lost_ = true;
    const std::string constraint = field(result, PG_DIAG_CONSTRAINT_NAME);
    const FailureCode code = failure_code_of(state);
    std::string what = "database: " + std::string(doing) + ": " + (state.empty() ? "connection lost" : state);
    if (!constraint.empty()) what += " " + constraint;
    // Complaints about the statement itself speak of names in the schema only; all others may quote values.
    if (code == FailureCode::misconfigured) what += " " + field(result, PG_DIAG_MESSAGE_PRIMARY);
    const char* remedy = code == FailureCode::unavailable     ? unreachable
                         : code == FailureCode::misconfigured ? defect
                                                              : "";
    throw SqlFailure({code, what, remedy}, state, constraint);
}

void Connection::prepare(const Statement& statement) { prepared(statement); }

std::vector<unsigned> Connection::column_types(const Statement& statement) {
    prepared(statement);
    const Result described(PQdescribePrepared(connection_.get(), statement.name));
    if (PQresultStatus(described.raw()) != PGRES_COMMAND_OK) fail(described.raw(), statement.name);
    std::vector<unsigned> types;
    for (int i = 0; i < PQnfields(described.raw()); ++i) types.push_back(PQftype(described.raw(), i));
    return types;
}

const Connection::Prepared& Connection::prepared(const Statement& statement) {
    const auto found = prepared_.find(std::string_view(statement.name));
    if (found != prepared_.end()) return found->second;
    const Result made(PQprepare(connection_.get(), statement.name, statement.text, 0, nullptr));
    if (PQresultStatus(made.raw()) != PGRES_COMMAND_OK) fail(made.raw(), statement.name);
    const Result described(PQdescribePrepared(connection_.get(), statement.name));
    if (PQresultStatus(described.raw()) != PGRES_COMMAND_OK) fail(described.raw(), statement.name);
    Prepared entry;
    for (int i = 0; i < PQnparams(described.raw()); ++i) entry.types.push_back(PQparamtype(described.raw(), i));
    return prepared_.emplace(statement.name, std::move(entry)).first->second;
}

Result Connection::run_all(const Statement& statement, std::span<const Param> params) {
    const Prepared& known = prepared(statement);
    if (known.types.size() != params.size())
        throw SqlFailure({FailureCode::misconfigured,
                          std::string(statement.name) + " takes " + std::to_string(known.types.size()) +
                              " parameters, not " + std::to_string(params.size()),
                          defect},
                         "42P02", "");
    const std::size_t count = params.size();
    std::vector<std::string> encoded(count);
    std::vector<const char*> values(count);
    std::vector<int> lengths(count), formats(count, 1);
    for (std::size_t i = 0; i < count; ++i) {
        if (params[i].is_null()) continue;
        if (!params[i].encode(known.types[i], encoded[i]))
            throw SqlFailure({FailureCode::misconfigured,
                              std::string(statement.name) + ": parameter $" + std::to_string(i + 1) +
                                  " does not fit its type " + std::to_string(known.types[i]),
                              defect},
                             "42804", "");
        values[i] = encoded[i].data();
        lengths[i] = static_cast<int>(encoded[i].size());
    }
    Result result(PQexecPrepared(connection_.get(), statement.name, static_cast<int>(count), values.data(),
                                 lengths.data(), formats.data(), 1));
    const auto status = PQresultStatus(result.raw());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK) fail(result.raw(), statement.name);
    return result;
}

void Connection::execute(const std::string& sql) {
    const Result result(PQexec(connection_.get(), sql.c_str()));
    const auto status = PQresultStatus(result.raw());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK && status != PGRES_EMPTY_QUERY)
        fail(result.raw(), "command");
}

Block::Block(Connection& connection, bool promised) : connection_(connection) {
    connection_.execute(promised ? "begin" : "begin; set local synchronous_commit = off");
}

Block::~Block() {
    if (!open_ || !connection_.usable()) return;
    try {
        connection_.execute("rollback");
    } catch (const StoreFailure&) {
        // The session is marked lost by the failure; the server rolls back by itself.
    }
}

void Block::commit() {
    open_ = false;
    try {
        connection_.execute("commit");
    } catch (const SqlFailure& failure) {
        if (connection_.usable()) throw;
        throw SqlFailure(
            {FailureCode::timeout, "database: commit broke off; it may have happened", "repeat with the same key"},
            failure.state(), "");
    }
}

}  // namespace todoke::postgres
