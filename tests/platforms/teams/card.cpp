#include "tests/platforms/teams/card.hpp"

#include "tests/platforms/common/text.hpp"
#include "tests/platforms/teams/card_shapes.hpp"

#include <algorithm>
#include <set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms::teams {

namespace {

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
            const auto known =
                std::find_if(allowed.begin(), allowed.end(), [&](const auto& p) { return key == p.name; });
            if (known == allowed.end())
                problems.push_back({at, "unknown property"});
            else
                property(value, *known, at);
        }
    }

    void named(const boost::json::value& value, const std::string& path, std::string_view type) {
        const auto* object = value.if_object();
        if (!object) return problems.push_back({path, "must be an object"});
        shape(*object, element_shapes().at(std::string(type)), path);
    }

    void property(const boost::json::value& value, const Property& property, const std::string& at) {
        const auto wrong = [&](const char* expected) { problems.push_back({at, fmt::format("must be {}", expected)}); };
        const auto element_at = [&](const auto& v, const auto& p) { element(v, p); };
        switch (property.kind) {
            case Kind::text:
                if (!value.is_string()) wrong("a string");
                break;
            case Kind::flag:
                if (!value.is_bool()) wrong("true or false");
                break;
            case Kind::number:
                if (!value.is_number()) wrong("a number");
                break;
            case Kind::text_or_number:
                if (!value.is_number() && !value.is_string()) wrong("a string or a number");
                break;
            case Kind::list:
                if (!value.is_array()) wrong("an array");
                break;
            case Kind::any:
                break;
            case Kind::one_of: {
                const std::string allowed = fmt::format(" {} ", property.values);
                if (!value.is_string() ||
                    allowed.find(fmt::format(" {} ", lower_ascii(value.get_string()))) == std::string::npos)
                    wrong(property.values);
                break;
            }
            case Kind::elements:
                check_each(value, at, element_at);
                break;
            case Kind::images:
                check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "Image"); });
                break;
            case Kind::columns:
                check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "Column"); });
                break;
            case Kind::rows:
                check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "TableRow"); });
                break;
            case Kind::cells:
                check_each(value, at, [&](const auto& v, const auto& p) { named(v, p, "TableCell"); });
                break;
            case Kind::inlines:
                check_each(value, at, [&](const auto& v, const auto& p) {
                    if (!v.is_string()) named(v, p, "TextRun");
                });
                break;
            case Kind::facts:
                check_each(value, at, [&](const auto& v, const auto& p) { pair(v, p); });
                break;
            case Kind::choices:
                if (value.is_array() && value.get_array().empty()) wrong("at least one choice");
                check_each(value, at, [&](const auto& v, const auto& p) { pair(v, p); });
                break;
            case Kind::actions:
                check_each(value, at, [&](const auto& v, const auto& p) { check_action(v, p, true); });
                break;
            case Kind::action:
                check_action(value, at, false);
                break;
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
        const auto known = element_shapes().find(std::string_view(type->get_string()));
        if (known == element_shapes().end() || *type == "TextRun" || *type == "Column" || *type == "TableRow" ||
            *type == "TableCell")
            return problems.push_back(
                {path + "/type", fmt::format("unknown element '{}'", type->get_string().c_str())});
        if (std::string_view(type->get_string()).starts_with("Input.")) {
            const auto* id = object->if_contains("id");
            if (!id || !id->is_string() || id->get_string().empty())
                problems.push_back({path + "/id", "an input needs an id"});
            else if (!input_ids.insert(id->get_string().c_str()).second)
                problems.push_back({path + "/id", "is used twice"});
            if (const auto* required = object->if_contains("isRequired"); required && *required == true)
                if (!object->contains("errorMessage"))
                    problems.push_back({path, "a required input needs an errorMessage"});
        }
        shape(*object, known->second, path);
        if (const auto* fallback = object->if_contains("fallback"); fallback && *fallback != "drop")
            element(*fallback, path + "/fallback");
    }

    void check_action(const boost::json::value& value, const std::string& path, bool needs_title) {
        const auto* object = value.if_object();
        const auto* type = object ? object->if_contains("type") : nullptr;
        if (!type || !type->is_string()) return problems.push_back({path, "must be an action with a type"});
        const auto known = action_shapes().find(std::string_view(type->get_string()));
        if (known == action_shapes().end())
            return problems.push_back({path + "/type", fmt::format("unknown action '{}'", type->get_string().c_str())});
        if (needs_title && !object->contains("title")) problems.push_back({path + "/title", "is required"});
        shape(*object, known->second, path);
        if (*type == "Action.ShowCard" && object->contains("card")) card(object->at("card"), path + "/card", false);
        if (const auto* fallback = object->if_contains("fallback"); fallback && *fallback != "drop")
            check_action(*fallback, path + "/fallback", needs_title);
    }

    void card(const boost::json::value& value, const std::string& path, bool root) {
        const auto* object = value.if_object();
        if (!object) return problems.push_back({path, "must be an object"});
        const auto* type = object->if_contains("type");
        if (!type || *type != "AdaptiveCard") problems.push_back({path + "/type", "must be AdaptiveCard"});
        const auto* version = object->if_contains("version");
        // Below 1.5 Teams does not refresh and may not draw Action.Execute; above it draws nothing.
        if (root && (!version || *version != "1.5")) problems.push_back({path + "/version", "must be 1.5"});
        shape(*object, card_shape(), path);
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
