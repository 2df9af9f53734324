// People, conversations and the control door.
#include "tests/platforms/teams/teams_double.hpp"

#include "tests/platforms/common/text.hpp"
#include "tests/platforms/teams/teams_state.hpp"

#include <stdexcept>

namespace todoke::platforms {

namespace {

std::string text_of(const boost::json::object& body, const char* key) {
    const auto* value = body.if_contains(key);
    return value ? std::string(value->as_string()) : "";
}

boost::json::object object_of(const boost::json::object& body, const char* key) {
    const auto* value = body.if_contains(key);
    return value ? value->as_object() : boost::json::object();
}

RsaKey key_of_process(const char* purpose) {
    // Making a key takes a good part of a second; tests start many doubles.
    static std::mutex mutex;
    static std::map<std::string, RsaKey> made;
    std::lock_guard lock(mutex);
    const auto found = made.find(purpose);
    return found != made.end() ? found->second : made.emplace(purpose, RsaKey::generate()).first->second;
}

}  // namespace

Answer connector_error(int status, const std::string& code, const std::string& message) {
    return json_answer(status, {{"error", {{"code", code}, {"message", message}}}});
}

TeamsDouble::TeamsDouble(TeamsOptions options)
    : HttpDouble("teams", std::move(options.clock), options.books), state_(std::make_unique<State>()) {
    state_->service_url = std::move(options.service_url);
    state_->documented_limits = options.documented_limits;
    state_->last_id = unix_milliseconds(real_clock()());
    if (options.keys.empty()) {
        state_->keys.push_back(key_of_process("connector"));
        state_->login_key = key_of_process("login");
    } else {
        std::filesystem::create_directories(options.keys);
        state_->keys.push_back(RsaKey::at(options.keys / "teams-connector.pem"));
        state_->login_key = RsaKey::at(options.keys / "teams-login.pem");
    }
    start(options.port);
    state_->origin = origin();
}

TeamsDouble::~TeamsDouble() { stop(); }

void TeamsDouble::add_app(TeamsApp app) {
    std::lock_guard lock(state_->mutex);
    state_->apps.push_back(std::move(app));
}

void TeamsDouble::add_user(TeamsUser user) {
    if (user.upn.empty()) user.upn = user.aad_object_id.substr(0, 8) + "@school.example.jp";
    std::lock_guard lock(state_->mutex);
    const std::string id = user.aad_object_id;
    state_->users[id] = std::move(user);
    state_->personal(id);
}

void TeamsDouble::add_conversation(const std::string& id, const std::string& type, const std::string& tenant_id) {
    std::lock_guard lock(state_->mutex);
    state_->conversations[id] = {.id = id, .type = type, .tenant_id = tenant_id};
}

void TeamsDouble::set_service_url(std::string url) {
    std::lock_guard lock(state_->mutex);
    state_->service_url = std::move(url);
}

void TeamsDouble::block(const std::string& aad_object_id, bool blocked) {
    std::lock_guard lock(state_->mutex);
    if (blocked)
        state_->blocked.insert(aad_object_id);
    else
        state_->blocked.erase(aad_object_id);
}

std::string TeamsDouble::openid_metadata() const { return origin() + "/v1/.well-known/openidconfiguration"; }
std::string TeamsDouble::service_url_of(const std::string& tenant_id) const {
    return origin() + "/jp/" + tenant_id + "/";
}
std::string TeamsDouble::mri_of(const std::string& aad_object_id) {
    return "29:1" + sha256_hex(aad_object_id).substr(0, 24);
}

std::string TeamsDouble::conversation_of(const std::string& aad_object_id) const {
    return "a:1" + sha256_hex("personal " + aad_object_id).substr(0, 32);
}

const TeamsUser* TeamsDouble::State::find_user(const std::string& id) const {
    for (const auto& [aad, user] : users)
        if (id == aad || id == mri_of(aad) || id == user.upn) return &user;
    return nullptr;
}

TeamsDouble::State::Conversation* TeamsDouble::State::find_conversation(const std::string& id) {
    const auto found = conversations.find(id);
    return found == conversations.end() ? nullptr : &found->second;
}

TeamsDouble::State::Conversation& TeamsDouble::State::personal(const std::string& aad_object_id) {
    const std::string id = "a:1" + sha256_hex("personal " + aad_object_id).substr(0, 32);
    auto& conversation = conversations[id];
    if (conversation.id.empty())
        conversation = {
            .id = id, .type = "personal", .tenant_id = users.at(aad_object_id).tenant_id, .user = aad_object_id};
    return conversation;
}

const TeamsApp& TeamsDouble::app_of(const std::string& tenant_id) const {
    for (const auto& app : state_->apps)
        if (app.tenant_id == tenant_id) return app;
    // One registration may serve many tenants.
    if (!state_->apps.empty()) return state_->apps.front();
    throw std::invalid_argument("no Teams app");
}

boost::json::array TeamsDouble::screen(const std::string& conversation_or_user) const {
    std::lock_guard lock(state_->mutex);
    auto* conversation = state_->find_conversation(conversation_or_user);
    if (!conversation)
        if (const auto* user = state_->find_user(conversation_or_user))
            conversation = &state_->personal(user->aad_object_id);
    boost::json::array shown;
    if (!conversation) return shown;
    for (const auto& message : conversation->messages) {
        boost::json::object item{{"from", message.from_bot ? "bot" : "user"},
                                 {"name", message.name},
                                 {"id", message.id},
                                 {"conversation", conversation->id},
                                 {"at", to_iso_utc(message.at)}};
        if (message.deleted)
            item["deleted"] = true;
        else
            item["activity"] = message.activity;
        if (message.edited) item["edited"] = true;
        if (!message.shown_to.empty()) {
            boost::json::object views;
            for (const auto& [user, view] : message.shown_to) views[user] = view;
            item["shown_to"] = views;
        }
        shown.push_back(item);
    }
    return shown;
}

std::optional<boost::json::object> TeamsDouble::last_on_screen(const std::string& conversation_or_user) const {
    const auto shown = screen(conversation_or_user);
    for (auto item = shown.rbegin(); item != shown.rend(); ++item)
        if (item->at("from") == "bot" && item->as_object().contains("activity")) return item->as_object();
    return std::nullopt;
}

void TeamsDouble::rotate_key(bool keep_old) {
    auto key = RsaKey::generate();
    std::lock_guard lock(state_->mutex);
    if (!keep_old) state_->keys.clear();
    state_->keys.push_back(std::move(key));
}

void TeamsDouble::set_endorsements(std::set<std::string> channels) {
    std::lock_guard lock(state_->mutex);
    state_->endorsements = std::move(channels);
}

Answer TeamsDouble::control_send(const boost::json::object& body) {
    const std::string user = text_of(body, "user");
    TeamsDelivery delivery;
    if (body.contains("text")) {
        delivery = says(user, text_of(body, "text"), text_of(body, "reply_to"), text_of(body, "quote"));
    } else if (body.contains("press")) {
        const auto press = object_of(body, "press");
        std::string button;
        for (const char* name : {"title", "verb", "id"})
            if (press.contains(name)) button = text_of(press, name);
        delivery = presses(user, button, object_of(press, "inputs"), text_of(press, "activity"));
    } else if (body.contains("invoke")) {
        const auto invoke = object_of(body, "invoke");
        delivery = invokes(user, text_of(invoke, "verb"), object_of(invoke, "data"), text_of(body, "reply_to"));
    } else if (body.contains("install")) {
        delivery = installs(user);
    } else if (body.contains("uninstall")) {
        delivery = uninstalls(user);
    } else {
        throw std::invalid_argument("nothing to send");
    }
    return json_answer(200, {{"status", delivery.status},
                             {"latency_us", delivery.latency.count()},
                             {"activity_id", delivery.activity_id},
                             {"conversation", delivery.conversation},
                             {"body", valid_utf8(delivery.body)},
                             {"error", delivery.error}});
}

Answer TeamsDouble::control(const Request& request, const boost::json::object& body) {
    const std::string door = request.segments.size() > 1 ? request.segments[1] : "";
    const auto done = [] { return json_answer(200, boost::json::object()); };
    const auto flag = [&](const char* key) {
        const auto* value = body.if_contains(key);
        return !value || value->as_bool();
    };
    if (door == "screen" && request.segments.size() == 3) return json_answer(200, screen(request.segments[2]));
    if (request.method != "POST") return json_answer(404, {{"error", "no such door"}});
    if (door == "send") return control_send(body);
    if (door == "service") return set_service_url(text_of(body, "url")), done();
    if (door == "block") return block(text_of(body, "user"), flag("blocked")), done();
    if (door == "keys") return rotate_key(flag("keep_old")), done();
    if (door == "apps") {
        TeamsApp app{.app_id = text_of(body, "app_id"),
                     .secret = text_of(body, "secret"),
                     .tenant_id = text_of(body, "tenant_id")};
        if (body.contains("account")) app.account = text_of(body, "account");
        return add_app(std::move(app)), done();
    }
    if (door == "users")
        return add_user({.aad_object_id = text_of(body, "aad_object_id"),
                         .name = text_of(body, "name"),
                         .tenant_id = text_of(body, "tenant_id"),
                         .upn = text_of(body, "upn"),
                         .installed = flag("installed")}),
               done();
    return json_answer(404, {{"error", "no such door"}});
}

}  // namespace todoke::platforms
