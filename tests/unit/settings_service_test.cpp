// todoke.yaml: the shipped files read without a word; wrong ones are refused with place and expectation. Secrets are
// references.
#include "adapters/yaml/secret.hpp"
#include "adapters/yaml/service_settings.hpp"
#include "tests/unit/settings_support.hpp"

#include <cstdlib>
#include <filesystem>
#include <string>
#include <sys/stat.h>

#include <gtest/gtest.h>

namespace todoke::yaml {
namespace {

using test::TemporaryFolder;
using test::text_of;

const std::filesystem::path config = std::filesystem::path(TODOKE_SOURCE_DIR) / "config";
const std::vector<std::string> channels = {"line", "teams", "email"};

TEST(ServiceSettings, TheShippedConfigurationHasTheDocumentedShape) {
    SettingProblems problems;
    const auto settings = read_service_settings(config / "todoke.yaml", problems);
    refuse_unused(settings, channels, problems);
    EXPECT_EQ(text_of(problems), "");
    EXPECT_EQ(settings.service.listen.host, "127.0.0.1");
    EXPECT_EQ(settings.service.listen.port, 8080);
    EXPECT_EQ(settings.service.admin_listen.port, 8081);
    EXPECT_EQ(settings.service.public_url, "https://attend.example.ed.jp");
    EXPECT_EQ(settings.service.workers, 4);
    EXPECT_EQ(settings.service.clock, ServiceClock::real);
    EXPECT_FALSE(settings.service.development);
    EXPECT_EQ(settings.database.url, "postgresql:///todoke");
    EXPECT_EQ(settings.lmtp.port, 2424);
    EXPECT_EQ(settings.master_key, "file:secrets/master.key");
    EXPECT_EQ(settings.schools, std::vector<std::string>{"schools/*.yaml"});
    EXPECT_EQ(settings.base, config);
    EXPECT_EQ(accounts_of(settings), (Accounts{{"email", {"demo"}}, {"line", {"demo"}}, {"teams", {"demo"}}}));
    const SettingNode* line = settings.other("line");
    ASSERT_NE(line, nullptr);
    ASSERT_EQ(line->items.size(), 1u);
    SettingProblems none;
    Section entry(&line->items[0], none);
    EXPECT_EQ(entry.text("channel_id"), "1650000000");
    EXPECT_EQ(settings.other("fax"), nullptr);
}

TEST(ServiceSettings, TheDemoRunsOnLoopbackWithASimulatedClock) {
    SettingProblems problems;
    const auto settings = read_service_settings(config / "demo.yaml", problems);
    refuse_unused(settings, channels, problems);
    EXPECT_EQ(text_of(problems), "");
    EXPECT_EQ(settings.service.clock, ServiceClock::simulated);
    EXPECT_TRUE(settings.service.development);
    SettingProblems none;
    EXPECT_EQ(Section(&settings.other("line")->items[0], none).text("api_base"), "http://127.0.0.1:5001");
    EXPECT_EQ(Section(&settings.other("teams")->items[0], none).texts("allowed_service_hosts"),
              std::vector<std::string>{"http://127.0.0.1:5002"});
    EXPECT_EQ(Section(&settings.other("email")->items[0], none).text("smtp_url"), "smtp://127.0.0.1:5025");
}

const std::string right = R"(service:
  listen: "127.0.0.1:8080"
  admin_listen: "127.0.0.1:8081"
  public_url: "https://attend.example.ed.jp"
database: { url: "postgresql:///todoke" }
lmtp: { listen: "unix:run/lmtp.sock" }
keys: { master: "file:master.key" }
line:
  - account: demo
schools: ["schools/*.yaml"]
)";

struct Change {
    const char* line;
    const char* instead;
    const char* says;  // after the file's name; "" = right
};

class ServiceProblem : public testing::TestWithParam<Change> {};

TEST_P(ServiceProblem, IsToldWithPlaceAndExpectation) {
    const TemporaryFolder folder;
    std::string text = right;
    const auto place = text.find(GetParam().line);
    ASSERT_NE(place, std::string::npos);
    const auto file =
        folder.write("todoke.yaml", text.replace(place, std::string(GetParam().line).size(), GetParam().instead));
    SettingProblems problems;
    const auto settings = read_service_settings(file, problems);
    refuse_unused(settings, channels, problems);
    const std::string says = GetParam().says;
    EXPECT_EQ(text_of(problems), says.empty() ? "" : file.string() + ":" + says + "\n");
}

INSTANTIATE_TEST_SUITE_P(
    Table, ServiceProblem,
    testing::Values(
        Change{"lmtp", "lmtp", ""}, Change{"\"127.0.0.1:8080\"", "\"[::1]:8080\"", ""},
        Change{"\"127.0.0.1:8080\"", "\"8080\"",
               "2:11: 'listen': expected an address and a port (0: any free one), such as \"127.0.0.1:8080\" or "
               "\"[::1]:8080\""},
        Change{"127.0.0.1:8080", "127.0.0.1:70000",
               "2:11: 'listen': expected an address and a port (0: any free one), such as \"127.0.0.1:8080\" or "
               "\"[::1]:8080\""},
        Change{
            "https://attend", "http://attend",
            "4:15: 'public_url': expected https, such as \"https://attend.example.ed.jp\" (http://127.0.0.1 only with "
            "development: true)"},
        Change{"  public_url", "  clock: simulated\n  public_url",
               "4:10: 'clock': a simulated clock is for development; expected \"real\", or development: true"},
        Change{"  public_url", "  trusted_proxies: [\"10.0.0.5\", \"::1\"]\n  public_url", ""},
        Change{"  public_url", "  trusted_proxies: [\"10.0.0.0/8\"]\n  public_url",
               "4:20: 'trusted_proxies': expected addresses such as [\"127.0.0.1\"]; a name or a network is none"},
        Change{"  public_url", "  workers: 0\n  public_url",
               "4:12: 'workers': expected a whole number from 1 to 64, found \"0\""},
        Change{"postgresql:///todoke", "mysql://todoke",
               "5:18: 'url': expected \"postgresql://…\", or \"file:PATH\" naming a file with it"},
        Change{"unix:run/lmtp.sock", "somewhere", "6:17: 'listen': expected \"127.0.0.1:2424\" or \"unix:PATH\""},
        Change{"keys: { master: \"file:master.key\" }\n", "",
               "1:1: 'keys' is missing here: expected a section such as { master: \"file:secrets/master.key\" }"},
        Change{"schools: [\"schools/*.yaml\"]\n", "",
               "1:1: 'schools' is missing here: expected patterns of files, such as [\"schools/*.yaml\"]"},
        Change{"line:\n", "lnie:\n", "8:1: unknown key 'lnie'; did you mean 'line'?"}));

TEST(ServiceSettings, AnUnknownListenKeyIsNamedBesideTheMissingOne) {
    const TemporaryFolder folder;
    std::string text = right;
    text.replace(text.find("  listen:"), 9, "  listne:");
    const auto file = folder.write("todoke.yaml", text);
    SettingProblems problems;
    read_service_settings(file, problems);
    EXPECT_EQ(text_of(problems), file.string() + ":2:3: 'listen' is missing here\n" + file.string() +
                                     ":2:3: unknown key 'listne'; did you mean 'listen'?\n");
}

TEST(Secrets, AreReadFromFilesOfTheirOwnerAlone) {
    const TemporaryFolder folder;
    const auto file = folder.write("secrets/line.secret", "s3cret\n");
    ::chmod(file.c_str(), 0400);
    const auto secret = read_secret("file:secrets/line.secret", folder.path(), false);
    ASSERT_TRUE(secret.has_value()) << secret.error().what;
    EXPECT_EQ(*secret, "s3cret");
    EXPECT_EQ(read_secret("file:" + file.string(), "/nowhere", false).value(), "s3cret");
}

TEST(Secrets, OthersMayReadMeansRefused) {
    const TemporaryFolder folder;
    const auto file = folder.write("line.secret", "s3cret\n");
    for (const auto mode : {0440, 0404, 0644, 0620}) {
        ::chmod(file.c_str(), static_cast<mode_t>(mode));
        const auto secret = read_secret("file:line.secret", folder.path(), true);
        ASSERT_FALSE(secret.has_value()) << std::oct << mode;
        EXPECT_EQ(secret.error().code, FailureCode::misconfigured);
        EXPECT_EQ(secret.error().what, "the secret file " + file.string() + " may be read or changed by others");
        EXPECT_EQ(secret.error().remedy, "chmod 0400 " + file.string());
    }
}

TEST(Secrets, EmptyMissingAndUnnamedOnesAreRefusedWithoutShowingThem) {
    const TemporaryFolder folder;
    ::chmod(folder.write("empty", "\n").c_str(), 0400);
    EXPECT_EQ(read_secret("file:empty", folder.path(), false).error().what,
              "the secret file " + (folder / "empty").string() + " is empty");
    EXPECT_EQ(read_secret("file:none", folder.path(), false).error().code, FailureCode::misconfigured);
    EXPECT_EQ(read_secret("file:.", folder.path(), false).error().code, FailureCode::misconfigured);
    const auto bare = read_secret("d0d0d0d0", folder.path(), true);
    ASSERT_FALSE(bare.has_value());
    EXPECT_EQ(bare.error().what.find("d0d0d0d0"), std::string::npos);
}

TEST(Secrets, TheEnvironmentIsForDevelopmentOnly) {
    ::setenv("TODOKE_UNIT_TEST_SECRET", "s3cret", 1);
    EXPECT_EQ(read_secret("env:TODOKE_UNIT_TEST_SECRET", ".", true).value(), "s3cret");
    EXPECT_EQ(read_secret("env:TODOKE_UNIT_TEST_SECRET", ".", false).error().what,
              "env:TODOKE_UNIT_TEST_SECRET is for development only");
    EXPECT_EQ(read_secret("env:TODOKE_UNIT_TEST_NOT_SET", ".", true).error().what,
              "the environment variable TODOKE_UNIT_TEST_NOT_SET is not set");
}

}  // namespace
}  // namespace todoke::yaml
