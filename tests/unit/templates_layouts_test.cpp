#include "bot/ports/json.hpp"
#include "bot/render/layout.hpp"
#include "bot/render/renderer.hpp"
#include "tests/unit/template_samples.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <set>

#include <gtest/gtest.h>

namespace todoke {
namespace {

const std::vector<std::string> languages = {"ja", "ja-easy", "en"};

std::size_t units(const std::string& utf8) {
    std::size_t count = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) count += byte >= 0xF0 ? 2 : 1;
    }
    return count;
}

void each_object(const Value& node, const std::function<void(const Value&)>& visit) {
    if (node.is_object()) visit(node);
    for (const auto& [name, value] : node.members()) each_object(value, visit);
    for (const Value& item : node.items()) each_object(item, visit);
}

bool has_null(const Value& node) {
    return node.is_null() || std::ranges::any_of(node.items(), has_null) ||
           std::ranges::any_of(node.members(), [](const Value::Member& m) { return has_null(m.second); });
}

class ShippedLayouts : public ::testing::Test {
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

const std::set<std::string> roots = {"args", "choices",  "slots", "nonce", "form",   "version",
                                     "key",  "language", "lines", "text",  "notice", "plain"};
const std::set<std::string> choice_fields = {"label",    "line",       "code",      "slot",    "token",    "style",
                                             "is_plain", "is_primary", "is_danger", "is_date", "is_phone", "is_page",
                                             "extra",    "min",        "max",       "uri",     "number"};
const std::set<std::string> slot_fields = {"name",       "token",      "label",   "ask",      "is_choice",
                                           "is_days",    "is_time",    "is_text", "required", "multiple_lines",
                                           "max_length", "raw",        "value",   "problem",  "earliest",
                                           "latest",     "depends_on", "few",     "options"};
const std::set<std::string> item_fields = {"child", "class", "kind", "reason", "day",  "number", "remarks",
                                           "state", "at",    "task", "token",  "when", "title",  "short"};
const std::set<std::string> person_fields = {"name", "phone", "phone_uri", "relation", "tried"};
const std::set<std::string> part_variables = {"line", "label", "value", "body", "tone", "words"};
const std::set<std::string> row_fields = {"name", "day", "school", "mark", "tone", "nothing", "entries"};
const std::set<std::string> cell_fields = {"number", "sign", "mark", "token", "is_today", "is_blank"};
const std::set<std::string> card_lists = {"items", "people", "children", "weekdays", "weeks"};

const std::vector<Message>& all_messages() {
    static const std::vector<Message> messages = samples::messages();
    return messages;
}

bool known(const Texts& texts, const std::string& expression) {
    const std::string path = expression.substr(0, expression.find('|'));
    if (path.starts_with("t:")) return texts.has(path.substr(2));
    if (path.starts_with("t."))
        return std::ranges::any_of(all_messages(), [&](const Message& m) { return texts.has(m.key + path.substr(1)); });
    const std::string root = path.substr(0, path.find('.'));
    const std::string field = path == root ? "" : path.substr(root.size() + 1);
    const auto one_of = [&](const std::set<std::string>& fields) { return field.empty() || fields.contains(field); };
    if (root == "choice") return one_of(choice_fields);
    if (root == "slot") return one_of(slot_fields);
    if (root == "item") return one_of(item_fields);
    if (root == "person") return one_of(person_fields);
    if (root == "child") return one_of(row_fields);
    if (root == "cell") return one_of(cell_fields);
    if (root == "entry") return one_of({"when", "what"});
    if (root == "week") return one_of({"days"});
    if (root == "weekday") return one_of({"name"});
    if (root == "args")
        return card_lists.contains(field) || field == "first" || field == "framed" ||
               samples::report_args().find(field);
    return roots.contains(root) || part_variables.contains(root);
}

TEST_F(ShippedLayouts, use_only_what_exists) {
    int files = 0;
    for (const char* channel : {"line", "teams", "email"})
        for (const auto& file : std::filesystem::directory_iterator(samples::templates() / channel)) {
            if (file.path().extension() != ".json") continue;
            ++files;
            const Value* source = layouts->find(channel, file.path().stem().string());
            ASSERT_NE(source, nullptr) << file.path();
            const Layout layout(*source, [&](std::string_view name) { return layouts->find(channel, name); });
            for (const auto& problem : layout.problems()) ADD_FAILURE() << file.path() << ": " << problem;
            for (const auto& expression : layout.expressions())
                EXPECT_TRUE(known(*texts, expression)) << file.path() << ": ${" << expression << "}";
        }
    EXPECT_GT(files, 30);
}

// https://developers.line.biz/en/reference/messaging-api/#message-objects
void check_line_action(const Value& action, std::size_t longest_label) {
    const std::string type = action["type"].as_string();
    EXPECT_FALSE(action["label"].as_string().empty());
    EXPECT_LE(units(action["label"].as_string()), longest_label);
    if (type == "uri") {
        const std::string& uri = action["uri"].as_string();
        EXPECT_TRUE(uri.starts_with("tel:") || uri.starts_with("https://")) << uri;
        return;
    }
    EXPECT_TRUE(type == "postback" || type == "datetimepicker") << type;
    EXPECT_FALSE(action["data"].as_string().empty());
    EXPECT_LE(units(action["data"].as_string()), 300U);
    EXPECT_GE(std::ranges::count(action["data"].as_string(), '.'), 2) << action["data"].as_string();
    EXPECT_LE(units(action["displayText"].as_string()), 300U);
    if (type == "datetimepicker" && action.find("max")) {
        EXPECT_LT(action["min"].as_string(), action["max"].as_string());
    }
}

// A bubble 30 KB, a carousel 12 bubbles and 50 KB of JSON.
void check_bubbles(const Value& contents) {
    const bool carousel = contents["type"].as_string() == "carousel";
    const std::vector<Value> bubbles = carousel ? contents["contents"].items() : std::vector<Value>{contents};
    EXPECT_FALSE(bubbles.empty());
    EXPECT_LE(bubbles.size(), 12U);
    EXPECT_LE(json::write(contents).size(), (carousel ? 50U : 30U) * 1024);
    for (const Value& bubble : bubbles) {
        EXPECT_EQ(bubble["type"].as_string(), "bubble");
        EXPECT_LE(json::write(bubble).size(), 30U * 1024);
    }
}

TEST_F(ShippedLayouts, are_within_the_limits_of_line) {
    for_all("line", [](const Message& message, const Rendered& rendered) {
        const Value& object = rendered.payload;
        EXPECT_FALSE(has_null(object));
        if (object["type"].as_string() == "text") {
            EXPECT_FALSE(object["text"].as_string().empty());
            EXPECT_LE(units(object["text"].as_string()), 5000U);
            EXPECT_TRUE(message.choices.empty()) << "nothing to press in a plain text";
            return;
        }
        ASSERT_EQ(object["type"].as_string(), "flex");
        EXPECT_EQ(object["altText"].as_string(), rendered.notice);
        EXPECT_LE(units(object["altText"].as_string()), 400U);
        check_bubbles(object["contents"]);
        EXPECT_LE(object["quickReply"]["items"].items().size(), 13U);
        for (const Value& item : object["quickReply"]["items"].items()) check_line_action(item["action"], 20);
        each_object(object["contents"], [](const Value& node) {
            if (node["type"].as_string() == "text") {
                EXPECT_FALSE(node["text"].as_string().empty());
                EXPECT_TRUE(node["wrap"].as_bool()) << node["text"].as_string();
            }
            if (node.find("action")) check_line_action(node["action"], 40);
        });
    });
}

TEST_F(ShippedLayouts, offer_every_choice_in_line) {
    for_all("line", [](const Message& message, const Rendered& rendered) {
        std::set<std::string> offered;
        each_object(rendered.payload, [&](const Value& node) {
            if (node.find("data")) offered.insert(node["data"].as_string());
            if (node.find("uri")) offered.insert(node["uri"].as_string().starts_with("tel:") ? "tel" : "page");
        });
        const bool staff = message.key.starts_with("staff.");
        for (const Choice& choice : message.choices) {
            if (staff && choice.code == "reply") continue;  // a quoted message is LINE's way to reply
            const bool phone = choice.style == Choice::Style::phone, page = choice.style == Choice::Style::page;
            const std::string press = message.nonce + "." + choice.slot + "." + choice.code;
            EXPECT_TRUE(offered.contains(phone ? "tel" : page ? "page" : press)) << choice.code;
        }
        if (!message.question) return;
        for (const SlotView& slot : message.question->slots)
            for (const Choice& option : slot.options)
                EXPECT_TRUE(offered.contains(message.nonce + "." + option.slot + "." + option.code)) << option.code;
    });
}

// Names of 60 signs, remarks of 200, each sign as long as UTF-8 has them; the limits are those of the forms' code.
TEST_F(ShippedLayouts, cards_of_a_hostile_size_fit_into_line) {
    std::string name, written;
    for (int i = 0; i < 60; ++i) name += "𠮷";
    for (int i = 0; i < 200; ++i) written += "\"𠮷";
    for (const auto& language : languages)
        for (const Message& message : {samples::calendar(11, name), samples::notices(20, name),
                                       samples::today(1, 20, name, written), samples::today(3, 10, name, written),
                                       samples::today(5, 6, name, written), samples::today(12, 2, name, written)}) {
            SCOPED_TRACE(language + " " + message.key);
            const Rendered rendered = renderer.render(message, language, "line");
            check_bubbles(rendered.payload["contents"]);
            EXPECT_EQ(rendered.notice.find("𠮷"), std::string::npos);
        }
}

void check_teams_action(const Value& action) {
    EXPECT_FALSE(action["title"].as_string().empty());
    if (action["type"].as_string() == "Action.OpenUrl") {
        const std::string& url = action["url"].as_string();
        EXPECT_TRUE(url.starts_with("tel:") || url.starts_with("https://")) << url;
        return;
    }
    EXPECT_EQ(action["type"].as_string(), "Action.Execute");
    EXPECT_FALSE(action["verb"].as_string().empty());
    EXPECT_EQ(action["fallback"]["type"].as_string(), "Action.Submit");
    EXPECT_EQ(action["fallback"]["data"], action["data"]);
    EXPECT_EQ(action["fallback"]["associatedInputs"], action["associatedInputs"]);
    const bool token = action["data"].members().size() == 1 && !action["data"]["token"].as_string().empty();
    const bool form = action["data"].members().size() == 2 && !action["data"]["nonce"].as_string().empty() &&
                      !action["data"]["action"].as_string().empty();
    EXPECT_TRUE(token || form) << json::write(action["data"]);
}

TEST_F(ShippedLayouts, are_cards_that_teams_draws) {
    for_all("teams", [](const Message& message, const Rendered& rendered) {
        const Value& activity = rendered.payload;
        EXPECT_FALSE(has_null(activity));
        EXPECT_EQ(activity["type"].as_string(), "message");
        EXPECT_EQ(activity["summary"].as_string(), rendered.notice);
        EXPECT_EQ(activity.find("text"), nullptr) << "text beside a card becomes a second message without an id";
        ASSERT_EQ(activity["attachments"].items().size(), 1U);
        const Value& card = activity.at_path("attachments.0.content");
        EXPECT_EQ(card["version"].as_string(), "1.5");
        EXPECT_FALSE(card["body"].items().empty());
        EXPECT_LE(json::write(activity).size(), 25U * 1024);
        std::set<std::string> ids;
        std::size_t buttons = 0;
        each_object(card["body"], [&](const Value& node) {
            const std::string& type = node["type"].as_string();
            if (type == "TextBlock" || type == "TextRun") {
                EXPECT_FALSE(node["text"].as_string().empty());
            }
            if (type == "TextBlock") {
                EXPECT_TRUE(node["wrap"].as_bool());
            }
            if (type == "RichTextBlock") {
                EXPECT_FALSE(node["inlines"].items().empty());
            }
            if (type.starts_with("Input.")) {
                EXPECT_TRUE(ids.insert(node["id"].as_string()).second) << node["id"].as_string();
                EXPECT_FALSE(node["label"].as_string().empty());
            }
            if (type == "Input.ChoiceSet") {
                EXPECT_FALSE(node["choices"].items().empty());
            }
            if (type == "ActionSet") {
                EXPECT_FALSE(node["actions"].items().empty());
                EXPECT_LE(node["actions"].items().size(), 6U);
                for (const Value& action : node["actions"].items()) check_teams_action(action);
                buttons += node["actions"].items().size();
            }
        });
        EXPECT_GE(buttons, message.choices.size());
        for (const Choice& choice : message.choices)
            if (choice.code == "reply") {
                EXPECT_TRUE(ids.contains("text"));
            }
    });
}

TEST_F(ShippedLayouts, are_mails_with_every_part) {
    for_all("email", [](const Message& message, const Rendered& rendered) {
        const Value& mail = rendered.payload;
        for (const char* part : {"subject", "title", "footer", "language"})
            EXPECT_FALSE(mail[part].as_string().empty()) << part;
        EXPECT_LE(units(mail["subject"].as_string()), 60U);
        EXPECT_FALSE(mail["paragraphs"].items().empty());
        for (const Value& paragraph : mail["paragraphs"].items()) {
            EXPECT_FALSE(paragraph.as_string().empty());
            EXPECT_EQ(paragraph.as_string().find('\n'), std::string::npos);
        }
        EXPECT_TRUE(mail["actions"].is_array());
        // What can be answered by a number is shown with it, from 1 on.
        const auto numbered = std::ranges::count_if(message.choices, takes_number);
        if (!message.question) {
            EXPECT_EQ(static_cast<std::ptrdiff_t>(mail["choices"].items().size()), numbered);
            for (std::size_t i = 0; i < mail["choices"].items().size(); ++i)
                EXPECT_EQ(mail["choices"].items()[i]["number"].as_string(), std::to_string(i + 1));
        } else {
            EXPECT_EQ(mail["fields"].items().size(), message.question->slots.size());
        }
        if (numbered > 0) EXPECT_FALSE(mail["how"].as_string().empty());
        const std::string all = json::write(mail["paragraphs"]);
        for (const Choice& choice : message.choices)
            if (choice.style == Choice::Style::phone) {
                EXPECT_NE(all.find(choice.extra), std::string::npos);
            }
    });
}

}  // namespace
}  // namespace todoke
