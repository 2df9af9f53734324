#include "adapters/line/setup_menus.hpp"

#include <algorithm>

namespace todoke::line {
namespace {

// An image cannot be put on a menu twice, and a menu without one can be shown to nobody.
bool draw(Api& api, const DrawnMenu& menu, const std::string& id, SetupReport& report) {
    const Answered answer = api.upload_png("/v2/bot/richmenu/" + id + "/content", menu.png);
    return answer.ok() || report.failed("picture of " + menu.what, answer.why());
}

}  // namespace

bool read_menus(Api& api, PlatformMenus& out, SetupReport& report) {
    const Answered menus = api.get("/v2/bot/richmenu/list"), aliases = api.get("/v2/bot/richmenu/alias/list");
    if (!menus.ok()) return report.failed("reading the rich menus", menus.why());
    if (!aliases.ok()) return report.failed("reading the aliases", aliases.why());
    for (const Value& menu : menus.body["richmenus"].items())
        if (menu["name"].as_string().starts_with(our_menus))
            out.menus.emplace_back(menu["name"].as_string(), menu["richMenuId"].as_string());
    for (const Value& alias : aliases.body["aliases"].items())
        out.aliases[alias["richMenuAliasId"].as_string()] = alias["richMenuId"].as_string();
    const Answered chosen = api.get("/v2/bot/user/all/richmenu");
    if (!chosen.ok() && chosen.status != 404 && chosen.status != 403)
        return report.failed("reading the default menu", chosen.why());
    out.default_id = chosen.body["richMenuId"].as_string();
    return true;
}

bool make_menus(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, MenuIds& ids,
                SetupReport& report) {
    for (const DrawnMenu& menu : drawn) {
        const auto same = std::ranges::find(there.menus, menu.name, &std::pair<std::string, std::string>::first);
        if (same != there.menus.end()) {
            ids[menu.what] = same->second;
            const Answered picture = api.get_data("/v2/bot/richmenu/" + same->second + "/content");
            if (picture.ok()) {
                report.kept("menu " + menu.what);
            } else if (picture.status != 404) {
                return report.failed("reading the picture of " + menu.what, picture.why());
            } else if (report.change("draw", "menu " + menu.what + ", made before without its picture") &&
                       !draw(api, menu, same->second, report)) {
                return false;
            }
            continue;
        }
        if (!report.change("make", "menu " + menu.what)) continue;
        if (const Answered valid = api.post("/v2/bot/richmenu/validate", menu.object); !valid.ok())
            return report.failed("menu " + menu.what, valid.why());
        const Answered made = api.post("/v2/bot/richmenu", menu.object);
        if (!made.ok()) return report.failed("menu " + menu.what, made.why());
        ids[menu.what] = made.body["richMenuId"].as_string();
        if (!draw(api, menu, ids[menu.what], report)) return false;
    }
    return true;
}

bool set_aliases(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, const MenuIds& ids,
                 SetupReport& report) {
    for (const DrawnMenu& menu : drawn) {
        const std::string alias = alias_of(menu.what);
        const auto old = there.aliases.find(alias);
        const auto id = ids.find(menu.what);
        if (id != ids.end() && old != there.aliases.end() && old->second == id->second) {
            report.kept("alias " + alias);
            continue;
        }
        if (!report.change(old == there.aliases.end() ? "make" : "move", "alias " + alias)) continue;
        const Answered answer =
            old == there.aliases.end()
                ? api.post("/v2/bot/richmenu/alias",
                           Value::object({{"richMenuAliasId", alias}, {"richMenuId", id->second}}))
                : api.post("/v2/bot/richmenu/alias/" + alias, Value::object({{"richMenuId", id->second}}));
        if (!answer.ok()) return report.failed("alias " + alias, answer.why());
    }
    return true;
}

bool set_default(Api& api, const PlatformMenus& there, const MenuIds& ids, SetupReport& report) {
    const auto id = ids.find(std::string(default_menu));
    if (id != ids.end() && there.default_id == id->second) {
        report.kept("default menu");
        return true;
    }
    if (!report.change("set", "default menu " + std::string(default_menu))) return true;
    const Answered answer = api.post("/v2/bot/user/all/richmenu/" + id->second);
    return answer.ok() || report.failed("default menu", answer.why());
}

bool remove_old(Api& api, const std::vector<DrawnMenu>& drawn, const PlatformMenus& there, const MenuIds& ids,
                SetupReport& report) {
    for (const auto& [alias, id] : there.aliases) {
        const bool wanted = std::ranges::any_of(drawn, [&](const DrawnMenu& m) { return alias_of(m.what) == alias; });
        if (wanted || !alias.starts_with(our_aliases) || !report.change("remove", "alias " + alias)) continue;
        if (const Answered answer = api.erase("/v2/bot/richmenu/alias/" + alias); !answer.ok() && answer.status != 404)
            return report.failed("alias " + alias, answer.why());
    }
    for (const auto& [name, id] : there.menus) {
        const bool wanted = std::ranges::any_of(ids, [&](const auto& one) { return one.second == id; });
        if (wanted || !report.change("remove", "menu of before: " + name)) continue;
        if (const Answered answer = api.erase("/v2/bot/richmenu/" + id); !answer.ok() && answer.status != 404)
            return report.failed("removing " + name, answer.why());
    }
    return true;
}

}  // namespace todoke::line
