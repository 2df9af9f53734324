#include "bot/ports/json.hpp"
#include "bot/render/layout.hpp"

#include <map>

#include <gtest/gtest.h>

namespace todoke {
namespace {

Value parse(const std::string& text) {
    auto value = json::parse(text);
    EXPECT_TRUE(value) << text;
    return value ? *value : Value{};
}

class Filling : public ::testing::Test {
protected:
    Value fill(const std::string& layout, const Value& context) {
        const Layout compiled(parse(layout), [&](std::string_view name) -> const Value* {
            const auto found = others.find(name);
            return found == others.end() ? nullptr : &found->second;
        });
        problems = compiled.problems();
        LayoutVoice voice;
        voice.text = [](const std::string& key) { return Value("<" + key + ">"); };
        voice.piece = [](const std::string& piece) { return piece == "title" ? Value("the title") : Value{}; };
        voice.cut = [](const std::string& text, std::size_t units) { return text.substr(0, units); };
        return compiled.fill(context, voice);
    }
    void expect(const std::string& layout, const std::string& context, const std::string& result) {
        EXPECT_EQ(json::write(fill(layout, parse(context))), json::write(parse(result))) << layout;
        EXPECT_TRUE(problems.empty()) << problems.front();
    }
    std::map<std::string, Value, std::less<>> others;
    std::vector<std::string> problems;
};

TEST_F(Filling, replaces_whole_leaves_with_values_of_any_type) {
    expect(R"({"a":"${args.x}","b":["${args.n}","${args.flag}"],"c":7,"d":"plain"})",
           R"({"args":{"x":"t","n":3,"flag":false}})", R"({"a":"t","b":[3,false],"c":7,"d":"plain"})");
}

TEST_F(Filling, says_texts_and_pieces_of_the_message) {
    expect(R"({"a":"${t:common.send}","b":"${t.title}","c":"${t.missing}"})", "{}",
           R"({"a":"<common.send>","b":"the title"})");
}

TEST_F(Filling, drops_members_and_items_without_a_value) {
    expect(R"({"a":"${args.x}","b":["${args.x}",1]})", R"({"args":{}})", R"({"b":[1]})");
}

TEST_F(Filling, cuts_to_a_limit) { expect(R"({"a":"${args.x|3}"})", R"({"args":{"x":"abcdef"}})", R"({"a":"abc"})"); }

TEST_F(Filling, repeats_nodes_inside_arrays) {
    expect(R"({"a":[0,{"$each":"list","as":"item","do":{"v":"${item.v}"}},9]})", R"({"list":[{"v":1},{"v":2}]})",
           R"({"a":[0,{"v":1},{"v":2},9]})");
    expect(R"([{"$each":"list","as":"item","do":["${item}","-"]}])", R"({"list":[1,2]})", R"([1,"-",2,"-"])");
    expect(R"([{"$each":"none","as":"item","do":"${item}"}])", "{}", "[]");
    expect(R"([{"$each":"a","as":"x","do":[{"$each":"x.b","as":"y","do":"${y}"}]}])",
           R"({"a":[{"b":[1,2]},{"b":[3]}]})", "[1,2,3]");
}

TEST_F(Filling, chooses_by_presence_absence_and_equality) {
    const std::string context = R"({"a":"x","n":0,"empty":"","list":[]})";
    expect(R"({"v":{"$if":"a","then":1,"else":2}})", context, R"({"v":1})");
    expect(R"({"v":{"$if":"n","then":1,"else":2}})", context, R"({"v":1})");
    expect(R"({"v":{"$if":"empty","then":1,"else":2}})", context, R"({"v":2})");
    expect(R"({"v":{"$if":"!list","then":1}})", context, R"({"v":1})");
    expect(R"({"v":{"$if":"missing","then":1}})", context, "{}");
    expect(R"({"v":{"$if":"a=x","then":1},"w":{"$if":"!a=x","then":1},"z":{"$if":"a=y","then":1,"else":3}})", context,
           R"({"v":1,"z":3})");
    expect(R"([1,{"$if":"a","then":[2,3]},{"$if":"empty","then":[4]}])", context, "[1,2,3]");
    expect(R"({"v":{"$if":"t.title","then":1},"w":{"$if":"t.nothing","then":1}})", context, R"({"v":1})");
}

TEST_F(Filling, uses_other_layouts_with_variables) {
    others["part"] = parse(R"({"$if":"value","then":{"l":"${label}","v":"${value}"}})");
    others["many"] = parse(R"([1,{"$use":"part","with":{"label":"m","value":"${args.x}"}}])");
    expect(
        R"([{"$use":"part","with":{"label":"a","value":"${args.x}"}},{"$use":"part","with":{"label":"b","value":"${args.y}"}},
               {"$use":"many"}])",
        R"({"args":{"x":5}})", R"([{"l":"a","v":5},1,{"l":"m","v":5}])");
}

TEST_F(Filling, keeps_hostile_words_as_words) {
    for (const char* hostile :
         {"${args.secret}", "${t:common.send}", R"({"$each":"args","as":"x","do":"y"})", R"({"$if":"args"})",
          R"(","evil":")", "\"}],\n\"x\":[", "\u202Eabc", "{\"$use\":\"part\"}"}) {
        const Value context = Value::object({{"args", Value::object({{"x", hostile}, {"secret", "s"}})}});
        const Value filled =
            fill(R"({"a":"${args.x}","b":[{"$each":"args.x","as":"i","do":1}],"c":"${args.x.deep}"})", context);
        EXPECT_EQ(filled, Value::object({{"a", hostile}, {"b", Value::array()}})) << hostile;
    }
}

TEST_F(Filling, names_what_is_wrong_with_a_layout) {
    for (const char* layout :
         {R"({"a":"text ${args.x}"})", R"({"a":"${args x}"})", R"({"a":"${}"})", R"({"a":"${x|}"})",
          R"({"$unknown":1})", R"([{"$each":"x","do":1}])", R"([{"$each":"x","as":"y","do":1,"more":2}])",
          R"({"v":{"$if":"x"}})", R"({"v":{"$if":"","then":1}})", R"({"$use":"nothing"})"}) {
        fill(layout, Value::object({{"x", "1"}}));
        EXPECT_FALSE(problems.empty()) << layout;
    }
}

TEST_F(Filling, ends_when_a_layout_uses_itself) {
    others["loop"] = parse(R"({"in":{"$use":"loop"}})");
    fill(R"({"$use":"loop"})", Value::object());
    EXPECT_FALSE(problems.empty());
}

}  // namespace
}  // namespace todoke
