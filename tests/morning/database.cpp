#include "tests/morning/database.hpp"

#include <stdexcept>

#include <libpq-fe.h>

namespace todoke::morning {
namespace {

using Answer = std::unique_ptr<PGresult, void (*)(PGresult*)>;

Answer ask(PGconn* connection, const std::string& sql) {
    Answer answer(PQexec(connection, sql.c_str()), PQclear);
    const auto status = PQresultStatus(answer.get());
    if (status != PGRES_TUPLES_OK && status != PGRES_COMMAND_OK)
        throw std::runtime_error(sql + ": " + PQresultErrorMessage(answer.get()));
    return answer;
}

}  // namespace

Database::Database(const std::string& conninfo)
    : connection_(PQconnectdb((conninfo + " application_name=checker").c_str()), PQfinish) {
    if (PQstatus(connection_.get()) != CONNECTION_OK) throw std::runtime_error(PQerrorMessage(connection_.get()));
}

std::vector<Row> Database::rows(const std::string& sql) const {
    const Answer answer = ask(connection_.get(), sql);
    std::vector<Row> all(static_cast<std::size_t>(PQntuples(answer.get())));
    for (int row = 0; row < PQntuples(answer.get()); ++row)
        for (int column = 0; column < PQnfields(answer.get()); ++column)
            if (!PQgetisnull(answer.get(), row, column))
                all[static_cast<std::size_t>(row)][PQfname(answer.get(), column)] =
                    PQgetvalue(answer.get(), row, column);
    return all;
}

std::string Database::value(const std::string& sql) const {
    const Answer answer = ask(connection_.get(), sql);
    return PQntuples(answer.get()) > 0 ? PQgetvalue(answer.get(), 0, 0) : "";
}

long Database::number(const std::string& sql) const {
    const std::string text = value(sql);
    return text.empty() ? 0 : std::stol(text);
}

}  // namespace todoke::morning
