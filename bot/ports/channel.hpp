// The contract between the service and a channel (LINE, Teams, email, …). A channel is one adapter folder that exports
// register_channel(Registry&); nothing else in the house knows which channels exist.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/failure.hpp"
#include "bot/ports/http.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"
#include "bot/ports/settings.hpp"
#include "bot/ports/store/standings.hpp"
#include "domain/message/bounce.hpp"
#include "domain/message/delivery.hpp"
#include "domain/message/message.hpp"
#include "domain/people/proof.hpp"

#include <algorithm>
#include <cstdint>
#include <expected>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

namespace todoke {

// --- what comes in ---------------------------------------------------------------------------------------------------

// One stored event, as the webhook handed it to the inbox.
struct InboundEvent {
    std::string channel;           // "line"
    std::string account;           // the account whose secret verified it
    std::string event_key;         // unique per (channel, account); printable ASCII, 1 .. 200 characters
    std::string conversation_key;  // 32 raw bytes from Services::conversation_key: the ordering key
    std::string kind;              // "message", "postback", "follow", … ; "other" = understood as ignorable
    std::string message_id;        // of the message it brings, by which its sender can take it back; "" = none
    std::string withdraws;         // the message that is taken back; "" = none
    bool never_throttled = false;  // must be heard also from somebody who writes too fast: withdrawals, farewells
    Instant received_at{};         // our door
    std::optional<Instant> event_at;
    std::string body;           // the event as received (JSON text or mail); stored encrypted
    bool wants_answer = false;  // an invoke: somebody is waiting for the worker's answer

    // By the platform's clock, but never later than we have known of it; nullopt where the platform does not say.
    std::optional<Instant> happened_at() const {
        return event_at ? std::optional(std::min(*event_at, received_at)) : std::nullopt;
    }
};

// What a person did, in the words of the form contract (architecture 3).
namespace answer {
struct Text {
    std::string text;
};
struct Choice {
    std::string nonce, slot, code;
};  // code may be raw input for the slot (a picked date)
struct Slots {
    std::string nonce;
    std::string action;
    std::vector<std::pair<std::string, std::string>> values;
};
struct Command {
    std::string name;
    std::vector<std::string> args;
};
struct Reply {
    std::string to_message_id;
    std::string text;
    // Of mail: all that it holds, quotations too, because a form may have been filled in inside one.
    std::string whole = {};
    bool shared = false;  // passed on to us, or others got it too
    bool certain = true;  // false: `text` may hold what was not meant for us (quotation, signature)
};
struct Attachment {
    std::string kind;  // "image", "video", "audio", "file", "location", "sticker": nothing of it is fetched or kept
    std::string set;   // several sent in one go carry the same mark; "" = alone
};
struct Followed {
    bool again = false;  // after having blocked us
};  // the person opened the channel to us (LINE follow, Teams install)
struct Unfollowed {};  // blocked or removed us
struct Withdrawn {
    std::string message_id;
};  // unsent or deleted a message
struct Edited {
    std::string message_id, text;
};  // changed the words of a message
// The platform says whether the person behind an address finished its own dialog (Channel::account_link).
struct AccountLinked {
    std::string nonce;
    bool ok = false;  // false: somebody else came; nothing is known about them
};
// A message, whatever stands in it, to the address that the school's paper carries (Channel::registration_address).
struct Registering {
    std::int64_t paper = 0;  // 0: no paper of ours
    bool proven = false;     // that it comes from the address that it names as its sender's
};
// Somebody ended the notices of the kind of that message at the address that it went to.
struct NoticesEnded {
    OutboxId message;
};
// What happens to a group chat that we are in.
struct Joined {};
struct Left {};
struct MembersChanged {
    std::size_t joined = 0, left = 0;
};
// A message of ours came back, after it had been accepted: which one, by its row or by its idempotency key, and why.
struct Returned {
    std::optional<OutboxId> mail;
    std::string idempotency_key;
    BounceClass kind = BounceClass::unclear;
    std::string status;  // "5.1.1"; "" = not said
};
struct Nothing {};  // understood, nothing to do
}  // namespace answer

using Answer = std::variant<answer::Text, answer::Choice, answer::Slots, answer::Command, answer::Reply,
                            answer::Attachment, answer::Followed, answer::Unfollowed, answer::Withdrawn, answer::Edited,
                            answer::AccountLinked, answer::Registering, answer::NoticesEnded, answer::Joined,
                            answer::Left, answer::MembersChanged, answer::Returned, answer::Nothing>;

// A stored event read by its channel.
struct Inbound {
    std::string address;           // of the sender: LINE user id, "tenant/aadObjectId", mail address
    Proof proof = Proof::both;     // what proves that the sender is the sender
    std::string set_aside;         // code: why it is kept and answered by nobody (an automatic mail); "" = it is not
    bool in_private = true;        // false: group or channel; others read the answer
    std::string group;             // address of the group chat; "" in private and where the channel has none
    std::string reply_token;       // "" when the channel has none or the event is not repliable; of mail: its thread
    std::string read_token;        // with which the message can be marked as read; "" when there is none
    std::string message_id;        // platform id of the message itself, for notes; "" when none
    Instant at{};                  // event time
    Value conversation_reference;  // what a later proactive message needs (Teams service URL, conversation id); null =
                                   // nothing
    Answer answer;
};

// --- what goes out ---------------------------------------------------------------------------------------------------

// Messages rendered by layout for this channel, one value tree each: LINE message objects, Teams activities, mail
// parts.
struct Rendered {
    Value payload;       // what the adapter sends after adding addresses and its own envelope
    std::string notice;  // lock-screen line (altText, summary, subject): no reason, no full name
    std::string plain;   // the same in plain text
    Message source;      // what was rendered: for records and tests; never sent
};

struct Envelope {
    OutboxId outbox_id;
    std::string account;
    std::string address;
    Value conversation_reference;  // as last learned from Inbound or SendResult; null = none yet
    std::string idempotency_key;   // UUID text, constant for the row
    std::string reply_token;       // used when present and fresh
    Instant reply_until{};
    std::vector<Rendered> messages;   // 1 .. 5
    std::string updates_provider_id;  // the platform message that this one replaces; "" = new
    std::string dedup;                // our key of the row
    std::string thread;  // what it is about, the same for all messages about it; "" = nothing in particular
    MessageClass message_class = MessageClass::bulk;
    bool may_be_ended = false;  // a notice of a kind that can be ended by one press (Channel::ended_by)
};

// What became of showing somebody a menu that fits. `as` is the channel's own word for what is shown now.
struct StandingShown {
    bool done = false;  // false: the platform could not be asked, or asks to wait
    std::string as;
};

enum class Presents {
    one_slot,
    open_slots,  // everything that is still open, as one text that is sent back
    whole_form
};

struct Capabilities {
    Presents presents = Presents::one_slot;
    bool replies_by_token = false;     // answers in the person's own turn are free and immediate
    bool proves_senders = true;        // false: Inbound::proof says how far a message may be taken at its word
    bool one_question_each = false;    // what can be answered by a number stands alone in its envelope
    bool counts_sends = false;         // every other send is one message of a quota: Channel::budget tells of it
    bool repeatable = false;           // an idempotency key makes repeating an ambiguous send harmless
    bool may_come_back = false;        // what was accepted may be reported as lost later: answer::Returned
    bool updates_messages = false;     // can replace a message already sent
    bool links_accounts = false;       // has a dialog that proves an account: account_link
    bool answers_invokes = false;      // events may wait for a synchronous answer
    bool has_courtesies = false;       // see Courtesy
    bool shows_standing = false;       // has something beside its messages that differs by role and language
    std::size_t max_messages = 1;      // message objects per envelope
    std::size_t options_per_page = 0;  // choices shown at once in one slot; more are paged; 0 = no limit
    int slots = 8;                     // sends in flight per process
    double default_rate = 0;           // messages per second and account; 0 = no limit
};

// Small politenesses around an answer. Nothing depends on them and nobody waits for them.
struct Courtesy {
    enum class Kind {
        working,  // the answer takes a moment: "we are at it"
        read      // the message has been answered: "read", never before
    } kind = Kind::working;
    std::string account, address;
    std::string read_token;
};

// What the platform says of an account's quota.
struct BudgetReading {
    Period period;
    std::optional<std::int64_t> limit;  // nullopt: unlimited
    std::int64_t used = 0;
    int reserve_percent = 25;  // the account's own setting
};

class Channel {
public:
    virtual ~Channel() = default;
    virtual std::string_view name() const = 0;
    virtual const Capabilities& capabilities() const = 0;

    // Understands a stored event. Pure: no I/O. An event it cannot make sense of is answer::Nothing; a failure means
    // that the stored body is broken (the event is parked and shown to staff).
    virtual std::expected<Inbound, Failure> read(const InboundEvent& event) const = 0;

    // Blocking, at most 10 s in all; called without any transaction open.
    virtual SendResult send(const Envelope& envelope) = 0;

    // An address that opens the chat with this account, and with a percent-encoded text behind it the text typed
    // already: for papers and QR codes. Blocking.
    virtual std::expected<std::string, Failure> chat_link(const std::string& /*account*/) {
        return std::unexpected(Failure{FailureCode::not_found, "this channel has no links to a chat", ""});
    }
    // The address to which any message registers somebody who has that paper. An address stands for a code that nobody
    // can guess, and is no proof of anything.
    virtual std::optional<std::string> registration_address(const std::string& /*account*/,
                                                            std::int64_t /*paper*/) const {
        return std::nullopt;
    }
    // The domains that a filter in front of the person has to let through; empty where there are no such filters.
    virtual std::vector<std::string> sender_domains(const std::string& /*account*/) const { return {}; }
    // The message whose kind of notices is ended by this token of an address of ours; nullopt: none of ours.
    virtual std::optional<OutboxId> ended_by(std::string_view /*token*/) const { return std::nullopt; }
    // The platform's own dialog, which only the person behind `address` can finish; the outcome arrives as
    // answer::AccountLinked with `nonce`. Blocking; called without any transaction open.
    virtual std::expected<std::string, Failure> account_link(const std::string& /*account*/,
                                                             const std::string& /*address*/,
                                                             const std::string& /*nonce*/) {
        return std::unexpected(Failure{FailureCode::not_found, "this channel has no dialog for linking", ""});
    }
    // Best effort, blocking, at most 3 s, no result: called away from every turn and every send.
    virtual void be_courteous(const Courtesy&) {}

    // That destination (the domain of mail addresses) refuses what comes from us: until then this process sends it only
    // what cannot wait.
    virtual void rest(const std::string& /*account*/, const std::string& /*destination*/, Instant /*until*/) {}

    // Messages per second of this process for one account; 0 = no limit.
    virtual double rate(const std::string& /*account*/) const { return capabilities().default_rate; }

    // Blocking, at most 5 s. Only of a channel that counts its sends.
    virtual std::expected<BudgetReading, Failure> budget(const std::string& /*account*/) {
        return std::unexpected(Failure{FailureCode::not_found, "this channel has no quota", ""});
    }

    // The synchronous answer to an invoke, made of the same rendered messages. Body and status for the platform.
    virtual HttpResponse answer_invoke(const std::vector<Rendered>&) const { return {}; }

    // Shows a person, beside all messages, what fits them: a menu of their role in their language. Blocking, at most
    // 10 s; only called when the capabilities say so. Repeating it is harmless.
    virtual StandingShown show_standing(const StandingRow&) { return {}; }
};

// --- ingest ----------------------------------------------------------------------------------------------------------

enum class IngestResult { stored, duplicate, overloaded, unavailable };

// Durable acceptance: `done` is called once all events of the call are committed (or cannot be within the budget), from
// the flusher's thread. All events of one call go into one transaction.
class Ingest {
public:
    virtual ~Ingest() = default;
    virtual void submit(std::vector<InboundEvent> events, std::function<void(IngestResult)> done) = 0;
    // For one event with wants_answer: `done` gets the worker's rendered answer (empty vector when the turn said
    // nothing), or nullopt when no answer was ready within `budget`; then the work still gets done and the answer
    // follows as a message.
    virtual void submit_and_wait(InboundEvent event, std::chrono::milliseconds budget,
                                 std::function<void(IngestResult, std::optional<std::vector<Rendered>>)> done) = 0;
};

// --- registration ----------------------------------------------------------------------------------------------------

// What the composition root lends to every adapter. All live as long as the process.
struct Services {
    const Clock& clock;
    Random& random;
    Log& log;
    HttpClient& http;
    Ingest& ingest;
    // HMAC over (channel, account, conversation, sender) with a key of this installation: 32 raw bytes.
    std::function<std::string(std::string_view channel, std::string_view account, std::string_view conversation,
                              std::string_view sender)>
        conversation_key;
    // HMAC with a key of this installation for tokens that leave the house; `purpose` separates uses.
    std::function<std::string(std::string_view purpose, std::string_view data)> sign;
    std::string public_url;
    std::string templates_dir;           // holds texts/, line/, teams/, email/, web/
    std::string drawn_dir;               // what the build drew from them: line/
    StandingStore* standings = nullptr;  // for set-up commands
    bool development = false;            // loopback origins and env: secrets are allowed, and announced
    ListenAddress mail_door = {};        // lmtp.listen; port 0 and no path: no mail comes in
    // For the operators' page: once more this happened at a door of the adapter's own ("lmtp", "mail.stored"). From any
    // thread; the words are constants.
    std::function<void(std::string_view door, std::string_view happened)> count = [](auto, auto) {};
};

// A door of its own, for what does not come by HTTP. What it takes in before the inbox runs waits there.
class Listener {
public:
    virtual ~Listener() = default;
    virtual std::expected<void, Failure> start() = 0;
    virtual void stop() = 0;  // takes nothing new, finishes what is being handed over, at most 5 s
};

// A sub-command such as `todoke line setup`.
struct SubCommand {
    std::string verb;
    std::string help;
    std::function<int(const std::vector<std::string>& args)> run;  // exit codes: 0 done, 1 failed, 2 wrong use
};

class Registry {
public:
    virtual ~Registry() = default;
    virtual const Services& services() const = 0;
    // The top-level section of that name ("line"), marked as used; an empty section when the file has none.
    virtual Section section(std::string_view name) = 0;
    // The same for a section that is a list (one entry per account); empty when the file has none.
    virtual std::vector<Section> sections(std::string_view name) = 0;
    // Resolves "file:PATH" (relative to the configuration file; refused when others may read it) and, in development,
    // "env:NAME".
    virtual std::expected<std::string, Failure> secret(std::string_view reference) const = 0;
    virtual void add_route(Route route) = 0;
    virtual void add_channel(std::unique_ptr<Channel> channel) = 0;
    virtual void add_listener(std::unique_ptr<Listener> listener) = 0;
    virtual void add_command(std::string_view group, SubCommand command) = 0;
};

}  // namespace todoke
