#include "tests/store/database_fixture.hpp"

#include "adapters/postgres/migrate.hpp"
#include "bot/ports/crypto.hpp"
#include "generated/migrations_all.hpp"
#include "tests/store/file_lock.hpp"

#include <atomic>
#include <csignal>
#include <memory>
#include <stdexcept>
#include <unistd.h>

#include <libpq-fe.h>

namespace todoke::test {
namespace {

// The maintenance connection string with another database, whether it is a URL or key=value.
std::string with_database(const std::string& conninfo, const std::string& name) {
    const std::unique_ptr<PQconninfoOption, void (*)(PQconninfoOption*)> options(
        PQconninfoParse(conninfo.c_str(), nullptr), PQconninfoFree);
    if (!options) throw std::runtime_error("TODOKE_TEST_DATABASE is no connection string");
    std::string text;
    for (const PQconninfoOption* option = options.get(); option->keyword; ++option) {
        if (!option->val || std::string_view(option->keyword) == "dbname") continue;
        text += std::string(option->keyword) + "='";
        for (const char* c = option->val; *c; ++c) {
            if (*c == '\'' || *c == '\\') text += '\\';
            text += *c;
        }
        text += "' ";
    }
    return text + "dbname=" + name;
}

// One statement outside any transaction. A plain session: the row layer's time-outs are not for creating databases.
std::string command(const std::string& conninfo, const std::string& sql) {
    const std::unique_ptr<PGconn, void (*)(PGconn*)> connection(PQconnectdb(conninfo.c_str()), PQfinish);
    if (PQstatus(connection.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection.get()));
    PQsetNoticeReceiver(connection.get(), [](void*, const PGresult*) {}, nullptr);
    const std::unique_ptr<PGresult, void (*)(PGresult*)> result(PQexec(connection.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_COMMAND_OK && status != PGRES_TUPLES_OK)
        throw std::runtime_error(sql + ": " + PQresultErrorMessage(result.get()));
    std::string text;
    for (int row = 0; row < PQntuples(result.get()); ++row)
        text += (row ? "\n" : "") + std::string(PQgetvalue(result.get(), row, 0));
    return text;
}

std::string template_name() {
    std::string all;
    for (const auto& migration : postgres::all_migrations) all += std::string(migration.name) + "\n" + migration.sql;
    return "todoke_template_" + crypto::to_hex(crypto::sha256(all)).substr(0, 12);
}

// What test processes that died have left behind.
void sweep(const std::string& server) {
    std::string names =
        command(server, "select datname from pg_database where datname like 'todoke\\_test\\_%'") + "\n";
    for (std::size_t end; (end = names.find('\n')) != std::string::npos; names.erase(0, end + 1)) {
        const std::string name = names.substr(0, end);
        if (name.empty()) continue;
        const int process = std::atoi(name.c_str() + sizeof("todoke_test_") - 1);
        if (process > 0 && kill(process, 0) != 0 && errno == ESRCH)
            command(server, "drop database if exists " + name + " with (force)");
    }
}

void make_template(const std::string& server, const std::string& name) {
    const FileLock lock;
    if (!command(server, "select 1 from pg_database where datname = '" + name + "'").empty()) return;
    sweep(server);
    const std::string making = name + "_" + std::to_string(getpid());
    command(server, "create database " + making + " template template0");
    const auto migrated = postgres::migrate(with_database(server, making), Instant{});
    if (!migrated) {
        command(server, "drop database " + making);
        throw std::runtime_error("migrations: " + migrated.error().what);
    }
    command(server, "alter database " + making + " rename to " + name);
}

std::string next_name() {
    static std::atomic<int> count{0};
    return "todoke_test_" + std::to_string(getpid()) + "_" + std::to_string(++count);
}

}  // namespace

TestDatabase::TestDatabase(Schema schema) : name_(next_name()) {
    static const std::string server = test_server();
    static const std::string migrated = [] {
        std::string name = template_name();
        make_template(server, name);
        return name;
    }();
    command(server, "create database " + name_ + " template " + (schema == Schema::migrated ? migrated : "template0"));
    conninfo_ = with_database(server, name_);
}

TestDatabase::~TestDatabase() {
    try {
        command(test_server(), "drop database if exists " + name_ + " with (force)");
    } catch (const std::exception&) {
        // The server was stopped by the test itself; the next run sweeps.
    }
}

std::unique_ptr<postgres::Connection> TestDatabase::connect() const {
    return std::make_unique<postgres::Connection>(
        postgres::ConnectionOptions{.conninfo = conninfo_, .application_name = "test"});
}

void TestDatabase::execute(const std::string& sql) const { command(conninfo_, sql); }

void TestDatabase::refuse_sessions(bool refuse) const {
    const std::string server = test_server();
    command(server, "alter database " + name_ + " allow_connections " + (refuse ? "false" : "true"));
    if (refuse)
        command(server, "select pg_terminate_backend(pid) from pg_stat_activity where datname = '" + name_ + "'");
}

std::string TestDatabase::text_of(const std::string& sql) const { return command(conninfo_, sql); }

}  // namespace todoke::test
