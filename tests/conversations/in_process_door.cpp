#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "tests/conversations/door.hpp"

#include <future>
#include <stdexcept>

namespace todoke::talk {
namespace {

// A channel without a network: events are what a person did, written down; sends are taken at once. Its capabilities
// are those of the real channel of that name.
class BareChannel : public Channel {
public:
    BareChannel(std::string name, Capabilities capabilities, const Clock& clock)
        : clock_(clock), name_(std::move(name)), capabilities_(capabilities) {}
    std::string_view name() const override { return name_; }
    const Capabilities& capabilities() const override { return capabilities_; }

    std::expected<Inbound, Failure> read(const InboundEvent& event) const override {
        const auto parsed = json::parse(event.body);
        if (!parsed) return std::unexpected(parsed.error());
        const Value& body = *parsed;
        Inbound inbound;
        inbound.address = body["address"].as_string();
        inbound.reply_token = capabilities_.replies_by_token ? event.event_key : std::string();
        inbound.at = event.event_at.value_or(event.received_at);
        inbound.group = body["group"].as_string();
        inbound.in_private = inbound.group.empty();
        inbound.message_id = body["kind"].as_string() == "edit" ? body["on"].as_string() : event.message_id;
        const std::string& kind = body["kind"].as_string();
        const std::string& code = body["code"].as_string();
        if (!capabilities_.proves_senders)
            inbound.proof = proof_of(kind == "reply" || kind == "confirmed", !body["unproven"].as_bool());
        if (kind == "text")
            inbound.answer = answer::Text{body["text"].as_string()};
        else if (kind == "reply" || kind == "confirmed")
            inbound.answer = answer::Reply{body["on"].as_string(), body["text"].as_string(), body["whole"].as_string(),
                                           body["shared"].as_bool()};
        else if (kind == "attach")
            inbound.answer = answer::Attachment{body["text"].as_string(), ""};
        else if (kind == "unsend")
            inbound.answer = answer::Withdrawn{body["on"].as_string()};
        else if (kind == "edit")
            inbound.answer = answer::Edited{body["on"].as_string(), body["text"].as_string()};
        else if (kind == "join")
            inbound.answer = answer::Joined{};
        else if (kind == "leave")
            inbound.answer = answer::Left{};
        else if (kind == "follow")
            inbound.answer = answer::Followed{};
        else if (kind == "unfollow")
            inbound.answer = answer::Unfollowed{};
        else if (kind == "registers")
            inbound.answer = answer::Registering{body["paper"].as_integer(), body["proven"].as_bool()};
        else if (kind == "linked" || kind == "link_failed")
            inbound.answer = answer::AccountLinked{body["nonce"].as_string(), kind == "linked"};
        else if (kind == "returned")
            inbound.answer = answer::Returned{OutboxId{body["mail"].as_integer()}, "", bounce_from(code), ""};
        else if (code.starts_with("cmd:"))
            inbound.answer = answer::Command{code.substr(4), {}};
        else if (!body["inputs"].members().empty() || kind == "form") {
            answer::Slots slots{body["nonce"].as_string(), code, {}};
            for (const auto& [name, value] : body["inputs"].members())
                slots.values.emplace_back(name, value.as_string());
            inbound.answer = std::move(slots);
        } else
            inbound.answer = answer::Choice{body["nonce"].as_string(), body["slot"].as_string(), code};
        return inbound;
    }

    SendResult send(const Envelope& envelope) override {
        if (const auto mood = moods.find(envelope.address); mood != moods.end() && mood->second == "refuses")
            return {.outcome = SendOutcome::rejected, .reason = "refused", .address_unusable = true};
        const bool is_reply = !envelope.reply_token.empty();
        if (silent && !is_reply) return {.outcome = SendOutcome::not_started, .reason = "silent"};
        if (!is_reply && limit && used >= *limit)
            return {.outcome = SendOutcome::quota_exhausted, .reason = "quota", .quota_period = month()};
        SendResult result{.outcome = SendOutcome::accepted};
        last_sent[envelope.address] = envelope.outbox_id;
        for (std::size_t i = 0; i < envelope.messages.size(); ++i)
            result.provider_ids.push_back("m" + std::to_string(++sent_));
        result.provider_id = result.provider_ids.front();
        if (capabilities_.counts_sends && !is_reply) result.cost = 1, ++used;
        return result;
    }

    std::expected<BudgetReading, Failure> budget(const std::string&) override {
        return BudgetReading{.period = month(), .limit = limit, .used = used};
    }

    std::expected<std::string, Failure> account_link(const std::string&, const std::string& address,
                                                     const std::string& nonce) override {
        return "dialog:" + address + ":" + nonce;
    }

    std::optional<std::string> registration_address(const std::string&, std::int64_t paper) const override {
        return name_ == "email" ? std::optional("e-" + std::to_string(paper) + "@attend.example.ed.jp") : std::nullopt;
    }
    std::vector<std::string> sender_domains(const std::string&) const override {
        return name_ == "email" ? std::vector<std::string>{"attend.example.ed.jp"} : std::vector<std::string>{};
    }
    std::optional<OutboxId> ended_by(std::string_view token) const override {
        return OutboxId{std::stoll(std::string(token))};
    }

    std::map<std::string, std::string> moods;
    std::map<std::string, OutboxId> last_sent;  // by address
    bool silent = false;
    std::optional<std::int64_t> limit;
    std::int64_t used = 0;

private:
    Period month() const {
        const auto today = std::chrono::year_month_day{std::chrono::floor<std::chrono::days>(clock_.now())};
        const auto begins = std::chrono::sys_days{today.year() / today.month() / 1};
        return {begins, std::chrono::sys_days{(today.year() / today.month() + std::chrono::months{1}) / 1}};
    }

    const Clock& clock_;
    std::string name_;
    Capabilities capabilities_;
    int sent_ = 0;
};

class InProcessDoor : public Door {
public:
    explicit InProcessDoor(DoorParts parts) : parts_(std::move(parts)) {}

    void add_channels(Engine& engine) override {
        Capabilities line{.presents = Presents::one_slot,
                          .replies_by_token = true,
                          .counts_sends = true,
                          .repeatable = true,
                          .links_accounts = true,
                          .max_messages = 5,
                          .options_per_page = 10,
                          .slots = 32};
        Capabilities teams{
            .presents = Presents::whole_form, .updates_messages = true, .answers_invokes = true, .slots = 16};
        Capabilities email{.presents = Presents::open_slots,
                           .proves_senders = false,
                           .one_question_each = true,
                           .repeatable = true,
                           .may_come_back = true,
                           .max_messages = 5,
                           .slots = 8};
        for (auto& [name, capabilities] : {std::pair{"line", line}, {"teams", teams}, {"email", email}}) {
            auto channel = std::make_unique<BareChannel>(name, capabilities, parts_.clock);
            channels_[name] = channel.get();
            engine.add_channel(std::make_unique<RecordingChannel>(std::move(channel), parts_.note));
        }
    }

    void person_exists(const Address&, const std::string&) override {}
    void group_exists(const Address&, const std::vector<std::string>&) override {}

    void act(const Act& act, const std::function<void()>& pump) override {
        static constexpr const char* kinds[] = {"text",   "press",  "form", "reply", "follow", "unfollow",
                                                "attach", "unsend", "edit", "join",  "leave"};
        Value inputs = Value::object();
        for (const auto& [name, value] : act.inputs) inputs.set(name, value);
        const std::string code = act.picked.empty() ? act.code : act.picked;
        const bool of_group = act.kind == Act::Kind::join || act.kind == Act::Kind::leave;
        const std::string sender = of_group ? std::string() : act.from.address;
        std::string& last_message = last_messages_[act.group + "|" + sender];
        const bool about_own = act.kind == Act::Kind::edit || act.kind == Act::Kind::unsend;
        Value body = Value::object({{"address", sender},
                                    {"group", act.group},
                                    {"kind", kinds[static_cast<int>(act.kind)]},
                                    {"text", act.text},
                                    {"unproven", act.unproven},
                                    {"shared", act.shared},
                                    {"nonce", act.nonce},
                                    {"slot", act.slot},
                                    {"code", code},
                                    {"inputs", std::move(inputs)},
                                    {"on", about_own ? last_message : act.on_message}});
        InboundEvent event = event_of(act.from.channel, act.from.account, act.group + sender);
        event.event_at = event.received_at - act.ago;
        if (act.kind == Act::Kind::unsend) event.withdraws = last_message;
        if (act.kind == Act::Kind::text || act.kind == Act::Kind::reply || act.kind == Act::Kind::attach)
            event.message_id = last_message = "in" + std::to_string(events_);
        event.body = json::write(body);
        event.wants_answer =
            act.from.channel == "teams" && (act.kind == Act::Kind::press || act.kind == Act::Kind::form);
        last_ = event;
        deliver(event, pump);
    }

    void again(const std::function<void()>& pump) override { deliver(last_, pump); }

    Page page(const std::string& address, const std::string& code) override {
        const auto entry = parts_.links().enter(address.substr(address.rfind('/') + 1), code, "192.0.2.1");
        if (!entry) throw std::runtime_error("the page: " + entry.error().what);
        static constexpr const char* fates[] = {"ready", "linked", "own", "failed", "full", "closed", "gone"};
        return {fates[static_cast<int>(entry->fate)], entry->next};
    }

    void confirm(const std::string& address, const std::function<void()>& pump) override {
        const std::string token = address.substr(address.rfind('/') + 1);
        if (parts_.confirmations().look(token) != ConfirmFate::open) throw std::runtime_error("the page is not open");
        auto press = std::async(std::launch::async, [&] { return parts_.confirmations().confirm(token); });
        while (press.wait_for(std::chrono::milliseconds{1}) != std::future_status::ready) pump();
        if (press.get() != ConfirmFate::done) throw std::runtime_error("the page did not take the press");
    }

    // dialog:ADDRESS:NONCE, as the channel above makes it.
    bool dialog(const Address& who, const std::string& address, const std::function<void()>& pump) override {
        const bool same = address.starts_with("dialog:" + who.address + ":");
        const std::string sender = same ? who.address : std::string();
        InboundEvent event = event_of(who.channel, who.account, sender);
        event.body = json::write(Value::object({{"address", sender},
                                                {"kind", same ? "linked" : "link_failed"},
                                                {"nonce", address.substr(address.rfind(':') + 1)}}));
        last_ = event;
        deliver(event, pump);
        return true;
    }

    void returns(const Address& to, const std::string& kind, const std::function<void()>& pump) override {
        InboundEvent event = event_of(to.channel, to.account, "");
        const OutboxId mail = channels_.at(to.channel)->last_sent.at(to.address);
        event.body = json::write(Value::object({{"kind", "returned"}, {"mail", mail.value}, {"code", kind}}));
        deliver(event, pump);
    }

    void registers(const Address& from, const std::string& to, bool proven,
                   const std::function<void()>& pump) override {
        InboundEvent event = event_of(from.channel, from.account, from.address);
        const std::int64_t paper = to.starts_with("e-") ? std::stoll(to.substr(2)) : 0;
        event.body = json::write(
            Value::object({{"kind", "registers"}, {"address", from.address}, {"paper", paper}, {"proven", proven}}));
        last_ = event;
        deliver(event, pump);
    }

    int unsubscribes(const Address& from) override {
        const OutboxId mail = channels_.at(from.channel)->last_sent.at(from.address);
        return parts_.unsubscribing().end(std::to_string(mail.value)).value_or(false) ? 200 : 410;
    }

    std::string scan(const ScanAct& scan, const std::function<void()>&) override {
        if (scan.heartbeat) {
            parts_.heartbeat(scan.gate);
            return {};
        }
        return parts_.scan(scan.gate, scan.body);
    }

    void quota(std::optional<std::int64_t> limit, std::int64_t used) override {
        channels_.at("line")->limit = limit;
        channels_.at("line")->used = used;
    }

    void mood(const std::string& channel, const std::string& mood, const std::optional<Address>& towards) override {
        if (towards)
            channels_.at(channel)->moods[towards->address] = mood;
        else
            channels_.at(channel)->silent = mood == "silent";
    }

private:
    InboundEvent event_of(const std::string& channel, const std::string& account, const std::string& address) {
        InboundEvent event;
        event.channel = channel;
        event.account = account;
        event.event_key = "e" + std::to_string(++events_);
        event.conversation_key = crypto::sha256(channel + "|" + account + "|" + address);
        event.kind = "message";
        event.received_at = parts_.clock.now();
        event.event_at = event.received_at;
        return event;
    }

    void deliver(const InboundEvent& event, const std::function<void()>& pump) {
        std::optional<IngestResult> result;
        if (event.wants_answer)
            parts_.engine().ingest().submit_and_wait(event, std::chrono::seconds{3},
                                                     [&](IngestResult r, auto) { result = r; });
        else
            parts_.engine().ingest().submit({event}, [&](IngestResult r) { result = r; });
        for (int i = 0; i < 100 && !result; ++i) pump();
        if (!result) throw std::runtime_error("the event was not accepted");
    }

    DoorParts parts_;
    std::map<std::string, BareChannel*> channels_;
    std::map<std::string, std::string> last_messages_;
    InboundEvent last_;
    int events_ = 0;
};

}  // namespace

std::unique_ptr<Door> make_in_process_door(DoorParts parts) {
    return std::make_unique<InProcessDoor>(std::move(parts));
}

}  // namespace todoke::talk
