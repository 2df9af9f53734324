#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "tests/conversations/door.hpp"
#include "tests/platforms/common/books.hpp"
#include "tests/platforms/line/line_double.hpp"
#include "tests/platforms/smtp/mail_in.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"
#include "tests/platforms/teams/teams_double.hpp"

#include <filesystem>
#include <fstream>
#include <future>
#include <stdexcept>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <httplib.h>

namespace todoke::talk {
namespace {

namespace fs = std::filesystem;

constexpr const char* tenant = "11111111-1111-4111-8111-111111111111";
constexpr const char* mail_domain = "attend.example.ed.jp";
constexpr const char* app = "22222222-2222-4222-8222-222222222222";
constexpr const char* line_secret = "d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0d0";

void write_file(const fs::path& path, const std::string& text) {
    std::ofstream(path) << text;
    fs::permissions(path, fs::perms::owner_read | fs::perms::owner_write);
}

// As Postfix writes it (RFC 3464).
std::string delivery_report(const platforms::Mail& mail, const std::string& kind) {
    static const std::map<std::string, std::string> statuses{{"unknown_address", "5.1.1"}, {"mailbox_full", "5.2.2"},
                                                             {"temporary", "4.4.7"},       {"policy", "5.7.1"},
                                                             {"delayed", "4.4.1"},         {"dead_domain", "5.1.2"}};
    return "From: MAILER-DAEMON@mx.attend.example.ed.jp\r\nTo: " + mail.from +
           "\r\nSubject: Undelivered Mail Returned to Sender\r\nAuto-Submitted: auto-replied\r\nMIME-Version: 1.0\r\n"
           "Content-Type: multipart/report; report-type=delivery-status; boundary=\"b\"\r\n\r\n"
           "--b\r\nContent-Type: text/plain; charset=us-ascii\r\n\r\nI'm sorry to have to inform you.\r\n"
           "--b\r\nContent-Type: message/delivery-status\r\n\r\nReporting-MTA: dns; mx.attend.example.ed.jp\r\n\r\n"
           "Final-Recipient: rfc822; " +
           mail.to.front() + "\r\nAction: " + (kind == "delayed" ? "delayed" : "failed") +
           "\r\nStatus: " + statuses.at(kind) +
           "\r\n\r\n--b\r\nContent-Type: text/rfc822-headers\r\n\r\nMessage-ID: " + mail.message_id +
           "\r\n\r\n--b--\r\n";
}

std::string object_id(const Address& address) { return address.address.substr(address.address.find('/') + 1); }

class HttpDoor : public Door {
public:
    explicit HttpDoor(DoorParts parts) : parts_(std::move(parts)) {
        const auto clock = [&c = parts_.clock] { return c.now(); };
        const fs::path directory = platforms::collected_books();
        line_ = std::make_unique<platforms::LineDouble>(platforms::LineOptions{.clock = clock, .books = directory});
        line_->add_channel(
            {.channel_id = "1650000000", .secret = line_secret, .bot_user_id = "Ud0000000000000000000000000000001"});
        teams_ = std::make_unique<platforms::TeamsDouble>(platforms::TeamsOptions{.clock = clock, .books = directory});
        teams_->add_app({.app_id = app, .secret = "teams-secret", .tenant_id = tenant});
        smtp_ = std::make_unique<platforms::SmtpDouble>(platforms::SmtpOptions{.control_port = -1, .clock = clock});
    }
    ~HttpDoor() override { fs::remove_all(folder_); }

    fs::path write_config(const std::string& database, const fs::path& schools) override {
        folder_ = fs::temp_directory_path() / ("todoke-talk-" + crypto::to_hex(crypto::sha256(database)).substr(0, 16));
        fs::create_directories(folder_);
        write_file(folder_ / "master.key", crypto::to_base64(std::string(32, 'k')));
        write_file(folder_ / "database.url", database);
        write_file(folder_ / "line.secret", line_secret);
        write_file(folder_ / "teams.secret", "teams-secret");
        const std::string login = teams_->origin();
        write_file(folder_ / "todoke.yaml",
                   "service: { listen: \"127.0.0.1:0\", admin_listen: \"127.0.0.1:0\", public_url: "
                   "\"http://127.0.0.1:1\", development: true, templates: \"" TODOKE_TEMPLATES
                   "\" }\n"
                   "database: { url: \"file:database.url\" }\n"
                   "keys: { master: \"file:master.key\" }\n"
                   "line:\n  - { account: demo, channel_id: \"1650000000\", channel_secret: \"file:line.secret\", "
                   "api_base: \"" +
                       line_->origin() + "\", data_base: \"" + line_->origin() + "\", access_base: \"" +
                       line_->origin() +
                       "\" }\n"
                       "teams:\n  - { account: demo, app_id: \"" +
                       app + "\", tenant_id: \"" + tenant + "\", client_secret: \"file:teams.secret\", login_base: \"" +
                       login + "\", openid_metadata: \"" + teams_->openid_metadata() +
                       "\", allowed_service_hosts: [\"" + login +
                       "\"] }\n"
                       "email:\n  - { account: demo, domain: attend.example.ed.jp, from: \"出欠連絡 "
                       "<attend@attend.example.ed.jp>\", smtp_url: \"" +
                       smtp_->url() +
                       "\", authserv_id: mx.attend.example.ed.jp }\n"
                       "lmtp: { listen: \"unix:lmtp.sock\" }\n"
                       "schools: [\"" +
                       schools.string() + "/*.yaml\"]\n");
        return folder_ / "todoke.yaml";
    }

    void serve_at(int port) override {
        service_ = "http://127.0.0.1:" + std::to_string(port);
        line_->set_service_url(service_);
        teams_->set_service_url(service_);
    }

    void person_exists(const Address& address, const std::string& name) override {
        if (address.channel == "line")
            line_->add_user({.user_id = address.address, .display_name = name, .account = "demo"});
        if (address.channel == "teams")
            teams_->add_user({.aad_object_id = object_id(address), .name = name, .tenant_id = tenant});
    }

    void group_exists(const Address& group, const std::vector<std::string>& members) override {
        line_->add_group({.group_id = group.address, .members = members, .account = "demo"});
    }

    void act(const Act& act, const std::function<void()>& pump) override {
        last_ = act;
        const int status = drive(
            [&] {
                if (act.from.channel == "email") return act_in_mail(act);
                return act.from.channel == "line" ? act_in_line(act) : act_in_teams(act);
            },
            pump);
        if (status != 200 && status != 202) throw std::runtime_error("the service answered " + std::to_string(status));
    }

    void again(const std::function<void()>& pump) override {
        const int status = drive(
            [&] {
                if (last_.from.channel == "email") return hand_over_mail();
                return last_.from.channel == "line" ? line_->redeliver(last_event_).status
                                                    : teams_->redeliver(last_event_).status;
            },
            pump);
        if (status != 200 && status != 202)
            throw std::runtime_error("the redelivery was answered " + std::to_string(status));
    }

    void confirm(const std::string& address, const std::function<void()>& pump) override {
        const std::string path = address.substr(address.find("/confirm/"));
        int seen = 0;
        const int pressed = drive(
            [&] {
                httplib::Client client(service_);
                const auto look = client.Get(path);
                seen = look ? look->status : 0;
                const auto press = client.Post(path, httplib::Params{});
                return press ? press->status : 0;
            },
            pump);
        if (seen != 200 || pressed != 200)
            throw std::runtime_error("the page answered " + std::to_string(seen) + " " + std::to_string(pressed));
    }

    Page page(const std::string& address, const std::string& code) override {
        const std::string path = address.substr(address.find("/link/"));
        httplib::Client client(service_);
        const auto form = client.Get(path);
        if (!form) throw std::runtime_error("no page");
        const auto shown = client.Post(path, httplib::Params{{"code", code}, {"agree", "yes"}});
        if (!shown) throw std::runtime_error("no page after the code");
        const auto has = [&](const char* words) { return shown->body.find(words) != std::string::npos; };
        if (shown->status == 410) return {"gone", ""};
        if (shown->status == 429) return {"closed", ""};
        if (shown->status == 422) return {has("人数") || has("これ以上加えられません") ? "full" : "failed", ""};
        if (shown->status != 200) throw std::runtime_error("the page answered " + std::to_string(shown->status));
        if (has("「登録ができました」")) return {"linked", ""};
        if (!has("class=\"button\"")) return {"own", ""};
        const std::string before = "class=\"button\" href=\"";
        const auto begin = shown->body.find(before) + before.size();
        std::string next = shown->body.substr(begin, shown->body.find('"', begin) - begin);
        for (std::size_t at; (at = next.find("&amp;")) != std::string::npos;) next.replace(at, 5, "&");
        return {"ready", next};
    }

    bool dialog(const Address& who, const std::string& address, const std::function<void()>& pump) override {
        const int status = drive(
            [&] {
                const auto webhook = line_->opens_link(who.address, address);
                last_event_ = webhook.webhook_event_id;
                return webhook.status;
            },
            pump);
        if (status != 0 && status != 200) throw std::runtime_error("the service answered " + std::to_string(status));
        return status == 200;
    }

    void returns(const Address& to, const std::string& kind, const std::function<void()>& pump) override {
        const auto mails = smtp_->mailbox(to.address);
        if (mails.empty()) throw std::runtime_error("no mail to " + to.address);
        const std::string report = delivery_report(mails.back(), kind);
        const int status = drive(
            [&] {
                const std::string stored =
                    platforms::hand_over((folder_ / "lmtp.sock").string(), "", mails.back().from, report);
                return stored.starts_with("250") ? 200 : 0;
            },
            pump);
        if (status != 200) throw std::runtime_error("the report was not taken");
    }

    void registers(const Address& from, const std::string& to, bool proven,
                   const std::function<void()>& pump) override {
        platforms::PostedMail mail{.from = from.address, .to = to};
        if (to.find('@') == std::string::npos) mail.to += std::string("@") + mail_domain;
        mail.at = parts_.clock.now();
        mail.message_id = "m" + std::to_string(++mails_) + "@phone.example.com";
        mail.vouched = proven;
        last_ = {.from = from};
        last_mail_ = mail;
        const int status = drive([&] { return hand_over_mail(); }, pump);
        if (status != 200) throw std::runtime_error("the mail was not taken");
    }

    int unsubscribes(const Address& from) override {
        const auto mails = smtp_->mailbox(from.address);
        const std::string mark = "\r\nList-Unsubscribe: <http://127.0.0.1:1";
        const auto at = mails.empty() ? std::string::npos : mails.back().raw.find(mark);
        if (at == std::string::npos)
            throw std::runtime_error("the last mail to " + from.address + " has no such button");
        const auto begin = at + mark.size();
        const std::string path = mails.back().raw.substr(begin, mails.back().raw.find('>', begin) - begin);
        httplib::Client client(service_);
        const auto seen = client.Get(path);
        const auto ended = client.Post(path, httplib::Params{{"List-Unsubscribe", "One-Click"}});
        if (!seen || !ended) throw std::runtime_error("no page to unsubscribe");
        return ended->status;
    }

    std::string scan(const ScanAct& scan, const std::function<void()>& pump) override {
        const auto seconds = std::chrono::floor<std::chrono::seconds>(parts_.clock.now()).time_since_epoch().count();
        const std::string stamp = std::to_string(seconds);
        const httplib::Headers headers{
            {"webhook-id", scan.id},
            {"webhook-timestamp", stamp},
            {"webhook-signature",
             "v1," + crypto::to_base64(crypto::hmac_sha256(scan.secret, scan.id + "." + stamp + "." + scan.body))}};
        std::string body;
        const int status = drive(
            [&] {
                httplib::Client client(service_);
                const auto answer = client.Post("/v1/gates/" + scan.gate + (scan.heartbeat ? "/heartbeat" : "/scans"),
                                                headers, scan.body, "application/json");
                if (answer) body = answer->body;
                return answer ? answer->status : 0;
            },
            pump);
        if (status != 200 && status != 204)
            throw std::runtime_error("the gate was answered " + std::to_string(status) + " " + body);
        return body;
    }

    void mood(const std::string& channel, const std::string& mood, const std::optional<Address>& towards) override {
        if (mood == "accepts") {
            line_->behave();
            teams_->behave();
            smtp_->behave();
            return;
        }
        if (channel == "line") {
            platforms::Misbehaviour order;
            order.match = "/v2/bot/message/push";
            order.times = -1;
            order.status = mood == "refuses" ? 400 : 503;
            if (mood == "refuses") order.body = R"({"message":"Failed to send messages"})";
            if (towards) order.body_contains = towards->address;
            line_->misbehave(order);
        }
    }

    void quota(std::optional<std::int64_t> limit, std::int64_t used) override { line_->set_quota(limit, used); }

    std::string disagreement() override {
        // Everything that was noted as sent is on a screen of the platform's own books, and nothing else.
        std::size_t on_screens = 0;
        for (const Address& address : seen_) {
            if (address.channel == "line")
                for (const auto& shown : line_->screen(address.address))
                    on_screens += shown.at("from").as_string() == "bot" ? 1 : 0;
        }
        return on_screens == noted_in_line_
                   ? std::string()
                   : "LINE shows " + std::to_string(on_screens) + " messages, noted " + std::to_string(noted_in_line_);
    }

    std::size_t line_calls(const std::string& path) override {
        return line_->books()
            .matching([&](const platforms::Entry& entry) { return entry.path == path && entry.status / 100 == 2; })
            .size();
    }

    void noted(const Said& said) override {
        if (said.to.channel != "line") return;
        ++noted_in_line_;
        for (const Address& known : seen_)
            if (known.address == said.to.address) return;
        seen_.push_back(said.to);
    }

private:
    int drive(const std::function<int()>& request, const std::function<void()>& pump) {
        auto answer = std::async(std::launch::async, request);
        const auto until = std::chrono::steady_clock::now() + std::chrono::seconds{20};
        while (answer.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) {
            pump();
            if (std::chrono::steady_clock::now() > until) throw std::runtime_error("no answer within 20 s");
        }
        return answer.get();
    }

    int act_in_line(const Act& act) {
        const std::string& user = act.from.address;
        platforms::LineWebhook webhook;
        std::string& last_message = last_messages_[act.group + "|" + user];
        if (!act.group.empty())
            webhook = act_in_group(act, last_message);
        else if (act.ago.count() > 0)
            webhook = overtaken(act);
        else
            switch (act.kind) {
                case Act::Kind::text:
                    webhook = line_->says(user, act.text);
                    break;
                case Act::Kind::attach:
                    webhook =
                        act.text == "sticker" ? line_->sticks(user, "446", "1988") : line_->attaches(user, act.text);
                    break;
                case Act::Kind::unsend:
                    webhook = line_->unsends(user, last_message);
                    break;
                case Act::Kind::reply:
                    webhook = line_->says(user, act.text, act.on_message);
                    break;
                case Act::Kind::follow:
                    webhook = line_->follows(user);
                    break;
                case Act::Kind::unfollow:
                    webhook = line_->unfollows(user);
                    break;
                default: {
                    boost::json::object params;
                    if (!act.picked.empty()) params["date"] = act.picked;
                    webhook = line_->presses(user, act.nonce + "." + act.slot + "." + act.code, params);
                }
            }
        last_event_ = webhook.webhook_event_id;
        if (!webhook.message_id.empty()) last_message = webhook.message_id;
        return webhook.status;
    }

    // Typed a while ago: LINE promises no order.
    platforms::LineWebhook overtaken(const Act& act) {
        auto event = line_->text_event(act.from.address, act.text);
        event["timestamp"] =
            event.at("timestamp").as_int64() - std::chrono::duration_cast<std::chrono::milliseconds>(act.ago).count();
        return line_->deliver({event}, "demo");
    }

    platforms::LineWebhook act_in_group(const Act& act, const std::string& last_message) {
        const std::string& user = act.from.address;
        switch (act.kind) {
            case Act::Kind::join:
                return line_->joins(act.group);
            case Act::Kind::leave:
                return line_->leaves(act.group);
            case Act::Kind::unsend:
                return line_->unsends_in(act.group, user, last_message);
            case Act::Kind::edit:
                return line_->edits_in(act.group, user, last_message, act.text);
            case Act::Kind::press:
                return line_->presses_in(act.group, user, act.nonce + "." + act.slot + "." + act.code);
            default:
                return line_->says_in(act.group, user, act.text, act.on_message);
        }
    }

    // Written on a phone; an answer goes to the address that the answered mail asks for, with that mail below it.
    int act_in_mail(const Act& act) {
        platforms::PostedMail mail{.from = act.from.address, .to = std::string("attend@") + mail_domain};
        mail.text = act.text + "\n";
        mail.at = parts_.clock.now();
        mail.message_id = "m" + std::to_string(++mails_) + "@phone.example.com";
        mail.vouched = !act.unproven;
        if (act.shared) mail.copy_to = "colleague@school.example.com";
        if (act.kind == Act::Kind::reply) {
            mail.to = act.on_message + "@" + mail_domain;
            for (const auto& received : smtp_->mails())
                if (received.reply_to.find(mail.to) != std::string::npos) {
                    mail.subject = "Re: attendance";
                    mail.quoted = received.text;
                    mail.in_reply_to = received.message_id;
                }
            if (mail.quoted.empty()) throw std::runtime_error("no mail asks to be answered at " + mail.to);
        }
        last_mail_ = mail;
        return hand_over_mail();
    }
    int hand_over_mail() {
        const std::string raw = platforms::as_handed_over(last_mail_, std::string("mx.") + mail_domain);
        const std::string stored =
            platforms::hand_over((folder_ / "lmtp.sock").string(), last_mail_.from, last_mail_.to, raw);
        return stored.starts_with("250") ? 200 : 500;
    }

    int act_in_teams(const Act& act) {
        const std::string user = object_id(act.from);
        platforms::TeamsDelivery delivery;
        switch (act.kind) {
            case Act::Kind::text:
                delivery = teams_->says(user, act.text);
                break;
            case Act::Kind::reply:
                delivery = teams_->says(user, act.text, act.on_message, act.on_message);
                break;
            case Act::Kind::follow:
                delivery = teams_->installs(user);
                break;
            case Act::Kind::unfollow:
                delivery = teams_->uninstalls(user);
                break;
            default: {
                boost::json::object data;
                data["token"] = act.nonce + "." + act.slot + "." + act.code;
                if (act.kind == Act::Kind::form) {
                    data.clear();
                    data["nonce"] = act.nonce;
                    data["action"] = "send";
                }
                for (const auto& [name, value] : act.inputs) data[name] = value;
                delivery = teams_->invokes(user, "todoke", data, act.on_message);
            }
        }
        last_event_ = delivery.activity_id;
        return delivery.status;
    }

    DoorParts parts_;
    std::unique_ptr<platforms::LineDouble> line_;
    std::unique_ptr<platforms::TeamsDouble> teams_;
    std::unique_ptr<platforms::SmtpDouble> smtp_;
    fs::path folder_;
    std::string service_, last_event_;
    std::map<std::string, std::string> last_messages_;
    Act last_;
    platforms::PostedMail last_mail_;
    std::vector<Address> seen_;
    std::size_t noted_in_line_ = 0;
    int mails_ = 0;
};

}  // namespace

std::unique_ptr<Door> make_http_door(DoorParts parts) { return std::make_unique<HttpDoor>(std::move(parts)); }

}  // namespace todoke::talk
