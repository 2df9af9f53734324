#include "adapters/postgres/sealer.hpp"

#include "tests/store/store_fixture.hpp"

namespace todoke::test {
namespace {

class SealerTest : public testing::Test {
protected:
    std::unique_ptr<postgres::Sealer> make(const std::string& key) {
        return std::make_unique<postgres::Sealer>(key, [this] { return database.connect(); }, clock, random);
    }

    TestDatabase database;
    system::ManualClock clock{Instant{}};
    system::SystemRandom random;
    CountingLog log;
    const std::string master = std::string(32, 'm');
    std::unique_ptr<postgres::Sealer> sealer = make(master);
};

TEST_F(SealerTest, ACellOpensOnlyWhereItWasSealed) {
    const std::string sealed = sealer->seal(SchoolId{1}, "ハナ", "student.name", "row1");
    EXPECT_EQ(sealer->open(SchoolId{1}, sealed, "student.name", "row1"), "ハナ");
    sealer->seal(SchoolId{2}, "", "x", "y");
    EXPECT_THROW(sealer->open(SchoolId{1}, sealed, "student.name", "row2"), StoreFailure);
    EXPECT_THROW(sealer->open(SchoolId{1}, sealed, "student.nam", "erow1"), StoreFailure);
    EXPECT_THROW(sealer->open(SchoolId{2}, sealed, "student.name", "row1"), StoreFailure);
    EXPECT_THROW(sealer->open(SchoolId{1}, sealed + "x", "student.name", "row1"), StoreFailure);
    EXPECT_THROW(sealer->open(SchoolId{1}, "", "student.name", "row1"), StoreFailure);
}

TEST_F(SealerTest, AnotherProcessWithTheSameMasterKeyReadsIt) {
    const std::string sealed = sealer->seal(SchoolId{}, "text", "a.b", "r");
    EXPECT_EQ(make(master)->open(SchoolId{}, sealed, "a.b", "r"), "text");
    EXPECT_EQ(database.text_of("select count(*) from data_key"), "1");
}

TEST_F(SealerTest, AnotherMasterKeyIsRefusedBeforeAnythingIsSealedWithIt) {
    sealer->seal(SchoolId{}, "text", "a.b", "r");
    const auto stranger = make(std::string(32, 'x'));
    EXPECT_THROW(stranger->seal(SchoolId{}, "text", "a.b", "r"), StoreFailure);
    EXPECT_THROW(make("short"), StoreFailure);
}

TEST_F(SealerTest, EverySchoolHasItsOwnKeyAndLosingItLosesTheCells) {
    const std::string first = sealer->seal(SchoolId{1}, "text", "a.b", "r");
    const std::string second = sealer->seal(SchoolId{2}, "text", "a.b", "r");
    database.execute("delete from data_key where school_id = 1");
    const auto later = make(master);
    EXPECT_THROW(later->open(SchoolId{1}, first, "a.b", "r"), StoreFailure);
    EXPECT_EQ(later->open(SchoolId{2}, second, "a.b", "r"), "text");
}

TEST_F(SealerTest, TheSameTextSealsDifferentlyAndIndexesEqually) {
    EXPECT_NE(sealer->seal(SchoolId{1}, "text", "a.b", "r"), sealer->seal(SchoolId{1}, "text", "a.b", "r"));
    EXPECT_EQ(sealer->blind_index("a.b", "text"), make(master)->blind_index("a.b", "text"));
    EXPECT_EQ(sealer->blind_index("a.b", "text").size(), 16u);
    EXPECT_NE(sealer->blind_index("a.b", "text"), sealer->blind_index("a.c", "text"));
    EXPECT_NE(sealer->blind_index("a.b", "text"), make(std::string(32, 'x'))->blind_index("a.b", "text"));
}

TEST_F(SealerTest, AKeyMadeDuringATransactionSurvivesItsRollback) {
    const auto store = postgres::make_store({.conninfo = database.conninfo(), .master_key = master, .instance = "t"},
                                            clock, random, log);
    const auto rolled_back = store->transact([&](Transaction& tx) {
        Conversation conversation = tx.conversations().load(std::string(32, 'c'), "line", "main", Instant{});
        tx.conversations().save(conversation, Instant{});
        return false;
    });
    EXPECT_EQ(rolled_back, false);
    EXPECT_EQ(database.text_of("select count(*) from data_key"), "1");
}

}  // namespace
}  // namespace todoke::test
