// Lists change without a restart; a broken file never takes a school away.
#include "adapters/yaml/school_files.hpp"
#include "tests/unit/settings_support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

using test::OneZone;
using test::TemporaryFolder;

std::string school(const std::string& id, const std::string& reasons) {
    return "id: " + id + R"(
name: 学校
stage: elementary
zone: Asia/Tokyo
phone: "0144-00-0000"
channels: { line: { account: demo } }
staff_hours: { from: "07:30", until: "17:00" }
reports:
  kinds:
    - { code: absence, label: 欠席, effect: absent, deadline: "08:00", reasons: )" +
           reasons + " }\n";
}

const std::string one_reason = "[{ code: fever, label: 発熱 }]";
const std::string two_reasons = "[{ code: fever, label: 発熱 }, { code: cough, label: せき }]";

struct Fixture {
    explicit Fixture(SchoolIds ids = counting())
        : files(folder.path(), {"schools/*.yaml"}, zones, {}, std::move(ids)) {}

    static SchoolIds counting() {
        return [last = 0](const std::string&) mutable -> std::expected<SchoolId, Failure> { return SchoolId{++last}; };
    }
    std::size_t reasons(const std::string& code) const {
        const auto list = files.current();
        for (const auto& one : list->all)
            if (one.code == code) return one.kinds.at(0).reasons.size();
        return 0;
    }

    TemporaryFolder folder;
    OneZone zones;
    SchoolFiles files;
};

TEST(SchoolReload, AnEditedListIsInForceAfterTheNextLook) {
    Fixture x;
    const auto path = x.folder.write("schools/aoba.yaml", school("aoba", one_reason)).string();
    EXPECT_TRUE(x.files.current()->all.empty());
    EXPECT_EQ(x.files.reload().taken, std::vector<std::string>{path});
    EXPECT_EQ(x.reasons("aoba"), 1u);
    EXPECT_TRUE(x.files.reload().taken.empty());  // nothing changed

    const auto before = x.files.current();
    x.folder.write("schools/aoba.yaml", school("aoba", two_reasons));
    EXPECT_EQ(x.files.reload().taken.size(), 1u);
    EXPECT_EQ(x.reasons("aoba"), 2u);
    EXPECT_EQ(before->all.at(0).kinds.at(0).reasons.size(), 1u);  // a turn that began keeps its rules
    EXPECT_EQ(before->all.at(0).id, x.files.current()->all.at(0).id);
}

TEST(SchoolReload, ABrokenFileKeepsTheOldSchoolAndIsToldOnce) {
    Fixture x;
    const auto path = x.folder.write("schools/aoba.yaml", school("aoba", one_reason)).string();
    x.files.reload();
    x.folder.write("schools/aoba.yaml", school("aoba", "[{ code: fever, lable: 発熱 }]"));
    const auto broken = x.files.reload();
    EXPECT_TRUE(broken.taken.empty());
    ASSERT_EQ(broken.problems.size(), 2u);
    EXPECT_EQ(to_text(broken.problems[0]),
              path + ":10:80: 'label' is missing here: expected words, such as { ja: 発熱, en: fever }");
    EXPECT_EQ(to_text(broken.problems[1]), path + ":10:95: unknown key 'lable'; did you mean 'label'?");
    EXPECT_EQ(x.reasons("aoba"), 1u);
    EXPECT_TRUE(x.files.reload().problems.empty());
    EXPECT_EQ(x.files.problems().size(), 2u);  // still wrong, for whoever asks

    x.folder.write("schools/aoba.yaml", school("aoba", two_reasons));
    EXPECT_EQ(x.files.reload().taken.size(), 1u);
    EXPECT_EQ(x.reasons("aoba"), 2u);
    EXPECT_TRUE(x.files.problems().empty());
}

TEST(SchoolReload, ANewFileIsANewSchoolAndOneThatVanishesStays) {
    Fixture x;
    x.folder.write("schools/aoba.yaml", school("aoba", one_reason));
    x.files.reload();
    const auto minato = x.folder.write("schools/minato.yaml", school("minato", one_reason));
    x.files.reload();
    ASSERT_EQ(x.files.current()->all.size(), 2u);
    EXPECT_NE(x.files.current()->all[0].id, x.files.current()->all[1].id);

    std::filesystem::remove(minato);
    const auto gone = x.files.reload();
    ASSERT_EQ(gone.problems.size(), 1u);
    EXPECT_EQ(gone.problems[0].message, "the file is gone; its school stays until the service is started again");
    EXPECT_EQ(x.files.current()->all.size(), 2u);
    EXPECT_TRUE(x.files.reload().problems.empty());
}

TEST(SchoolReload, TwoFilesCannotBeOneSchoolAndASchoolKeepsItsId) {
    Fixture x;
    const auto first = x.folder.write("schools/a.yaml", school("aoba", one_reason)).string();
    const auto second = x.folder.write("schools/b.yaml", school("aoba", two_reasons)).string();
    const auto both = x.files.reload();
    ASSERT_EQ(both.problems.size(), 1u);
    EXPECT_EQ(to_text(both.problems[0]),
              second + ":1:5: 'id': \"aoba\" is already the school of " + first + "; expected a code of its own");
    EXPECT_EQ(x.files.current()->all.size(), 1u);

    x.folder.write("schools/a.yaml", school("other", one_reason));
    const auto renamed = x.files.reload();
    ASSERT_GE(renamed.problems.size(), 1u);
    EXPECT_NE(renamed.problems[0].message.find("cannot change while the service runs"), std::string::npos);
    EXPECT_EQ(x.files.current()->all.at(0).code, "aoba");
}

TEST(SchoolReload, ASchoolWithoutItsNumberIsTriedAgain) {
    bool database_is_up = false;
    Fixture x([&](const std::string&) -> std::expected<SchoolId, Failure> {
        if (database_is_up) return SchoolId{7};
        return std::unexpected(Failure{FailureCode::unavailable, "the database does not answer", ""});
    });
    x.folder.write("schools/aoba.yaml", school("aoba", one_reason));
    EXPECT_EQ(x.files.reload().problems.size(), 1u);
    EXPECT_TRUE(x.files.current()->all.empty());
    database_is_up = true;
    EXPECT_EQ(x.files.reload().taken.size(), 1u);
    EXPECT_EQ(x.files.current()->all.at(0).id, SchoolId{7});
}

TEST(SchoolReload, APatternThatMatchesNothingIsToldOnce) {
    Fixture x;
    const auto first = x.files.reload();
    ASSERT_EQ(first.problems.size(), 1u);
    EXPECT_EQ(to_text(first.problems[0]),
              (x.folder / "schools/*.yaml").string() + ": no file matches; expected at least one school");
    EXPECT_TRUE(x.files.reload().problems.empty());
}

}  // namespace
}  // namespace todoke::yaml
