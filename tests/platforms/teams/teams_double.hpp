// A local Microsoft side: the Bot connector, the login that issues tokens to bots, and the OpenID metadata with the
// keys that sign what people's clients send to the bot. One port serves all; serviceUrl is <origin>/jp/<tenant>/.
//
// Outside addresses: POST /<authority>/oauth2/v2.0/token · GET /v1/.well-known/openidconfiguration,
// /v1/.well-known/keys ·
//   …/v3/conversations/… behind any prefix (regional and proactive base alike).
// Control door, for other processes (all under /_double, JSON):
//   GET  ping · GET books?since=N · POST misbehave · DELETE misbehave (as in http_double.hpp)
//   POST apps {app_id, secret, tenant_id, account?} · POST users {aad_object_id, name, tenant_id, upn?, installed?}
//   POST service {url} · POST block {user, blocked?} · POST keys/rotate {keep_old?} · GET screen/{conversation or
//   aadObjectId} POST send {user, text, reply_to?, quote?} | {user, press: {title|verb|id, activity?, inputs?}}
//             | {user, invoke: {verb, data?}, reply_to} | {user, install: true} | {user, uninstall: true}
//             → {status, latency_us, activity_id, conversation, body, error}
#pragma once

#include "tests/platforms/common/http_double.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <set>
#include <string>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace todoke::platforms {

struct TeamsOptions {
    int port = 0;
    Clock clock;
    std::filesystem::path books;  // directory; empty = in memory only
    std::filesystem::path keys;   // directory of the signing keys, made when missing; empty = keys of this process
    std::string service_url;      // activities go to <service_url>/webhooks/teams/<account>
    bool documented_limits =
        false;  // 7 sends in 1 s, 8 in 2 s, 60 in 30 s, 1800 in 1 h per conversation (monotonic time)
};

struct TeamsApp {
    std::string app_id, secret, tenant_id;  // tenant_id: the home tenant, which is the authority of the login
    std::string account = "demo", name = "Todoke";
};

struct TeamsUser {
    std::string aad_object_id, name, tenant_id;
    std::string upn;        // empty: derived from the object id
    bool installed = true;  // the app is in this user's personal scope
};

// A token sent to the bot; the defaults are right, tests bend one claim at a time.
struct TeamsToken {
    std::string issuer = "https://api.botframework.com";
    std::string audience;  // empty: the app id
    bool audience_as_array = false;
    std::string service_url;                               // empty: the serviceUrl of the activity
    std::chrono::seconds not_before{-300}, expires{3600};  // from now
    std::string alg = "RS256";                             // "none": no signature · "HS256": keyed with the app id
    std::string kid;                                       // empty: of the key that signs
    bool sign_with_unknown_key = false;                    // a key that is not published, under the published kid
    std::set<std::string> without;                         // claims left out
};

struct TeamsDelivery {
    int status = 0;  // 0: no answer
    std::chrono::microseconds latency{0};
    std::string activity_id, conversation;
    std::string body, error;  // body: an invoke's answer as text
};

class TeamsDouble : public HttpDouble {
public:
    explicit TeamsDouble(TeamsOptions options);
    ~TeamsDouble() override;

    void add_app(TeamsApp app);
    void add_user(TeamsUser user);
    // A group chat or channel; a channel's threads are made by the bot with Create conversation.
    void add_conversation(const std::string& id, const std::string& type, const std::string& tenant_id);
    void set_service_url(std::string url);
    void block(const std::string& aad_object_id, bool blocked = true);  // sends answer 403 ConversationBlockedByUser
    std::string openid_metadata() const;                                // its URL
    std::string service_url_of(const std::string& tenant_id) const;
    static std::string mri_of(const std::string& aad_object_id);
    std::string conversation_of(const std::string& aad_object_id) const;  // the personal chat

    // What the chat shows, in order: {from: bot|user, name, id, at, activity, edited?, deleted?, shown_to: {…}};
    // updates are applied, deleted activities keep their place without content. A card that an invoke answered replaces
    // the shown one.
    boost::json::array screen(const std::string& conversation_or_user) const;
    std::optional<boost::json::object> last_on_screen(const std::string& conversation_or_user) const;  // of the bot

    // A person acts; the activity is delivered, with a signed token, before the call returns.
    TeamsDelivery says(const std::string& user, const std::string& text, const std::string& reply_to = "",
                       const std::string& quote = "");
    // Presses a button of a shown card found by its title, verb or id (empty activity: the newest card that has it),
    // with the person's inputs merged in as the client does. Throws std::invalid_argument when there is no such button
    // or a required input is missing.
    TeamsDelivery presses(const std::string& user, const std::string& button, const boost::json::object& inputs = {},
                          const std::string& activity = "");
    TeamsDelivery invokes(const std::string& user, const std::string& verb, const boost::json::object& data,
                          const std::string& reply_to);
    TeamsDelivery installs(const std::string& user);  // conversationUpdate and installationUpdate
    TeamsDelivery uninstalls(const std::string& user);

    boost::json::object activity(const std::string& user, const std::string& type, const boost::json::object& members);
    TeamsDelivery deliver(const boost::json::object& activity, const TeamsToken& token = {});
    TeamsDelivery deliver_raw(const std::string& body, const std::string& authorization, const std::string& account);
    TeamsDelivery redeliver(const std::string& activity_id);  // the same activity once more, newly signed
    std::string token(const TeamsToken& token, const std::string& app_id, const std::string& service_url) const;

    void rotate_key(bool keep_old = true);  // signs with a new key; the old one stays published or vanishes
    void set_endorsements(std::set<std::string> channels);  // of every published key; default msteams

private:
    struct State;
    Answer handle(const Request& request) override;
    Answer control(const Request& request, const boost::json::object& body) override;
    std::string words_for(int status) const override;

    Answer issue_token(const Request& request, const std::string& authority);
    std::string app_of_bearer(const Request& request) const;  // app id, "" when the token does not hold
    Answer conversations(const Request& request, const std::vector<std::string>& rest, const std::string& app_id);
    Answer create_conversation(const boost::json::value& body, const std::string& app_id);
    Answer write_activity(const Request& request, const std::string& conversation, const std::string& app_id,
                          const std::optional<std::string>& update);
    Answer members(const Request& request, const std::vector<std::string>& rest, const std::string& conversation);
    Answer control_send(const boost::json::object& body);
    const TeamsApp& app_of(const std::string& tenant_id) const;

    std::unique_ptr<State> state_;
};

}  // namespace todoke::platforms
