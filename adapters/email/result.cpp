// RFC 5321 4.2, RFC 3463. Only what happens after the final dot can be unclear: before it nothing was taken over.
#include "adapters/email/transport.hpp"

namespace todoke::email {
namespace {

SendResult refused(SendOutcome outcome, std::string reason, bool address_unusable = false) {
    return {.outcome = outcome, .reason = std::move(reason), .address_unusable = address_unusable};
}

// The mailbox itself: unknown, disabled, no such domain. Policy (5.7.x) and a full box say nothing about the address,
// and a plain 550 from a filter looks like "unknown user": only a code that names the address counts.
bool address_is_dead(const HandOver& h) {
    for (const char* code : {"5.1.0", "5.1.1", "5.1.2", "5.1.3", "5.1.6", "5.1.10", "5.2.1"})
        if (h.enhanced == code) return true;
    return false;
}

}  // namespace

bool refuses_login(const HandOver& h) { return h.code == 530 || h.code == 534 || h.code == 535 || h.login_failed; }

SendResult result_of(const HandOver& h) {
    if (h.done) return {.outcome = SendOutcome::accepted, .provider_id = h.queue_id};
    const std::string reason = "smtp_" + std::to_string(h.code);
    if (refuses_login(h)) return refused(SendOutcome::our_fault, h.code ? reason : "login");
    if (h.code >= 500) {
        // Refused before any address was named: it is about us.
        if (h.stage == Stage::connecting || h.stage == Stage::greeting) return refused(SendOutcome::our_fault, reason);
        return refused(SendOutcome::rejected, reason, h.stage == Stage::recipient && address_is_dead(h));
    }
    if (h.code >= 400) {
        // A box that is busy must not hold up everybody's mail; the server's own trouble does.
        const bool about_recipient = h.stage == Stage::recipient && h.code != 421 && h.code != 452;
        const bool slow_down = h.code == 421 || (h.code >= 450 && h.code <= 452);
        return refused(slow_down && !about_recipient ? SendOutcome::throttled : SendOutcome::not_started, reason);
    }
    if (h.tls_failed) return refused(SendOutcome::not_started, "tls");
    if (h.stage == Stage::after_dot)
        return refused(SendOutcome::ambiguous, h.timed_out ? "timeout" : "connection_lost");
    return refused(SendOutcome::not_started, h.timed_out ? "timeout" : "unreachable");
}

}  // namespace todoke::email
