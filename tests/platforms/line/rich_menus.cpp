// Doors of rich menus: made, drawn, named by aliases, shown to all or to one person.
#include "tests/platforms/line/rich_menus.hpp"

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/line/line_state.hpp"

#include <regex>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>

namespace todoke::platforms {

namespace {

namespace json = boost::json;

Answer refused(int status, const std::string& message) { return json_answer(status, {{"message", message}}); }
Answer done(int status = 200) { return json_answer(status, json::object()); }

std::string text_of(const json::value& body, const char* key) {
    const auto* object = body.if_object();
    const auto* value = object ? object->if_contains(key) : nullptr;
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

bool is_user_id(const std::string& id) {
    static const std::regex shape("U[0-9a-f]{32}");
    return std::regex_match(id, shape);
}

// What one request may do to the menus of its channel; everything under the double's lock.
class Desk {
public:
    Desk(RichMenus& menus, const Request& request, Instant now) : menus_(menus), request_(request), now_(now) {
        json::error_code failed;
        body_ = json::parse(request.body, failed);
        is_json_ = !failed && request.header("content-type").starts_with("application/json");
    }

    Answer answer() {
        const auto& s = request_.segments;
        const std::string third = s.size() > 2 ? s[2] : "";
        if (third == "user" && s.size() >= 5 && s[3] == "all") return default_menu(s.size() > 5 ? s[5] : "");
        if (third == "user" && s.size() >= 5) return of_user(s[3], s.size() > 5 ? s[5] : "");
        if (third != "richmenu") return refused(404, "Not found");
        const std::string next = s.size() > 3 ? s[3] : "";
        if (next.empty()) return is_post() ? make() : refused(404, "Not found");
        if (next == "validate" && s.size() == 4) return is_post() ? validate() : refused(404, "Not found");
        if (next == "list") return list();
        if (next == "alias") return alias(s.size() > 4 ? s[4] : "");
        if (next == "bulk" && s.size() == 5) return bulk(s[4]);
        return one(next, s.size() > 4 ? s[4] : "");
    }

private:
    bool is_post() const { return request_.method == "POST"; }
    bool is_get() const { return request_.method == "GET"; }
    bool is_delete() const { return request_.method == "DELETE"; }
    Answer unknown_menu() const { return refused(404, "richmenu not found"); }
    // Nobody can be shown a menu that has no picture.
    std::optional<Answer> cannot_show(const std::string& id) const {
        const auto menu = menus_.menus.find(id);
        if (menu == menus_.menus.end()) return unknown_menu();
        if (menu->second.image.empty()) return refused(400, "must upload richmenu image before applying it to user");
        return std::nullopt;
    }
    std::optional<Answer> too_often(std::deque<Instant>& times) {
        while (!times.empty() && times.front() <= now_ - std::chrono::hours(1)) times.pop_front();
        if (times.size() >= most_changes_an_hour)
            return refused(429, "The API rate limit has been exceeded. Try again later.");
        times.push_back(now_);
        return std::nullopt;
    }

    Answer validate() const {
        if (!is_json_) return refused(400, "The request body could not be parsed as JSON (line: -, column: -)");
        if (auto problem = line::rich_menu_problem(body_)) return json_answer(400, *problem);
        return done();
    }

    Answer make() {
        if (Answer wrong = validate(); wrong.status != 200) return wrong;
        if (menus_.menus.size() >= most_rich_menus)
            return refused(400, "Maximum number of rich menus has been reached");
        if (auto refusal = too_often(menus_.created)) return *refusal;
        const std::string id = "richmenu-" + random_hex(16);
        json::object object = body_.as_object();
        object["richMenuId"] = id;
        menus_.menus[id] = {std::move(object), "", ""};
        return json_answer(200, {{"richMenuId", id}});
    }

    Answer list() const {
        json::array all;
        for (const auto& [id, menu] : menus_.menus) all.push_back(menu.object);
        return json_answer(200, {{"richmenus", all}});
    }

    Answer one(const std::string& id, const std::string& part) {
        const auto menu = menus_.menus.find(id);
        if (menu == menus_.menus.end()) return unknown_menu();
        if (part == "content" && is_get()) {
            if (menu->second.image.empty()) return refused(404, "Not found");
            return {.body = menu->second.image, .content_type = menu->second.image_type};
        }
        if (part == "content" && is_post()) {
            if (!menu->second.image.empty()) return refused(400, "An image has already been uploaded to the richmenu");
            const auto wrong =
                line::rich_menu_image_problem(menu->second.object, request_.body, request_.header("content-type"));
            if (!wrong.empty()) return refused(400, wrong);
            menu->second.image = request_.body;
            menu->second.image_type = request_.header("content-type");
            return done();
        }
        if (part.empty() && is_get()) return json_answer(200, menu->second.object);
        if (part.empty() && is_delete()) {
            if (auto refusal = too_often(menus_.deleted)) return *refusal;
            std::erase_if(menus_.of_user, [&](const auto& link) { return link.second == id; });
            if (menus_.default_id == id) menus_.default_id.clear();
            menus_.menus.erase(menu);
            return done();
        }
        return refused(404, "Not found");
    }

    Answer alias(const std::string& name) {
        static const std::regex shape("[a-z0-9_-]{1,32}");
        if (name == "list" && is_get()) {
            json::array all;
            for (const auto& [alias, id] : menus_.aliases)
                all.push_back({{"richMenuAliasId", alias}, {"richMenuId", id}});
            return json_answer(200, {{"aliases", all}});
        }
        const std::string target = text_of(body_, "richMenuId");
        if (name.empty() && is_post()) {
            const std::string wanted = text_of(body_, "richMenuAliasId");
            if (!std::regex_match(wanted, shape)) return refused(400, "invalid richMenuAliasId");
            if (menus_.aliases.contains(wanted)) return refused(400, "conflict richmenu alias id");
            if (auto refusal = cannot_show(target))
                return refusal->status == 404 ? refused(400, "richmenu not found") : *refusal;
            menus_.aliases[wanted] = target;
            return done();
        }
        const auto known = menus_.aliases.find(name);
        if (known == menus_.aliases.end()) return refused(404, "richmenu alias not found");
        if (is_get()) return json_answer(200, {{"richMenuAliasId", name}, {"richMenuId", known->second}});
        if (is_delete()) return menus_.aliases.erase(known), done();
        if (auto refusal = cannot_show(target))
            return refusal->status == 404 ? refused(400, "richmenu not found") : *refusal;
        known->second = target;
        return done();
    }

    Answer default_menu(const std::string& id) {
        if (is_get() && id.empty())
            return menus_.default_id.empty() ? refused(404, "no default richmenu")
                                             : json_answer(200, {{"richMenuId", menus_.default_id}});
        if (is_delete() && id.empty()) return menus_.default_id.clear(), done();
        if (!is_post()) return refused(404, "Not found");
        if (auto refusal = cannot_show(id)) return *refusal;
        menus_.default_id = id;
        return done();
    }

    Answer of_user(const std::string& user, const std::string& id) {
        if (!is_user_id(user)) return refused(400, "The value for the 'userId' parameter is invalid");
        const auto link = menus_.of_user.find(user);
        if (is_get() && id.empty())
            return link == menus_.of_user.end() ? refused(404, "the user has no richmenu")
                                                : json_answer(200, {{"richMenuId", link->second}});
        if (is_delete() && id.empty()) return menus_.of_user.erase(user), done();
        if (!is_post()) return refused(404, "Not found");
        if (auto refusal = cannot_show(id)) return *refusal;
        menus_.of_user[user] = id;
        return done();
    }

    Answer bulk(const std::string& what) {
        const auto* object = body_.if_object();
        const auto* users = object ? object->if_contains("userIds") : nullptr;
        if (!is_post() || !is_json_ || !users || !users->is_array())
            return refused(400, "The property, 'userIds', in the request body is invalid (line: -, column: -)");
        const auto& ids = users->get_array();
        if (ids.empty() || ids.size() > most_bulk_users) return refused(400, "The request body has 1 error(s)");
        for (const auto& id : ids)
            if (!id.is_string() || !is_user_id(std::string(id.get_string())))
                return refused(400, "The property, 'userIds', in the request body is invalid (line: -, column: -)");
        const std::string target = text_of(body_, "richMenuId");
        if (what == "link") {
            if (auto refusal = cannot_show(target)) return *refusal;
            for (const auto& id : ids) menus_.of_user[std::string(id.get_string())] = target;
            return done(202);
        }
        if (what != "unlink") return refused(404, "Not found");
        for (const auto& id : ids) menus_.of_user.erase(std::string(id.get_string()));
        return done(202);
    }

    RichMenus& menus_;
    const Request& request_;
    Instant now_;
    json::value body_;
    bool is_json_ = false;
};

}  // namespace

// Links of blocked people and strangers are taken with 200 and come to nothing, so that nobody can find out.
Answer LineDouble::rich_menu(const Request& request, const std::string& channel_id) {
    const std::lock_guard lock(state_->mutex);
    RichMenus& menus = state_->rich_menus[channel_id];
    const Answer answer = Desk(menus, request, now()).answer();
    std::erase_if(menus.of_user, [&](const auto& link) {
        return !state_->users.contains(link.first) || state_->blocked.contains(link.first);
    });
    return answer;
}

std::string LineDouble::rich_menu_of(const std::string& user) const {
    const std::string account = account_of(user);
    const std::lock_guard lock(state_->mutex);
    for (const auto& channel : state_->channels) {
        const auto menus = state_->rich_menus.find(channel.channel_id);
        if (channel.account != account || menus == state_->rich_menus.end()) continue;
        const auto own = menus->second.of_user.find(user);
        const std::string& id = own == menus->second.of_user.end() ? menus->second.default_id : own->second;
        const auto menu = menus->second.menus.find(id);
        if (menu != menus->second.menus.end()) return menu->second.object.at("name").as_string().c_str();
    }
    return "";
}

}  // namespace todoke::platforms
