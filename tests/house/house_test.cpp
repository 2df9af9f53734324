// The walls of the house: who may include whom, where heavy headers may stand, and what must not be said in a tree that
// others carry on. A breach is told with file, line and rule.
#include <algorithm>
#include <cctype>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace {

namespace fs = std::filesystem;

struct Line {
    std::string file;  // from the root, with '/'
    int number;
    std::string text;
};

// Every line of our sources below the given folders.
std::vector<Line> lines_of(const std::vector<std::string>& folders) {
    std::vector<Line> lines;
    for (const std::string& folder : folders) {
        const fs::path root = fs::path(TODOKE_SOURCE) / folder;
        if (!fs::exists(root)) continue;
        for (const auto& entry : fs::recursive_directory_iterator(root)) {
            if (entry.path().string().find("node_modules") != std::string::npos) continue;
            const auto extension = entry.path().extension();
            if (extension != ".cpp" && extension != ".hpp" && extension != ".sql") continue;
            std::ifstream file(entry.path());
            std::string text;
            for (int number = 1; std::getline(file, text); ++number)
                lines.push_back({fs::relative(entry.path(), TODOKE_SOURCE).generic_string(), number, text});
        }
    }
    return lines;
}

// The path between the delimiters of an #include line; "" for any other line.
std::string included(const std::string& text, char open, char close) {
    if (!text.starts_with("#include")) return {};
    const auto begin = text.find(open), end = text.rfind(close);
    return begin == std::string::npos || end <= begin ? std::string() : text.substr(begin + 1, end - begin - 1);
}

std::string own(const std::string& text) { return included(text, '"', '"'); }
std::string foreign(const std::string& text) { return included(text, '<', '>'); }

bool starts(const std::string& text, std::initializer_list<const char*> prefixes) {
    return std::ranges::any_of(prefixes, [&](const char* prefix) { return text.starts_with(prefix); });
}

std::string at(const Line& line) { return line.file + ":" + std::to_string(line.number) + ": " + line.text; }

std::string room_of_adapter(const std::string& path) {
    return path.substr(0, path.find('/', std::string("adapters/").size()) + 1);
}

TEST(Walls, domain_knows_only_the_standard_library) {
    for (const Line& line : lines_of({"domain"})) {
        const std::string ours = own(line.text), theirs = foreign(line.text);
        EXPECT_TRUE(ours.empty() || ours.starts_with("domain/")) << at(line);
        EXPECT_EQ(theirs.find_first_of("/."), std::string::npos) << at(line) << " (only the standard library)";
    }
}

TEST(Walls, ports_know_only_domain) {
    for (const Line& line : lines_of({"bot/ports"})) {
        const std::string ours = own(line.text);
        EXPECT_TRUE(ours.empty() || starts(ours, {"domain/", "bot/ports/"})) << at(line);
    }
}

TEST(Walls, bot_knows_domain_and_itself_and_nobody_knows_the_composition_root) {
    for (const Line& line : lines_of({"bot"})) {
        if (line.file.starts_with("bot/app/")) continue;
        const std::string ours = own(line.text);
        EXPECT_TRUE(ours.empty() || starts(ours, {"domain/", "bot/"})) << at(line);
        EXPECT_FALSE(ours.starts_with("bot/app/")) << at(line) << " (the composition root is included by nobody)";
    }
}

TEST(Walls, an_adapter_knows_its_library_domain_and_ports_and_no_other_adapter) {
    for (const Line& line : lines_of({"adapters"})) {
        const std::string ours = own(line.text);
        if (ours.empty()) continue;
        const std::string room = room_of_adapter(line.file);
        // generated/: the room's own SQL, embedded at build.
        const bool embedded = room == "adapters/postgres/" && ours.starts_with("generated/");
        EXPECT_TRUE(starts(ours, {"domain/", "bot/ports/"}) || ours.starts_with(room) || embedded) << at(line);
    }
}

TEST(Walls, heavy_headers_stand_only_where_they_are_needed) {
    for (const Line& line : lines_of({"domain", "bot", "adapters"})) {
        const std::string theirs = foreign(line.text);
        const bool heavy = starts(
            theirs, {"boost/", "openssl/", "spdlog/", "fmt/", "httplib.h", "curl/", "gmime/", "yaml-cpp/", "unicode/",
                     "date/", "cjose/", "jansson", "libpq-fe.h", "kainjow/", "prometheus/", "CLI/", "qrencode.h"});
        if (!heavy) continue;
        EXPECT_FALSE(line.file.starts_with("domain/")) << at(line);
        if (line.file.starts_with("bot/")) {
            EXPECT_TRUE(line.file.starts_with("bot/app/") && line.file.ends_with(".cpp")) << at(line);
        }
        // Beast's own session header is shared by the two files of the server; all else keeps libraries in .cpp files.
        if (line.file.ends_with(".hpp")) {
            EXPECT_TRUE(line.file.starts_with("adapters/http/") || line.file.starts_with("adapters/text/")) << at(line);
        }
    }
}

TEST(Walls, nothing_left_silently_for_later) {
    const std::vector<std::string> words{std::string("TO") + "DO", std::string("FIX") + "ME", std::string("XX") + "X"};
    for (const Line& line : lines_of({"domain", "bot", "adapters", "sql", "tests"}))
        for (const std::string& word : words) {
            const auto found = line.text.find(word);
            const bool whole = found != std::string::npos &&
                               (found + word.size() == line.text.size() ||
                                !std::isalpha(static_cast<unsigned char>(line.text[found + word.size()])));
            EXPECT_FALSE(whole) << at(line);
        }
}

TEST(Walls, only_the_system_room_asks_the_machine_for_the_time) {
    for (const Line& line : lines_of({"domain", "bot", "adapters"})) {
        if (line.file.starts_with("adapters/system/")) continue;
        EXPECT_EQ(line.text.find("system_clock::now"), std::string::npos) << at(line);
    }
}

}  // namespace
