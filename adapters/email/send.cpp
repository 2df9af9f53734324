#include "adapters/email/send.hpp"

#include "adapters/email/mime.hpp"

namespace todoke::email {
namespace {

class EmailChannel : public Channel {
public:
    EmailChannel(Accounts accounts, Templates templates, const Services& services)
        : accounts_(std::move(accounts)), templates_(std::move(templates)), services_(services) {
        capabilities_.presents = Presents::one_slot;
        capabilities_.repeatable = true;  // the Message-ID is constant; mail programs show one of two equal ones
        capabilities_.slots = 8;
    }

    std::string_view name() const override { return "email"; }
    const Capabilities& capabilities() const override { return capabilities_; }
    std::expected<Inbound, Failure> read(const InboundEvent&) const override {
        return std::unexpected(Failure{FailureCode::malformed, "mail is only sent, not received", ""});
    }
    SendResult send(const Envelope& envelope) override;

private:
    Accounts accounts_;
    Templates templates_;
    const Services& services_;
    Capabilities capabilities_;
};

SendResult EmailChannel::send(const Envelope& envelope) {
    const auto found = accounts_.find(envelope.account);
    if (found == accounts_.end()) return {.outcome = SendOutcome::our_fault, .reason = "unknown_account"};
    const Account& account = found->second;
    const auto to = parse_address(envelope.address);
    if (!to) return {.outcome = SendOutcome::rejected, .reason = "bad_address", .address_unusable = true};
    Words words = templates_.fill(envelope.messages);
    Letter letter{.from = account.from,
                  .to = *to,
                  .subject = std::move(words.subject),
                  .message_id = envelope.idempotency_key + "@" + account.domain,
                  .date = services_.clock.now(),
                  .answers_person = envelope.message_class == MessageClass::dialogue,
                  .text = std::move(words.text),
                  .html = std::move(words.html)};
    const auto mail = write_mail(letter);
    if (!mail || letter.subject.empty()) {
        services_.log.error("email.payload_refused", {{"outbox", envelope.outbox_id}});
        return {.outcome = SendOutcome::rejected, .reason = "payload_header"};
    }
    const HandOver hand_over = account.transport->hand_over(account.from.address.text(), to->text(), *mail);
    SendResult result = result_of(hand_over);
    services_.log.write(result.outcome == SendOutcome::accepted ? LogLevel::debug : LogLevel::warning,
                        "email.handed_over",
                        {{"account", Code{account.name}},
                         {"outbox", envelope.outbox_id},
                         {"code", hand_over.code},
                         {"outcome", Code{to_text(result.outcome)}},
                         {"reason", Code{result.reason}},
                         {"queue", Code{result.provider_id}}});
    return result;
}

}  // namespace

std::unique_ptr<Channel> make_channel(Accounts accounts, Templates templates, const Services& services) {
    return std::make_unique<EmailChannel>(std::move(accounts), std::move(templates), services);
}

}  // namespace todoke::email
