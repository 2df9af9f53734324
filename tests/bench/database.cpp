#include "tests/bench/database.hpp"

#include "tests/bench/machine.hpp"

#include <array>
#include <cstdio>
#include <fstream>
#include <stdexcept>
#include <sys/wait.h>

#include <libpq-fe.h>

namespace todoke::bench {
namespace {

constexpr std::size_t row_bytes = 1100;  // an event of 1 KB, sealed

// In single quotes for the shell.
std::string quoted(const std::string& text) {
    std::string safe = "'";
    for (const char c : text) safe += c == '\'' ? std::string("'\\''") : std::string(1, c);
    return safe + "'";
}

std::string output_of(const std::string& command) {
    FILE* pipe = ::popen(command.c_str(), "r");
    if (!pipe) throw std::runtime_error("cannot start " + command);
    std::string text;
    std::array<char, 4096> buffer{};
    while (const auto got = std::fread(buffer.data(), 1, buffer.size(), pipe)) text.append(buffer.data(), got);
    if (::pclose(pipe) != 0) throw std::runtime_error("pgbench failed:\n" + text);
    return text;
}

}  // namespace

Database::Database(const std::string& conninfo) : connection_(PQconnectdb(conninfo.c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
    value("set client_min_messages = warning");
}

std::string Database::value(const std::string& sql) {
    const std::unique_ptr<PGresult, decltype(&PQclear)> result(PQexec(connection_.get(), sql.c_str()), PQclear);
    const auto status = PQresultStatus(result.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw std::runtime_error(PQerrorMessage(connection_.get()));
    return PQntuples(result.get()) > 0 ? PQgetvalue(result.get(), 0, 0) : "";
}

pid_t Database::postmaster() {
    std::ifstream file(value("show data_directory") + "/postmaster.pid");
    pid_t process = 0;
    file >> process;
    if (process == 0)
        throw std::runtime_error("postmaster.pid cannot be read; the bench has to run as root or the server's user");
    return process;
}

WorkHeld::WorkHeld(const std::string& conninfo) : database_(conninfo) {
    database_.value("begin");
    database_.value("alter sequence lease_seq increment by 1");  // the lock is what is wanted; rolled back at the end
}

PgbenchResult run_pgbench(const std::string& pgbench, const std::string& conninfo, Database& database, int clients,
                          int seconds, const std::string& directory) {
    database.value(
        "create table if not exists bench_row (id bigint generated always as identity primary key, body text not "
        "null)");
    const std::string script = directory + "/insert.sql";
    std::ofstream(script) << "insert into bench_row (body) values (:body);\n";
    std::string body;
    for (std::size_t i = 0; body.size() < row_bytes; ++i) body += std::to_string((i * 2654435761U) % 1000003U);
    body = "b" + body.substr(0, row_bytes - 1);  // not a number: pgbench would pass it as one
    const pid_t server = database.postmaster();
    const double before = cpu_of_tree(server);
    const std::string text = output_of(quoted(pgbench) + " -n -M prepared -c " + std::to_string(clients) + " -j 2 -T " +
                                       std::to_string(seconds) + " -D body=" + body + " -f " + quoted(script) + " " +
                                       quoted(conninfo) + " 2>&1");
    const double used = cpu_of_tree(server) - before;
    const auto number_after = [&](const std::string& words) {
        const auto at = text.find(words);
        if (at == text.npos) throw std::runtime_error("pgbench said:\n" + text);
        return std::stod(text.substr(at + words.size()));
    };
    return {.rate = number_after("\ntps = "), .cpu_per_row = used / number_after("transactions actually processed: ")};
}

}  // namespace todoke::bench
