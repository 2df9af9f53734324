#include "tests/platforms/teams/card.hpp"

#include <algorithm>
#include <map>
#include <set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

#include "tests/platforms/common/text.hpp"

namespace todoke::platforms::teams {

namespace {

enum class Kind { text, flag, number, text_or_number, list, any, one_of, elements, actions, action, columns, rows, cells, images, facts, inlines, choices };

struct Property {
    const char* name;
    Kind kind;
    bool required = false;
    const char* values = "";  // of one_of, separated by blanks, lower case: cards spell them in any case
};
using Shape = std::vector<Property>;

constexpr const char* spacings = "default none small medium large extralarge padding";
constexpr const char* colours = "default dark light accent good warning attention";
constexpr const char* sizes = "default small medium large extralarge";
constexpr const char* sides = "left center right";
constexpr const char* styles = "default emphasis good attention warning accent";
constexpr const char* vertical = "top center bottom";

Shape with(Shape shape, const Shape& more) {
    shape.insert(shape.end(), more.begin(), more.end());
    return shape;
}

const Shape& every_element() {
    static const Shape shape{{"type", Kind::text, true},   {"id", Kind::text},
                             {"isVisible", Kind::flag},    {"separator", Kind::flag},
                             {"spacing", Kind::one_of, false, spacings},
                             {"height", Kind::text},       {"fallback", Kind::any},
                             {"requires", Kind::any},      {"targetWidth", Kind::text}};
    return shape;
}

Shape input(const Shape& more) {
    return with(with(every_element(), {{"label", Kind::text}, {"isRequired", Kind::flag}, {"errorMessage", Kind::text}}), more);
}

Shape action(const Shape& more) {
    return with({{"type", Kind::text, true}, {"id", Kind::text}, {"title", Kind::text}, {"iconUrl", Kind::text},
                 {"style", Kind::one_of, false, "default positive destructive"}, {"fallback", Kind::any}, {"tooltip", Kind::text},
                 {"isEnabled", Kind::flag}, {"mode", Kind::one_of, false, "primary secondary"}, {"requires", Kind::any}},
                more);
}

const std::map<std::string, Shape, std::less<>>& elements() {
    static const Shape words{{"text", Kind::text, true}, {"color", Kind::one_of, false, colours},
                             {"fontType", Kind::one_of, false, "default monospace"}, {"isSubtle", Kind::flag},
                             {"size", Kind::one_of, false, sizes}, {"weight", Kind::one_of, false, "default lighter bolder"}};
    static const Shape box{{"style", Kind::one_of, false, styles}, {"verticalContentAlignment", Kind::one_of, false, vertical},
                           {"bleed", Kind::flag}, {"minHeight", Kind::text}, {"rtl", Kind::flag}, {"backgroundImage", Kind::any},
                           {"selectAction", Kind::action}};
    static const std::map<std::string, Shape, std::less<>> known{
        {"TextBlock", with(with(every_element(), words), {{"wrap", Kind::flag}, {"maxLines", Kind::number}, {"horizontalAlignment", Kind::one_of, false, sides}, {"style", Kind::one_of, false, "default heading columnheader"}})},
        {"RichTextBlock", with(every_element(), {{"inlines", Kind::inlines, true}, {"horizontalAlignment", Kind::one_of, false, sides}})},
        {"TextRun", with(words, {{"type", Kind::text, true}, {"highlight", Kind::flag}, {"italic", Kind::flag}, {"strikethrough", Kind::flag}, {"underline", Kind::flag}, {"selectAction", Kind::action}})},
        {"Image", with(every_element(), {{"url", Kind::text, true}, {"altText", Kind::text}, {"size", Kind::one_of, false, "auto stretch small medium large"}, {"style", Kind::one_of, false, "default person"}, {"width", Kind::text}, {"backgroundColor", Kind::text}, {"horizontalAlignment", Kind::one_of, false, sides}, {"selectAction", Kind::action}, {"msteams", Kind::any}})},
        {"ImageSet", with(every_element(), {{"images", Kind::images, true}, {"imageSize", Kind::one_of, false, "auto stretch small medium large"}})},
        {"Container", with(with(every_element(), box), {{"items", Kind::elements, true}})},
        {"ColumnSet", with(with(every_element(), box), {{"columns", Kind::columns}, {"horizontalAlignment", Kind::one_of, false, sides}})},
        {"Column", with(with(every_element(), box), {{"items", Kind::elements}, {"width", Kind::text_or_number}})},
        {"FactSet", with(every_element(), {{"facts", Kind::facts, true}})},
        {"ActionSet", with(every_element(), {{"actions", Kind::actions, true}})},
        {"Table", with(every_element(), {{"columns", Kind::list}, {"rows", Kind::rows}, {"firstRowAsHeader", Kind::flag}, {"showGridLines", Kind::flag}, {"gridStyle", Kind::one_of, false, styles}, {"horizontalCellContentAlignment", Kind::one_of, false, sides}, {"verticalCellContentAlignment", Kind::one_of, false, vertical}})},
        {"TableRow", {{"type", Kind::text, true}, {"cells", Kind::cells}, {"style", Kind::one_of, false, styles}, {"horizontalCellContentAlignment", Kind::one_of, false, sides}, {"verticalCellContentAlignment", Kind::one_of, false, vertical}}},
        {"TableCell", with(with({{"type", Kind::text, true}}, box), {{"items", Kind::elements, true}})},
        {"Input.Text", input({{"value", Kind::text}, {"placeholder", Kind::text}, {"isMultiline", Kind::flag}, {"maxLength", Kind::number}, {"regex", Kind::text}, {"style", Kind::one_of, false, "text tel url email password"}, {"inlineAction", Kind::action}})},
        {"Input.Number", input({{"value", Kind::number}, {"placeholder", Kind::text}, {"min", Kind::number}, {"max", Kind::number}})},
        {"Input.Date", input({{"value", Kind::text}, {"placeholder", Kind::text}, {"min", Kind::text}, {"max", Kind::text}})},
        {"Input.Time", input({{"value", Kind::text}, {"placeholder", Kind::text}, {"min", Kind::text}, {"max", Kind::text}})},
        {"Input.Toggle", input({{"title", Kind::text, true}, {"value", Kind::text}, {"valueOn", Kind::text}, {"valueOff", Kind::text}, {"wrap", Kind::flag}})},
        {"Input.ChoiceSet", input({{"choices", Kind::choices, true}, {"value", Kind::text}, {"placeholder", Kind::text}, {"isMultiSelect", Kind::flag}, {"style", Kind::one_of, false, "compact expanded filtered"}, {"wrap", Kind::flag}})}};
    return known;
}

const std::map<std::string, Shape, std::less<>>& actions() {
    static const std::map<std::string, Shape, std::less<>> known{
        {"Action.Execute", action({{"verb", Kind::text, true}, {"data", Kind::any}, {"associatedInputs", Kind::one_of, false, "auto none"}})},
        {"Action.Submit", action({{"data", Kind::any}, {"associatedInputs", Kind::one_of, false, "auto none"}, {"msTeams", Kind::any}, {"msteams", Kind::any}})},
        {"Action.OpenUrl", action({{"url", Kind::text, true}})},
        {"Action.ShowCard", action({{"card", Kind::any, true}})},
        {"Action.ToggleVisibility", action({{"targetElements", Kind::list, true}})}};
    return known;
}

struct Checker {
    Problems& problems;
    std::set<std::string> input_ids;

    void check_each(const boost::json::value& list, const std::string& path, const auto& one) {
        if (!list.is_array()) return problems.push_back({path, "must be an array"});
        for (std::size_t i = 0; i < list.get_array().size(); ++i)
            one(list.get_array()[i], child_path(path, i, PathStyle::pointer));
    }

    void shape(const boost::json::object& object, const Shape& allowed, const std::string& path) {
        for (const auto& property : allowed)
            if (property.required && !object.contains(property.name))
                problems.push_back({path + "/" + property.name, "is required"});
        for (const auto& [key, value] : object) {
            const std::string at = path + "/" + std::string(key);
            const auto known = std::find_if(allowed.begin(), allowed.end(), [&](const auto& p) { return key == p.name; });
            if (known == allowed.end()) problems.push_back({at, "unknown property"});
            else property(value, *known, at);
        }
    }

    void named(const boost::json::value& value, const std::string& path, std::string_view type) {
        const auto* object = value.if_object();
        if (!object) return problems.push_back({path, "must be an object"});
        shape(*object, elements().at(std::string(type)), path);
    }

    void property(const boost::json::value& value, const Property& property, const std::string& at) {
        const auto wrong = [&](const char* expected) { problems.push_back({at, fmt::format("must be {}", expected)}); };
        const auto element_at = [&](const auto& v, const auto& p) { element(v, p); };
        switch (property.kind) {
            case Kind::text: if (!value.is_string()) wrong("a string"); break;
            case Kind::flag: if (!value.is_bool()) wrong("true or false"); break;
            case Kind::number: if (!value.is_number()) wrong("a number"); break;
            case Kind::text_or_number: if (!value.is_number() && !value.is_string()) wrong("a string or a number"); break;
            case Kind::list: if (!value.is_array()) wrong("an array"); break;
            case Kind::any: break;
            case Kind::one_of: {
                const std::string allowed = fmt::format(" {} ", property.values);
                if (!value.is_string() ||
                    allowed.find(fmt::format(" {} ", lower_ascii(value.get_string()))) == std::string::npos)
                    wrong(property.values);
                break;
            }
            case Kind::elements: check_each(value, at, element_at); break;
            case Kind::images: check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "Image"); }); break;
            case Kind::columns: check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "Column"); }); break;
            case Kind::rows: check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "TableRow"); }); break;
            case Kind::cells: check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "TableCell"); }); break;
            case Kind::inlines: check_each(value, at, [&](const auto& v, const auto& p) { if (!v.is_string()) named(v, p, "TextRun"); }); break;
            case Kind::facts: check_each(value, at, [&](const auto& v, const auto& p) { pair(v, p); }); break;
            case Kind::choices:
                if (value.is_array() && value.get_array().empty()) wrong("at least one choice");
                check_each(value, at, [&](const auto& v, const auto& p) { pair(v, p); });
                break;
            case Kind::actions: check_each(value, at, [&](const auto& v, const auto& p) { check_action(v, p, true); }); break;
            case Kind::action: check_action(value, at, false); break;
        }
    }

    void pair(const boost::json::value& value, const std::string& path) {
        static const Shape both{{"title", Kind::text, true}, {"value", Kind::text, true}};
        if (!value.is_object()) return problems.push_back({path, "must be an object"});
        shape(value.get_object(), both, path);
    }

    void element(const boost::json::value& value, const std::string& path) {
        const auto* object = value.if_object();
        const auto* type = object ? object->if_contains("type") : nullptr;
        if (!type || !type->is_string()) return problems.push_back({path, "must be an element with a type"});
        const auto known = elements().find(std::string_view(type->get_string()));
        if (known == elements().end() || *type == "TextRun" || *type == "Column" || *type == "TableRow" || *type == "TableCell")
            return problems.push_back({path + "/type", fmt::format("unknown element '{}'", type->get_string().c_str())});
        if (std::string_view(type->get_string()).starts_with("Input.")) {
            const auto* id = object->if_contains("id");
            if (!id || !id->is_string() || id->get_string().empty()) problems.push_back({path + "/id", "an input needs an id"});
            else if (!input_ids.insert(id->get_string().c_str()).second) problems.push_back({path + "/id", "is used twice"});
            if (const auto* required = object->if_contains("isRequired"); required && *required == true)
                if (!object->contains("errorMessage")) problems.push_back({path, "a required input needs an errorMessage"});
        }
        shape(*object, known->second, path);
        if (const auto* fallback = object->if_contains("fallback"); fallback && *fallback != "drop") element(*fallback, path + "/fallback");
    }

    void check_action(const boost::json::value& value, const std::string& path, bool needs_title) {
        const auto* object = value.if_object();
        const auto* type = object ? object->if_contains("type") : nullptr;
        if (!type || !type->is_string()) return problems.push_back({path, "must be an action with a type"});
        const auto known = actions().find(std::string_view(type->get_string()));
        if (known == actions().end())
            return problems.push_back({path + "/type", fmt::format("unknown action '{}'", type->get_string().c_str())});
        if (needs_title && !object->contains("title")) problems.push_back({path + "/title", "is required"});
        shape(*object, known->second, path);
        if (*type == "Action.ShowCard" && object->contains("card")) card(object->at("card"), path + "/card", false);
        if (const auto* fallback = object->if_contains("fallback"); fallback && *fallback != "drop")
            check_action(*fallback, path + "/fallback", needs_title);
    }

    void card(const boost::json::value& value, const std::string& path, bool root) {
        static const Shape allowed{{"type", Kind::text, true}, {"$schema", Kind::text}, {"version", Kind::text}, {"body", Kind::elements},
                                   {"actions", Kind::actions}, {"fallbackText", Kind::text}, {"speak", Kind::text}, {"lang", Kind::text},
                                   {"minHeight", Kind::text}, {"rtl", Kind::flag}, {"backgroundImage", Kind::any}, {"metadata", Kind::any},
                                   {"verticalContentAlignment", Kind::one_of, false, vertical}, {"selectAction", Kind::action},
                                   {"refresh", Kind::any}, {"msteams", Kind::any}};
        const auto* object = value.if_object();
        if (!object) return problems.push_back({path, "must be an object"});
        const auto* type = object->if_contains("type");
        if (!type || *type != "AdaptiveCard") problems.push_back({path + "/type", "must be AdaptiveCard"});
        const auto* version = object->if_contains("version");
        // Below 1.5 Teams does not refresh and may not draw Action.Execute; above it draws nothing.
        if (root && (!version || *version != "1.5")) problems.push_back({path + "/version", "must be 1.5"});
        shape(*object, allowed, path);
        if (const auto* refresh = object->if_contains("refresh"); refresh && refresh->is_object()) {
            if (const auto* of_refresh = refresh->get_object().if_contains("action"))
                check_action(*of_refresh, path + "/refresh/action", false);
            if (const auto* users = refresh->get_object().if_contains("userIds");
                users && (!users->is_array() || users->get_array().size() > 60))
                problems.push_back({path + "/refresh/userIds", "at most 60 users"});
        }
    }
};

}  // namespace

void check_card(const boost::json::value& card, const std::string& path, Problems& problems) {
    Checker{problems, {}}.card(card, path, true);
}

}  // namespace todoke::platforms::teams
