#include "adapters/email/send.hpp"

#include "adapters/email/address_token.hpp"
#include "adapters/email/destinations.hpp"
#include "adapters/email/mime.hpp"
#include "adapters/email/read.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/reply_address.hpp"
#include "adapters/email/returned.hpp"

#include <sstream>

namespace todoke::email {
namespace {

class EmailChannel : public Channel {
public:
    EmailChannel(Accounts accounts, Templates templates, const Services& services)
        : accounts_(std::move(accounts)), templates_(std::move(templates)), services_(services) {
        capabilities_.presents = Presents::open_slots;
        capabilities_.proves_senders = false;
        capabilities_.one_question_each = true;
        capabilities_.max_messages = 5;
        capabilities_.repeatable = true;  // the Message-ID is constant; mail programs show one of two equal ones
        capabilities_.may_come_back = true;
        capabilities_.slots = 8;
    }

    std::string_view name() const override { return "email"; }
    const Capabilities& capabilities() const override { return capabilities_; }
    std::expected<Inbound, Failure> read(const InboundEvent& event) const override;
    SendResult send(const Envelope& envelope) override;
    double rate(const std::string& account) const override {
        const auto found = accounts_.find(account);
        return found == accounts_.end() ? 0 : found->second.per_second;
    }
    void rest(const std::string&, const std::string& domain, Instant until) override {
        destinations_.rest(domain, until);
    }
    std::optional<std::string> registration_address(const std::string& account, std::int64_t paper) const override;
    std::vector<std::string> sender_domains(const std::string& account) const override;
    std::optional<OutboxId> ended_by(std::string_view token) const override;

private:
    std::vector<std::string> references(const Envelope& envelope, const Account& account) const;

    Accounts accounts_;
    Templates templates_;
    const Services& services_;
    Capabilities capabilities_;
    Destinations destinations_;
};

std::expected<Inbound, Failure> EmailChannel::read(const InboundEvent& event) const {
    const auto found = accounts_.find(event.account);
    if (found == accounts_.end())
        return std::unexpected(Failure{FailureCode::not_found, "the account of a stored mail is gone", ""});
    if (event.kind != "confirmed") {
        const auto mail = decode_stored_mail(event.body);
        if (!mail) return std::unexpected(mail.error());
        if (auto returned = read_returned(services_, event.account, found->second.domain, *mail)) {
            Inbound inbound;
            inbound.at = event.received_at;
            inbound.answer = *std::move(returned);
            return inbound;
        }
    }
    Receiving receiving{event.account, found->second.domain, {}, {found->second.authserv_id, ""}};
    for (const auto& [name, account] : accounts_) {
        receiving.own_domains.push_back(account.domain);
        receiving.own_domains.push_back(account.from.address.domain);
    }
    return read_inbound(event, receiving, services_);
}

// What the mail belongs to, and the mail that it answers with those before it.
std::vector<std::string> EmailChannel::references(const Envelope& envelope, const Account& account) const {
    std::vector<std::string> ids;
    if (!envelope.thread.empty()) ids.push_back(thread_id(services_, account.name, envelope.thread, account.domain));
    std::istringstream before(envelope.reply_token);
    for (std::string id; before >> id;) ids.push_back(id);
    return ids;
}

std::optional<std::string> EmailChannel::registration_address(const std::string& account, std::int64_t paper) const {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return std::nullopt;
    return make_paper_token(services_, account, paper) + "@" + found->second.domain;
}

// What stands behind the '@' of the mails people get; answers go to the second, where it is another one.
std::vector<std::string> EmailChannel::sender_domains(const std::string& account) const {
    const auto found = accounts_.find(account);
    if (found == accounts_.end()) return {};
    std::vector<std::string> domains{found->second.from.address.domain};
    if (found->second.domain != domains.front()) domains.push_back(found->second.domain);
    return domains;
}

std::optional<OutboxId> EmailChannel::ended_by(std::string_view token) const {
    for (const auto& [name, account] : accounts_)
        if (const auto row = read_token(services_, TokenKind::unsubscribe, name, "u-" + std::string(token))) return row;
    return std::nullopt;
}

SendResult EmailChannel::send(const Envelope& envelope) {
    const auto found = accounts_.find(envelope.account);
    if (found == accounts_.end()) return {.outcome = SendOutcome::our_fault, .reason = "unknown_account"};
    const Account& account = found->second;
    const auto to = parse_address(envelope.address);
    if (!to) return {.outcome = SendOutcome::rejected, .reason = "bad_address", .address_unusable = true};
    if (destinations_.declines(to->domain, envelope.message_class, services_.clock.now()))
        return {.outcome = SendOutcome::rejected, .reason = "domain_refuses_us"};
    if (const auto wait =
            destinations_.turn_of(to->domain, envelope.message_class, envelope.idempotency_key, services_.clock.mono());
        wait.count() > 0)
        return {.outcome = SendOutcome::not_its_turn, .retry_after = wait};
    const std::string local_part = reply_local_part(services_, account.name, envelope.outbox_id);
    const Address reply_to{local_part, account.domain};
    Words words = templates_.fill(envelope.messages, reply_to);
    Letter letter{.from = account.from,
                  .to = *to,
                  .subject = std::move(words.subject),
                  .reply_to = reply_to,
                  .references = references(envelope, account),
                  .message_id = envelope.idempotency_key + "@" + account.domain,
                  .date = services_.clock.now(),
                  .answers_person = envelope.message_class == MessageClass::dialogue,
                  .text = std::move(words.text),
                  .html = std::move(words.html)};
    if (envelope.may_be_ended && !services_.public_url.empty()) {
        const std::string local = make_token(services_, TokenKind::unsubscribe, account.name, envelope.outbox_id);
        letter.unsubscribe_page = services_.public_url + "/unsubscribe/" + local.substr(2);
        letter.unsubscribe_address = Address{local, account.domain};
    }
    const auto mail = write_mail(letter);
    if (!mail || letter.subject.empty()) {
        services_.log.error("email.payload_refused", {{"outbox", envelope.outbox_id}});
        return {.outcome = SendOutcome::rejected, .reason = "payload_header"};
    }
    const HandOver hand_over = account.transport->hand_over(
        account.signed_sender
            ? make_token(services_, TokenKind::bounce, account.name, envelope.outbox_id) + "@" + account.domain
            : account.from.address.text(),
        to->text(), *mail);
    SendResult result = result_of(hand_over);
    services_.log.write(result.outcome == SendOutcome::accepted ? LogLevel::debug : LogLevel::warning,
                        "email.handed_over",
                        {{"account", Code{account.name}},
                         {"outbox", envelope.outbox_id},
                         {"code", hand_over.code},
                         {"outcome", Code{to_text(result.outcome)}},
                         {"reason", Code{result.reason}},
                         {"queue", Code{result.provider_id}}});
    // The server's own number means nothing to anybody else; an answer names this one.
    if (result.outcome == SendOutcome::accepted) result.provider_id = local_part;
    return result;
}

}  // namespace

std::unique_ptr<Channel> make_channel(Accounts accounts, Templates templates, const Services& services) {
    return std::make_unique<EmailChannel>(std::move(accounts), std::move(templates), services);
}

}  // namespace todoke::email
