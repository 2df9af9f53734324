#include "bot/ports/json.hpp"
#include "bot/render/renderer.hpp"
#include "tests/unit/template_samples.hpp"

#include <functional>

#include <gtest/gtest.h>

namespace todoke {
namespace {

const std::vector<std::string> languages = {"ja", "ja-easy", "en"};

void each_object(const Value& node, const std::function<void(const Value&)>& visit) {
    if (node.is_object()) visit(node);
    for (const auto& [name, value] : node.members()) each_object(value, visit);
    for (const Value& item : node.items()) each_object(item, visit);
}

// The value with every string leaf emptied: what a person typed may change leaves only.
Value shape(const Value& node) {
    if (node.is_string()) return "";
    if (node.is_array()) {
        Value::Array items;
        for (const Value& item : node.items()) items.push_back(shape(item));
        return items;
    }
    if (!node.is_object()) return node;
    Value::Object members;
    for (const auto& [name, value] : node.members()) members.emplace_back(name, shape(value));
    return members;
}

class ShippedCards : public ::testing::Test {
protected:
    samples::CountingLog log;
    std::unique_ptr<Texts> texts = samples::shipped_texts(log);
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts = samples::shipped_layouts();
    Renderer renderer{*texts, *analysis, *layouts};

    void for_all(const std::string& channel, const std::function<void(const Message&, const Rendered&)>& check) {
        for (const Message& message : samples::messages())
            for (const auto& language : languages) {
                SCOPED_TRACE(channel + " " + message.key + " " + language);
                check(message, renderer.render(message, language, channel));
            }
        EXPECT_TRUE(log.errors.empty());
    }
};

TEST_F(ShippedCards, keep_illness_names_and_words_out_of_what_a_lock_screen_shows) {
    const auto no_secret = [](const std::string& shown) {
        for (const auto& secret : {samples::illness, samples::typed, samples::teachers_words, std::string("病欠"),
                                   std::string("illness"), std::string("Influenza"), std::string("佐藤")})
            EXPECT_EQ(shown.find(secret), std::string::npos) << shown;
    };
    for_all("line", [&](const Message&, const Rendered& rendered) {
        no_secret(rendered.payload["altText"].as_string());
        no_secret(rendered.payload["text"].as_string());
    });
    for_all("teams",
            [&](const Message&, const Rendered& rendered) { no_secret(rendered.payload["summary"].as_string()); });
    for_all("email", [&](const Message&, const Rendered& rendered) {
        no_secret(rendered.payload["subject"].as_string());
        no_secret(rendered.payload["title"].as_string());
    });
}

// Markdown of a TextBlock would turn a family's words into links.
TEST_F(ShippedCards, show_typed_words_in_teams_only_where_nothing_is_markup) {
    for_all("teams", [](const Message&, const Rendered& rendered) {
        each_object(rendered.payload, [](const Value& node) {
            const std::string& type = node["type"].as_string();
            if (type == "TextRun" || type.starts_with("Input.")) return;
            for (const auto& [name, value] : node.members())
                for (const auto& secret : {samples::typed, samples::teachers_words})
                    EXPECT_EQ(value.as_string().find(secret), std::string::npos) << type << "." << name;
        });
    });
}

Value replaced_strings(const Value& args, const std::string& by) {
    if (args.is_array()) {
        Value::Array items;
        for (const Value& item : args.items()) items.push_back(replaced_strings(item, by));
        return items;
    }
    if (!args.is_object()) return args.is_string() && !args.as_string().starts_with("0") ? Value(by) : args;
    const std::string tag = args["as"].as_string();
    if (tag == "text") return argument::text(by);
    if (tag == "person") return argument::person("p", by);
    if (tag == "coded") return argument::coded("c", {{"ja", by}, {"en", by}, {"ja-easy", by}});
    if (!tag.empty()) return args;
    Value::Object members;
    for (const auto& [name, value] : args.members()) members.emplace_back(name, replaced_strings(value, by));
    return members;
}

TEST_F(ShippedCards, never_turn_words_into_structure) {
    const std::vector<std::string> hostile = {
        "${args.phone}", R"({"$each":"choices","as":"x","do":"y"})", "none",
        R"("},{"type":"button","label":")"
        "\\\",\\n {child} '{' \u202Eevil\u2066 [link](https://evil.example) <at>all</at> ${t:choice.send}"};
    for (const char* channel : {"line", "teams", "email"})
        for (const Message& message : samples::messages()) {
            Message plain = message;
            plain.args = replaced_strings(message.args, "harmless");
            const Value expected = shape(renderer.render(plain, "ja", channel).payload);
            for (const auto& words : hostile) {
                Message tried = message;
                tried.args = replaced_strings(message.args, words);
                const Rendered rendered = renderer.render(tried, "ja", channel);
                EXPECT_EQ(shape(rendered.payload), expected) << channel << " " << message.key << " " << words;
                const std::string sent = json::write(rendered.payload);
                EXPECT_EQ(sent.find("\u202E"), std::string::npos) << message.key;
                EXPECT_TRUE(json::parse(sent)) << message.key;
            }
        }
}

TEST_F(ShippedCards, survive_the_longest_words) {
    std::string very_long;
    for (int i = 0; i < 3000; ++i) very_long += "長";
    for (const char* channel : {"line", "teams", "email"})
        for (const char* key :
             {"report.acknowledged", "report.reply", "report.confirm", "staff.report_new", "staff.report_done"})
            for (Message message : samples::messages()) {
                if (message.key != key) continue;
                message.args.erase("items");
                message.args.set("text", argument::text(very_long));
                message.args.set("remarks", argument::text(very_long + "\n" + very_long));
                const Rendered rendered = renderer.render(message, "ja", channel);
                EXPECT_LE(json::write(rendered.payload).size(),
                          std::string_view(channel) == "email" ? 100U * 1024 : 25U * 1024)
                    << key;
            }
}

}  // namespace
}  // namespace todoke
