// A local LINE platform: the part of the Messaging API that the service uses, over real HTTP on 127.0.0.1, and the
// people behind it, whose actions it delivers to the service as signed webhooks.
//
// Control door, for other processes (all under /_double, JSON):
//   GET  ping · GET books?since=N · POST misbehave {match, delay_ms, status, body, drop_after_accepting, times, …} ·
//   DELETE misbehave POST channels {channel_id, secret, bot_user_id, account?, static_token?} · POST users {user_id,
//   display_name, account?} POST block {user, blocked?: true} · POST quota {limit?: n|null, used?: n} · GET
//   screen/{user} · GET rich_menu/{user} · POST service {url} POST send {user, text, quoted_message_id?} | {user,
//   postback, params?, display_text?} | {user, follow|unfollow: true}
//             | {user, link: address of the dialog} | {user, sticker: {packageId, stickerId}} | {user, unsend: message
//             id} | {redeliver: webhookEventId | "failed"} | {verify: true}   → {status, latency_us, webhook_event_id,
//             message_id, body, error}
//             with group beside user: the same in a group chat, also {group, join|leave: true}
//   POST groups {group_id, members: [user ids], account?}
#pragma once

#include "tests/platforms/common/http_double.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace todoke::platforms {

struct LineOptions {
    int port = 0;                 // 0 = any
    Clock clock;                  // empty = real time
    std::filesystem::path books;  // directory; empty = in memory only
    std::string service_url;      // http://127.0.0.1:8080; webhooks go to <service_url>/webhooks/line/<account>
};

struct LineChannel {
    std::string channel_id, secret, bot_user_id;
    std::string account = "demo";
    std::string static_token;  // accepted for ever; empty = only issued tokens
    std::string display_name = "Todoke", basic_id = "@todoke";
};

struct LineUser {
    std::string user_id, display_name;
    std::string account;  // empty = the first channel
    std::string language = "ja";
};

struct LineGroup {
    std::string group_id;
    std::vector<std::string> members;  // people only; the bot is invited by joins()
    std::string account;               // empty = the first channel
};

struct LineWebhook {  // what became of one delivered body
    int status = 0;   // 0: no answer
    std::chrono::microseconds latency{0};
    std::string webhook_event_id;  // of the last event in the body
    std::string message_id;        // of its message, if it is one
    std::string body, error;
};

class LineDouble : public HttpDouble {
public:
    explicit LineDouble(LineOptions options);
    ~LineDouble() override;

    void add_channel(LineChannel channel);
    void add_user(LineUser user);
    void set_service_url(std::string url);
    // Sends to a blocked user answer 200, appear nowhere and are not counted. No webhook is sent; see unfollows().
    void block(const std::string& user, bool blocked = true);
    void set_quota(std::optional<long long> limit, long long used);  // nullopt: type none
    long long quota_used() const;

    // What the person's chat shows, in order: {from: bot|user, via: reply|push|multicast|user, at, id, channel,
    // message}.
    boost::json::array screen(const std::string& user) const;
    std::optional<boost::json::object> last_on_screen(const std::string& user) const;  // the last message of the bot

    // The name of the rich menu this person sees: their own, else the account's default; "" = none.
    std::string rich_menu_of(const std::string& user) const;

    // A person acts; the webhook is delivered before the call returns.
    LineWebhook says(const std::string& user, const std::string& text, const std::string& quoted_message_id = "");
    LineWebhook presses(const std::string& user, const std::string& data, const boost::json::object& params = {},
                        const std::string& display_text = "");
    LineWebhook sticks(const std::string& user, const std::string& package_id, const std::string& sticker_id);
    LineWebhook unsends(const std::string& user, const std::string& message_id);
    LineWebhook attaches(const std::string& user, const std::string& type, const std::string& set = "");
    LineWebhook follows(const std::string& user, bool unblocked = false);
    LineWebhook unfollows(const std::string& user);
    // The person opens LINE's dialog for linking an account (the address our page leads to). Whoever the link token was
    // issued for: webhook accountLink ok; somebody else: failed, without a sender. A token that is unknown, used or
    // older than 10 minutes: an error page in LINE and no webhook (status 0).
    LineWebhook opens_link(const std::string& user, const std::string& url);

    // Group chats. A push to one counts every member; what is said in one is on the group's own screen.
    void add_group(LineGroup group);
    LineWebhook joins(const std::string& group);
    LineWebhook leaves(const std::string& group);
    // An event of a member; "" = somebody who has not agreed to be named.
    boost::json::object group_event(const std::string& group, const std::string& user, const std::string& type,
                                    const boost::json::object& members);
    LineWebhook says_in(const std::string& group, const std::string& user, const std::string& text,
                        const std::string& quoted_message_id = "");
    LineWebhook presses_in(const std::string& group, const std::string& user, const std::string& data);
    LineWebhook edits_in(const std::string& group, const std::string& user, const std::string& message_id,
                         const std::string& text);
    LineWebhook unsends_in(const std::string& group, const std::string& user, const std::string& message_id);
    LineWebhook members_join(const std::string& group, const std::vector<std::string>& users);
    LineWebhook members_leave(const std::string& group, const std::vector<std::string>& users);

    // Pieces of the above: an event without sending it, several events in one body (none: the console's Verify button),
    // the same event once more with isRedelivery, all events whose webhook got no 2xx.
    boost::json::object event(const std::string& user, const std::string& type, const boost::json::object& members);
    boost::json::object text_event(const std::string& user, const std::string& text,
                                   const std::string& quoted_message_id = "");
    LineWebhook deliver(const boost::json::array& events, const std::string& account = "");
    LineWebhook redeliver(const std::string& webhook_event_id);
    struct Redelivered {
        std::size_t accepted = 0, failed = 0;
    };
    Redelivered redeliver_failed();
    // Any bytes with any signature; nullopt: the right one.
    LineWebhook deliver_raw(const std::string& body, const std::optional<std::string>& signature,
                            const std::string& account = "");
    std::string sign(const std::string& body, const std::string& account = "") const;

private:
    struct State;
    Answer handle(const Request& request) override;
    Answer control(const Request& request, const boost::json::object& body) override;
    std::string words_for(int status) const override;
    std::map<std::string, std::string> headers_of_every_answer() override;
    Answer issue_token(const Request& request);
    Answer send(const Request& request, const std::string& kind, const std::string& channel_id);
    Answer person(const Request& request, const std::string& channel_id);
    Answer issue_link_token(const std::string& user, const std::string& channel_id);  // under the lock
    Answer rich_menu(const Request& request, const std::string& channel_id);
    Answer webhook_settings(const Request& request, const std::string& channel_id);
    Answer control_send(const boost::json::object& body);
    std::optional<LineWebhook> group_send(const std::string& group, const boost::json::object& body);
    std::string account_of_group(const std::string& group) const;
    const LineChannel& channel_of(const std::string& account) const;
    std::string account_of(const std::string& user) const;
    LineWebhook deliver_remembered(const boost::json::array& events, const std::string& account);

    std::unique_ptr<State> state_;
};

}  // namespace todoke::platforms
