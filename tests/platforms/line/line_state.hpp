// Internal to the LINE double.
#pragma once

#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/line/rich_menus.hpp"

#include <map>
#include <mutex>
#include <set>
#include <vector>

namespace todoke::platforms {

struct LineDouble::State {
    struct ReplyToken {
        std::string channel_id, user;
        Instant event_at{}, received_at{};
        bool used = false;
    };
    struct Token {
        std::string channel_id;
        std::optional<Instant> expires;
    };
    struct Accepted {  // a send that LINE took under a retry key
        std::string request_id;
        boost::json::value answer;
        Instant at{};
    };
    struct Event {
        boost::json::object event;
        std::string account;
        bool accepted = false;
    };

    mutable std::mutex mutex;
    std::string service_url;
    std::vector<LineChannel> channels;
    std::map<std::string, LineUser> users;
    std::set<std::string> blocked;
    std::map<std::string, LineGroup> groups;  // those the bot is in
    std::map<std::string, LineGroup> known_groups;
    std::map<std::string, Token> tokens;
    std::map<std::string, ReplyToken> reply_tokens;
    std::map<std::pair<std::string, std::string>, Accepted> retry_keys;  // (channel, key)
    std::map<std::string, boost::json::array> screens;
    std::map<std::string, Event> events;
    std::vector<std::string> event_order;
    std::set<std::string> read_tokens;
    struct LinkToken {
        std::string user, channel_id;
        Instant issued{};
        bool used = false;
    };
    std::map<std::string, LinkToken> link_tokens;
    std::map<std::string, RichMenus> rich_menus;           // by channel
    std::map<std::string, std::string> webhook_endpoints;  // by channel
    std::optional<long long> quota_limit;
    long long quota_used = 0;
    long long last_message_id = 0;

    // Where a message to this id appears, and how many people it is counted for.
    bool known(const std::string& id) const { return users.contains(id) || groups.contains(id); }
    bool reaches(const std::string& id) const {
        return groups.contains(id) || (users.contains(id) && !blocked.contains(id));
    }
    long long heads(const std::string& id) const {
        const auto group = groups.find(id);
        return group == groups.end() ? 1 : static_cast<long long>(group->second.members.size());
    }
    // The chat an event belongs to: the group, else the person.
    static std::string chat_of(const boost::json::object& event) {
        const auto& source = event.at("source").as_object();
        const auto* group = source.if_contains("groupId");
        return (group ? *group : source.at("userId")).as_string().c_str();
    }

    std::string next_message_id() { return std::to_string(++last_message_id); }
};

}  // namespace todoke::platforms
