// How a person's action gets into the service, and what the platforms have seen. Two doors: in process (no sockets),
// and the real one, HTTP and SMTP with the platform doubles. The script and everything behind the door are the same.
#pragma once

#include "bot/app/engine.hpp"
#include "bot/ports/confirm_desk.hpp"
#include "bot/ports/link_desk.hpp"
#include "bot/ports/unsubscribe_desk.hpp"
#include "domain/message/message.hpp"
#include "tests/conversations/talk.hpp"

#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace todoke::talk {

struct Address {
    std::string channel, account, address;
};

// One thing a person does, with everything a platform would know about it.
struct Act {
    enum class Kind { text, press, form, reply, follow, unfollow, attach, unsend, edit, join, leave } kind = Kind::text;
    Address from;
    std::string group;              // address of the group chat it happens in; "" in private
    std::chrono::minutes ago{0};    // when it was done; it arrives now
    std::string text;               // words
    std::string nonce, slot, code;  // press
    std::string picked;             // date of a date picker
    Pairs inputs;                   // press with inputs, form
    bool unproven = false;          // by mail: nothing vouches for the sender
    bool shared = false;            // by mail: others get it too
    std::string on_message;         // platform id of the message that is pressed or quoted
};

struct ScanAct {
    std::string gate, secret;  // raw key bytes
    std::string body;          // JSON as the gate posts it
    std::string id;            // webhook-id
    bool heartbeat = false;
};

// What the service says to people, as it leaves through any channel.
struct Said {
    Address to;
    Message message;
    std::string provider_id;
    bool seen = false;
};

class Door {
public:
    virtual ~Door() = default;
    virtual void add_channels(Engine&) {}  // in process: before anything happens
    virtual std::filesystem::path write_config(const std::string& /*database*/,
                                               const std::filesystem::path& /*schools*/) {
        return {};
    }  // over HTTP: for a service on that database
    virtual void serve_at(int /*port*/) {}
    virtual void noted(const Said&) {}  // a message left the service
    virtual void person_exists(const Address& address, const std::string& name) = 0;
    virtual void group_exists(const Address& group, const std::vector<std::string>& members) = 0;
    // Delivers and drives `pump` until the service has answered the platform. Throws when it was not accepted.
    virtual void act(const Act& act, const std::function<void()>& pump) = 0;
    virtual void again(const std::function<void()>& pump) = 0;
    // Types a code on the page at `address`: what it shows ("ready", "failed", …) and the address that it leads to.
    struct Page {
        std::string shows, next;
    };
    virtual Page page(const std::string& address, const std::string& code) = 0;
    // The press on the page at `address`, after a look that changes nothing.
    virtual void confirm(const std::string& address, const std::function<void()>& pump) = 0;
    // That person opens the platform's dialog; false: it ends on an error page and nothing is delivered.
    virtual bool dialog(const Address& who, const std::string& address, const std::function<void()>& pump) = 0;
    virtual std::string scan(const ScanAct& scan, const std::function<void()>& pump) = 0;  // the answer's body
    virtual void mood(const std::string& channel, const std::string& mood, const std::optional<Address>& towards) = 0;
    // The last mail to that address comes back, for a reason of domain/message/bounce.hpp.
    virtual void returns(const Address& to, const std::string& kind, const std::function<void()>& pump) = 0;
    // A mail without a word to an address that a paper or a message gave; `proven`: the sender's domain vouches for it.
    virtual void registers(const Address& from, const std::string& to, bool proven,
                           const std::function<void()>& pump) = 0;
    // The mail program's button under the last mail; what the page answers.
    virtual int unsubscribes(const Address& from) = 0;
    virtual void quota(std::optional<std::int64_t> limit, std::int64_t used) = 0;  // of the account in LINE
    // Compares what the platforms hold with what was recorded as sent; "" when they agree.
    virtual std::string disagreement() { return {}; }
    // How often LINE was asked for this path and said yes.
    virtual std::size_t line_calls(const std::string& /*path*/) { return 0; }
};

// Wraps a channel: everything goes through, everything is noted.
class RecordingChannel : public Channel {
public:
    RecordingChannel(std::unique_ptr<Channel> inner, std::function<void(Said)> note)
        : inner_(std::move(inner)), note_(std::move(note)) {}
    std::string_view name() const override { return inner_->name(); }
    const Capabilities& capabilities() const override { return inner_->capabilities(); }
    std::expected<Inbound, Failure> read(const InboundEvent& event) const override { return inner_->read(event); }
    SendResult send(const Envelope& envelope) override {
        SendResult result = inner_->send(envelope);
        std::size_t place = 0;
        if (result.outcome == SendOutcome::accepted)
            for (const Rendered& one : envelope.messages)
                note_({{std::string(name()), envelope.account, envelope.address}, one.source, id_of(result, place++)});
        return result;
    }
    std::expected<std::string, Failure> chat_link(const std::string& account) override {
        return inner_->chat_link(account);
    }
    std::expected<std::string, Failure> account_link(const std::string& account, const std::string& address,
                                                     const std::string& nonce) override {
        return inner_->account_link(account, address, nonce);
    }
    std::optional<std::string> registration_address(const std::string& account, std::int64_t paper) const override {
        return inner_->registration_address(account, paper);
    }
    std::vector<std::string> sender_domains(const std::string& account) const override {
        return inner_->sender_domains(account);
    }
    std::optional<OutboxId> ended_by(std::string_view token) const override { return inner_->ended_by(token); }
    void be_courteous(const Courtesy& courtesy) override { inner_->be_courteous(courtesy); }
    void rest(const std::string& account, const std::string& destination, Instant until) override {
        inner_->rest(account, destination, until);
    }
    // The pace of sending is kept in real time, and a script's morning takes a second: it has tests of its own.
    double rate(const std::string&) const override { return 0; }
    std::expected<BudgetReading, Failure> budget(const std::string& account) override {
        return inner_->budget(account);
    }
    HttpResponse answer_invoke(const std::vector<Rendered>& rendered) const override {
        return inner_->answer_invoke(rendered);
    }

private:
    static std::string id_of(const SendResult& result, std::size_t place) {
        return place < result.provider_ids.size() ? result.provider_ids[place] : result.provider_id;
    }

    std::unique_ptr<Channel> inner_;
    std::function<void(Said)> note_;
};

struct DoorParts {
    std::function<Engine&()> engine;
    const Clock& clock;
    Random& random;
    Log& log;
    std::function<void(Said)> note;
    std::function<std::string(const std::string& gate, const std::string& body)>
        scan;  // in process: the use case itself
    std::function<void(const std::string& gate)> heartbeat;
    std::function<LinkDesk&()> links;  // in process: the use cases behind the pages
    std::function<ConfirmDesk&()> confirmations;
    std::function<UnsubscribeDesk&()> unsubscribing;
};

std::unique_ptr<Door> make_in_process_door(DoorParts parts);
// The platform doubles in front of a service with its real adapters and doors.
std::unique_ptr<Door> make_http_door(DoorParts parts);

}  // namespace todoke::talk
