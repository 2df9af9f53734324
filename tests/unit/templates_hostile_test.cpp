// Names and remarks as long and as strange as people make them: what is sent to LINE stays within its limits, because a
// message that is refused for its size is a message that does not arrive.
#include "bot/ports/json.hpp"
#include "bot/render/renderer.hpp"
#include "tests/unit/template_samples.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace todoke {
namespace {

constexpr std::size_t longest_remarks = 300;  // characters, as the form takes them
constexpr std::size_t rows_of_a_list = 10;    // as the morning's list is cut

std::size_t units(const std::string& utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) count += byte >= 0xF0 ? 2 : 1;
    }
    return count;
}

// Emoji, braces and quotes of every syntax, marks that turn the direction; `count` characters.
std::string hostile(std::size_t count) {
    const std::vector<std::string> signs{"😷", "{", "}", "\"", "\\", "$", "‮", "か", "<", "\n", "👨‍👩‍👧"};
    std::string text;
    for (std::size_t i = 0; i < count; ++i) text += signs[i % signs.size()];
    return text;
}

// Whatever a person typed or is called becomes hostile; lists become as long as they get, except where a message shapes
// its lists itself (`lists_grow` false): a week has seven days.
Value made_hostile(const Value& value, bool lists_grow = true) {
    if (value.is_array()) {
        Value list = Value::array();
        const std::size_t rows = lists_grow ? rows_of_a_list : value.items().size();
        for (std::size_t i = 0; i < rows && !value.items().empty(); ++i)
            list.push_back(made_hostile(value.items()[i % value.items().size()], lists_grow));
        return list;
    }
    if (!value.is_object()) return value;
    const std::string& as = value["as"].as_string();
    if (as == "person") return argument::person("p1", hostile(60));
    if (as == "text") return argument::text(hostile(longest_remarks));
    Value object = Value::object();
    for (const auto& [name, member] : value.members()) object.set(name, made_hostile(member, lists_grow));
    return object;
}

class HostileWords : public ::testing::Test {
protected:
    samples::CountingLog log;
    std::unique_ptr<Texts> texts = samples::shipped_texts(log);
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts = samples::shipped_layouts();
    Renderer renderer{*texts, *analysis, *layouts};
};

void check_node(const Value& node) {
    for (const auto& [name, value] : node.members()) {
        EXPECT_FALSE(value.is_null()) << name;
        if (value.is_string() && (name == "text" || name == "label" || name == "altText" || name == "data"))
            EXPECT_FALSE(value.as_string().empty()) << name;
        if (name == "text") EXPECT_LE(units(value.as_string()), 5000U);
        if (name == "altText") EXPECT_LE(units(value.as_string()), 1500U);
        if (name == "label") EXPECT_LE(units(value.as_string()), 40U);
        if (name == "data" || name == "displayText") EXPECT_LE(units(value.as_string()), 300U);
        check_node(value);
    }
    for (const Value& item : node.items()) check_node(item);
}

TEST_F(HostileWords, are_really_hostile) {
    const Value args = made_hostile(samples::report_args());
    EXPECT_GT(json::write(args).size(), 2000U);
    EXPECT_NE(json::write(args["remarks"]), json::write(samples::report_args()["remarks"]));
    EXPECT_NE(json::write(args["child"]), json::write(samples::report_args()["child"]));
}

TEST_F(HostileWords, stay_within_the_limits_of_line) {
    for (Message message : samples::messages()) {
        message.args = made_hostile(message.args, !message.key.starts_with("day."));
        for (const char* language : {"ja", "ja-easy", "en"}) {
            SCOPED_TRACE(message.key + " " + language);
            const Value object = renderer.render(message, language, "line").payload;
            check_node(object);
            const Value& contents = object["contents"];
            if (contents["type"].as_string() == "carousel") {
                EXPECT_LE(contents["contents"].items().size(), 12U);
                EXPECT_LE(json::write(contents).size(), 50U * 1024);
                for (const Value& bubble : contents["contents"].items())
                    EXPECT_LE(json::write(bubble).size(), 30U * 1024);
            } else if (object["type"].as_string() == "flex") {
                EXPECT_LE(json::write(contents).size(), 30U * 1024) << "a bubble";
            }
            EXPECT_LE(object["quickReply"]["items"].items().size(), 13U);
            for (const Value& item : object["quickReply"]["items"].items())
                EXPECT_LE(units(item["action"]["label"].as_string()), 20U);
        }
    }
    EXPECT_TRUE(log.errors.empty());
}

}  // namespace
}  // namespace todoke
