#include "generated/migrations_all.hpp"
#include "generated/sql_all.hpp"
#include "tests/store/database_fixture.hpp"

#include <regex>
#include <set>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

std::string without_comments(const std::string& sql) { return std::regex_replace(sql, std::regex("--[^\n]*"), ""); }

// Everything by which SQL can learn the time without being told: one clock rules the house.
bool asks_the_time(const std::string& sql) {
    static const std::regex words(
        "\\b(now\\s*\\(|current_date|current_time|current_timestamp|localtime|localtimestamp|clock_timestamp|statement_"
        "timestamp|"
        "transaction_timestamp|timeofday)|'(now|today|tomorrow|yesterday)'",
        std::regex::icase);
    return std::regex_search(without_comments(sql), words);
}

TEST(StatementsTest, EveryStatementPreparesAndReturnsTypesTheRowLayerReads) {
    const TestDatabase database;
    const auto connection = database.connect();
    // bool bytea name int8 int2 int4 text json float8 varchar date timestamptz interval uuid jsonb, and arrays of
    // numbers, text, bytes
    const std::set<unsigned> readable{16,   17,   19,   20,   21,   23,   25,   114,  701, 1043,
                                      1082, 1184, 1186, 2950, 3802, 1007, 1009, 1016, 1001};
    std::set<std::string> names;
    for (const auto& file : postgres::all_queries) {
        for (const postgres::Statement* statement : file.statements) {
            EXPECT_TRUE(names.insert(statement->name).second) << statement->name << " is there twice";
            try {
                for (const unsigned type : connection->column_types(*statement))
                    EXPECT_TRUE(readable.contains(type))
                        << file.name << ".sql: " << statement->name << " returns type " << type;
            } catch (const StoreFailure& failure) {
                ADD_FAILURE() << file.name << ".sql: " << statement->name << ": " << failure.failure().what;
            }
        }
    }
    EXPECT_GT(names.size(), 50u);
}

TEST(StatementsTest, NoStatementAndNoDefaultAsksTheDatabaseForTheTime) {
    for (const auto& file : postgres::all_queries)
        for (const postgres::Statement* statement : file.statements)
            if (std::string_view(statement->name) != "database_time") {  // measures how far the process clock is off
                EXPECT_FALSE(asks_the_time(statement->text)) << statement->name;
            }
    for (const auto& migration : postgres::all_migrations) EXPECT_FALSE(asks_the_time(migration.sql)) << migration.name;
}

TEST(StatementsTest, TheSearchForTheTimeFindsIt) {
    EXPECT_TRUE(asks_the_time("update x set a = now()"));
    EXPECT_TRUE(asks_the_time("select CURRENT_DATE + 1"));
    EXPECT_TRUE(asks_the_time("select 'today'::date"));
    EXPECT_FALSE(asks_the_time("select known(), nowhere from t -- now()"));
}

}  // namespace
}  // namespace todoke::test
