#include "adapters/email/read.hpp"

#include "adapters/email/body.hpp"
#include "adapters/email/own_address.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/reply_address.hpp"
#include "adapters/email/returned.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

using namespace std::chrono_literals;

constexpr auto believed_for = 24h;  // a signed mail can be handed over again by whoever has received it
constexpr std::size_t most_references = 8;

bool same_domain(std::string_view a, std::string_view b) {
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::ranges::equal(a, b, {}, lower, lower);
}

bool is_own(const Receiving& receiving, std::string_view domain) {
    return same_domain(domain, receiving.domain) ||
           std::ranges::any_of(receiving.own_domains, [&](const auto& own) { return same_domain(domain, own); });
}

std::string plain(const Address& address) { return address.local + "@" + address.domain; }

// Does the domain of the only sender vouch for this mail, now and to us?
bool is_proven(const ReceivedMail& mail, const StoredMail& stored, const InboundEvent& event,
               const Receiving& receiving) {
    if (mail.from.size() != 1 || mail.message_id.empty() || !mail.date) return false;
    const std::string& domain = mail.from.front().address.domain;
    if (mail.sender && !same_domain(mail.sender->address.domain, domain)) return false;
    const Duration age = event.received_at - *mail.date;
    if (age > believed_for || age < -believed_for) return false;
    const bool to_us = std::ranges::any_of(
        mail.recipients, [&](const Address& address) { return same_domain(address.domain, receiving.domain); });
    return to_us && authentication_of(stored.raw, receiving.server, domain) == Authentication::aligned;
}

std::string why_set_aside(const ReceivedMail& mail, const StoredMail& stored, const Receiving& receiving) {
    if (stored.sender.empty() || mail.report || !mail.automatic.empty()) return "automatic";
    const auto own = [&](const Mailbox& mailbox) { return is_own(receiving, mailbox.address.domain); };
    if (std::ranges::any_of(mail.from, own) || is_own(receiving, stored.sender.substr(stored.sender.rfind('@') + 1)))
        return "own_domain";
    return mail.perhaps_automatic ? "perhaps_automatic" : "";
}

std::string thread_of(const ReceivedMail& mail) {
    const std::size_t skipped = mail.references.size() - std::min(mail.references.size(), most_references);
    std::string ids;
    for (std::size_t i = skipped; i < mail.references.size(); ++i) ids += mail.references[i] + " ";
    return ids + mail.message_id;
}

std::expected<Inbound, Failure> read_confirmed(const InboundEvent& event) {
    const auto body = json::parse(event.body);
    if (!body) return std::unexpected(body.error());
    Inbound inbound;
    inbound.address = (*body)["address"].as_string();
    inbound.at = event.received_at;
    inbound.answer =
        answer::Reply{(*body)["on"].as_string(), (*body)["text"].as_string(), (*body)["whole"].as_string()};
    return inbound;
}

}  // namespace

std::expected<Inbound, Failure> read_inbound(const InboundEvent& event, const Receiving& receiving,
                                             const Services& services) {
    if (event.kind == "confirmed") return read_confirmed(event);
    const auto stored = decode_stored_mail(event.body);
    if (!stored) return std::unexpected(stored.error());
    Inbound inbound;
    if (auto returned = read_returned(services, event.account, receiving.domain, *stored)) {
        inbound.at = event.received_at;
        inbound.answer = *std::move(returned);
        return inbound;
    }
    inbound.address = stored->sender;
    inbound.proof = Proof::none;
    inbound.at = event.received_at;
    const auto mail = read_mail(stored->raw);
    if (!mail) {  // no header, or above the limits: nothing is wrong with what we stored
        inbound.set_aside = "unreadable";
        return inbound;
    }
    if (mail->from.size() == 1) inbound.address = plain(mail->from.front().address);
    inbound.message_id = mail->message_id;
    inbound.reply_token = thread_of(*mail);
    inbound.set_aside = why_set_aside(*mail, *stored, receiving);
    const std::string local_part = stored->recipient.substr(0, stored->recipient.rfind('@'));
    const bool proven = is_proven(*mail, *stored, event, receiving);
    const auto asked = read_reply_local_part(services, event.account, local_part);
    inbound.proof = proof_of(asked.has_value(), proven);
    if (auto own = read_own_address(services, event.account, local_part, proven)) {
        inbound.answer = *std::move(own);
        return inbound;
    }
    const ReplyText written = reply_text(mail->text, cut_mark);
    if (asked)
        inbound.answer = answer::Reply{.to_message_id = *asked,
                                       .text = written.text,
                                       .whole = mail->text,
                                       .shared = mail->forwarded || mail->recipients.size() > 1,
                                       .certain = written.certain};
    else  // who writes for the first time may have said it all in the subject
        inbound.answer = answer::Text{written.text.empty() ? mail->subject : written.text};
    return inbound;
}

}  // namespace todoke::email
