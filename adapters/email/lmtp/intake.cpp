#include "adapters/email/lmtp/intake.hpp"

#include "adapters/email/receive/received_mail.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "bot/ports/crypto.hpp"

#include <utility>

namespace todoke::email::lmtp {
namespace {

const std::string door = "lmtp";

InboundEvent event_for(const Path& recipient, const std::string& account, const std::string& hash,
                       const std::string& conversation, bool bounce, StoredMail stored, Instant now) {
    InboundEvent event;
    event.channel = "email";
    event.account = account;
    // A mail that is handed over again is the same to the byte, our server's own lines included.
    event.event_key = hash + ':' + crypto::to_hex(crypto::sha256(recipient.canonical())).substr(0, 32);
    event.conversation_key = conversation;
    event.kind = "mail";
    event.never_throttled = bounce;  // after a morning's notices many come at once
    event.received_at = now;
    stored.recipient = recipient.text();
    event.body = encode(stored);
    return event;
}

}  // namespace

std::string sender_of(const Mail& mail) {
    // The header alone: what hangs on a mail says nothing of its sender and may be large.
    const std::string_view bytes = mail.bytes;
    const auto end = bytes.find("\r\n\r\n");
    const auto read = read_mail(bytes.substr(0, end == bytes.npos ? end : end + 4));
    if (!read || read->from.size() != 1) return mail.sender.canonical();
    const Address& from = read->from.front().address;
    return Path{from.local, from.domain}.canonical();
}

Intake make_intake(Domains domains, const Services& services) {
    const auto account_of = [domains = std::move(domains)](const Path& recipient) -> std::string {
        const auto found = domains.find(lower_case(recipient.domain));
        return found == domains.end() ? "" : found->second;
    };
    return {.ours = [account_of](const Path& recipient) { return !account_of(recipient).empty(); },
            .take =
                [account_of, &services](const Mail& mail, const Settle& settle) {
                    const std::string hash = crypto::to_hex(crypto::sha256(mail.bytes));
                    const std::string sender = sender_of(mail);
                    const StoredMail stored{.sender = mail.sender.text(),
                                            .handed_over = mail.greeted,
                                            .queue_id = mail.queue_id,
                                            .raw = without_long_parts(mail.bytes)};
                    const Instant now = services.clock.now();
                    for (std::size_t i = 0; i < mail.recipients.size(); ++i) {
                        const std::string account = account_of(mail.recipients[i]);
                        const std::string conversation = services.conversation_key("email", account, sender, sender);
                        std::vector<InboundEvent> one;
                        one.push_back(event_for(mail.recipients[i], account, hash, conversation, mail.sender.empty(),
                                                stored, now));
                        services.ingest.submit(std::move(one), [settle, i](IngestResult result) {
                            const bool kept = result == IngestResult::stored || result == IngestResult::duplicate;
                            settle(i, kept ? Taken::yes : Taken::not_now);
                        });
                    }
                },
            .count = [&services](std::string_view happened) { services.count(door, happened); }};
}

}  // namespace todoke::email::lmtp
