// Internal to the Teams double.
#pragma once

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/teams/teams_double.hpp"

#include <deque>
#include <map>
#include <mutex>
#include <vector>

namespace todoke::platforms {

struct TeamsDouble::State {
    struct Shown {  // one message of a chat
        std::string id;
        bool from_bot = false;
        std::string name;
        Instant at{};
        boost::json::object activity;
        bool edited = false, deleted = false;
        // What the presser's client shows instead, after an invoke answered with a card or a message.
        std::map<std::string, boost::json::value> shown_to;
    };
    struct Conversation {
        std::string id, type, tenant_id;
        std::string user;  // aad object id of a personal chat
        std::vector<Shown> messages;
        std::deque<std::chrono::steady_clock::time_point> sends;  // within the last hour, for the limits
    };

    mutable std::mutex mutex;
    std::string service_url, origin;
    bool documented_limits = false;
    std::vector<TeamsApp> apps;
    std::map<std::string, TeamsUser> users;  // by aad object id
    std::set<std::string> blocked;
    std::map<std::string, Conversation> conversations;
    std::map<std::string, boost::json::object> activities;  // sent to the bot, by id
    std::vector<RsaKey> keys;                               // of the connector; the last one signs
    std::optional<RsaKey> login_key, stranger;
    std::set<std::string> endorsements{"msteams"};
    long long last_id = 0;

    std::string next_id() { return std::to_string(++last_id); }
    const TeamsUser* find_user(const std::string& mri_or_aad_or_upn) const;
    Conversation* find_conversation(const std::string& id);
    Conversation& personal(const std::string& aad_object_id);
};

// {"error":{"code":…,"message":…}}
Answer connector_error(int status, const std::string& code, const std::string& message);

}  // namespace todoke::platforms
