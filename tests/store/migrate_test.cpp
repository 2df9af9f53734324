#include "adapters/postgres/migrate.hpp"

#include "generated/migrations_all.hpp"
#include "tests/store/database_fixture.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

TEST(MigrateTest, AnEmptyDatabaseBecomesReadyAndASecondRunFindsNothing) {
    const TestDatabase database(TestDatabase::Schema::empty);
    const auto before = postgres::schema_ready(database.conninfo());
    ASSERT_FALSE(before);
    EXPECT_EQ(before.error().code, FailureCode::misconfigured);
    const auto first = postgres::migrate(database.conninfo(), Instant{});
    ASSERT_TRUE(first) << first.error().what;
    EXPECT_EQ(first->size(), std::size(postgres::all_migrations));
    EXPECT_TRUE(postgres::schema_ready(database.conninfo()));
    EXPECT_EQ(postgres::migrate(database.conninfo(), Instant{}).value().size(), 0u);
}

TEST(MigrateTest, AMigrationThatWasChangedAfterItsApplicationIsNamed) {
    const TestDatabase database;
    database.execute("update schema_migration set checksum = 'other' where name like '0001%'");
    const auto again = postgres::migrate(database.conninfo(), Instant{});
    ASSERT_FALSE(again);
    EXPECT_NE(again.error().what.find("0001_foundation"), std::string::npos);
    EXPECT_FALSE(postgres::schema_ready(database.conninfo()));
}

TEST(MigrateTest, ANewerSchemaIsWelcome) {
    const TestDatabase database;
    database.execute("insert into schema_migration values ('9999_later', 'x', '2026-11-24Z')");
    EXPECT_TRUE(postgres::schema_ready(database.conninfo()));
}

TEST(MigrateTest, SeveralAtOnceApplyEveryMigrationOnce) {
    const TestDatabase database(TestDatabase::Schema::empty);
    std::vector<std::size_t> applied(4);
    std::vector<std::jthread> starters;
    for (std::size_t& count : applied)
        starters.emplace_back([&] { count = postgres::migrate(database.conninfo(), Instant{}).value().size(); });
    starters.clear();
    std::size_t all = 0;
    for (const std::size_t count : applied) all += count;
    EXPECT_EQ(all, std::size(postgres::all_migrations));
}

}  // namespace
}  // namespace todoke::test
