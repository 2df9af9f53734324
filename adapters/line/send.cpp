#include "adapters/line/send.hpp"

#include "adapters/line/courtesy.hpp"
#include "adapters/line/link.hpp"
#include "adapters/line/payload.hpp"
#include "adapters/line/quota.hpp"
#include "adapters/line/read.hpp"
#include "adapters/line/show_menu.hpp"

#include <algorithm>

namespace todoke::line {
namespace {

using namespace std::chrono_literals;
using Deadline = std::chrono::steady_clock::time_point;

class LineChannel : public Channel {
public:
    LineChannel(std::shared_ptr<Accounts> accounts, const Services& services)
        : accounts_(std::move(accounts)), services_(services), menus_(*accounts_, services) {
        capabilities_.presents = Presents::one_slot;
        capabilities_.replies_by_token = true;
        capabilities_.links_accounts = true;
        capabilities_.repeatable = true;  // retry key
        capabilities_.has_courtesies = true;
        capabilities_.shows_standing = true;  // rich menus
        capabilities_.max_messages = 5;
        capabilities_.options_per_page = 10;  // of 13 quick replies; three stay for back, cancel and more
        capabilities_.slots = 32;
        capabilities_.counts_sends = true;
    }

    std::string_view name() const override { return "line"; }
    const Capabilities& capabilities() const override { return capabilities_; }
    std::expected<Inbound, Failure> read(const InboundEvent& event) const override { return read_event(event); }
    SendResult send(const Envelope& envelope) override;
    std::expected<std::string, Failure> chat_link(const std::string& account) override {
        return with_account(account, [&](Account& found) { return line::chat_link(found); });
    }
    std::expected<std::string, Failure> account_link(const std::string& account, const std::string& address,
                                                     const std::string& nonce) override {
        return with_account(account, [&](Account& found) { return line::account_link(found, address, nonce); });
    }
    void be_courteous(const Courtesy& courtesy) override {
        if (const auto found = accounts_->find(courtesy.account); found != accounts_->end())
            line::be_courteous(*found->second, courtesy);
    }
    double rate(const std::string& account) const override {
        const auto found = accounts_->find(account);
        return found == accounts_->end() ? 1 : found->second->settings().rate;
    }
    std::expected<BudgetReading, Failure> budget(const std::string& account) override {
        const auto found = accounts_->find(account);
        if (found == accounts_->end()) return std::unexpected(Failure{FailureCode::not_found, "no such account", ""});
        return read_quota(*found->second, services_.clock.now());
    }
    StandingShown show_standing(const StandingRow& row) override { return menus_.show(row); }

private:
    template <class Work>
    std::expected<std::string, Failure> with_account(const std::string& name, Work work) {
        const auto account = accounts_->find(name);
        if (account == accounts_->end())
            return std::unexpected(Failure{FailureCode::not_found, "no LINE account '" + name + "'", ""});
        return work(*account->second);
    }
    SendResult call(Account& account, const Envelope& envelope, bool is_reply, const std::string& body,
                    Deadline deadline);
    SendResult reply(Account& account, const Envelope& envelope, const Value& messages);
    SendResult push(Account& account, const Envelope& envelope, Value messages);

    std::shared_ptr<Accounts> accounts_;
    const Services& services_;
    MenuShower menus_;
    Capabilities capabilities_;
};

// One request, and a second one when the platform refused the token and another can be had.
SendResult LineChannel::call(Account& account, const Envelope& envelope, bool is_reply, const std::string& body,
                             Deadline deadline) {
    for (int attempt = 1;; ++attempt) {
        const Token token = account.tokens().get();
        if (!token.usable()) return *token.failure;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - services_.clock.mono());
        if (left < 500ms) return {.outcome = SendOutcome::not_started, .reason = "no_time_left"};
        ClientRequest request;
        request.origin = account.settings().api_base;
        request.path = is_reply ? "/v2/bot/message/reply" : "/v2/bot/message/push";
        request.headers = {{"Authorization", "Bearer " + token.text}};
        if (!is_reply) request.headers.emplace_back("X-Line-Retry-Key", envelope.idempotency_key);
        request.content_type = "application/json";
        request.body = body;
        request.connect_timeout = std::min(2'000ms, left / 2);
        request.answer_timeout = left - request.connect_timeout;
        const auto answer = services_.http.send(request);
        const SendResult result =
            answer ? result_of(*answer, is_reply, services_.clock.now()) : result_of(answer.error());
        const auto request_id = answer ? answer->header("x-line-request-id") : std::nullopt;
        services_.log.write(result.outcome == SendOutcome::accepted ? LogLevel::debug : LogLevel::warning, "line.call",
                            {{"account", Code{account.settings().name}},
                             {"endpoint", Code{is_reply ? "reply" : "push"}},
                             {"outbox", envelope.outbox_id},
                             {"status", answer ? answer->status : 0},
                             {"outcome", Code{to_text(result.outcome)}},
                             {"reason", Code{result.reason}},
                             {"request", Code{request_id.value_or("")}}});
        const bool unauthorized = answer && answer->status == 401;
        if (!unauthorized || attempt > 1 || !account.tokens().refused(token.text)) return result;
    }
}

// The reply API takes no retry key. Its token is single use, so a repeated call tells what became of the first one:
// "invalid reply token" after an answer that got lost means that the first was taken.
SendResult LineChannel::reply(Account& account, const Envelope& envelope, const Value& messages) {
    const std::string body = reply_body(envelope.reply_token, messages);
    const auto begin = services_.clock.mono();
    const SendResult first = call(account, envelope, true, body, begin + 4s);
    if (first.outcome != SendOutcome::ambiguous) return first;
    const SendResult second = call(account, envelope, true, body, services_.clock.mono() + 2s);
    if (second.outcome == SendOutcome::reply_spent)
        return {.outcome = SendOutcome::accepted, .reason = "reply_repeated"};
    if (second.outcome == SendOutcome::not_started) return first;
    return second;
}

SendResult LineChannel::push(Account& account, const Envelope& envelope, Value messages) {
    if (!is_address(envelope.address))
        return {.outcome = SendOutcome::rejected, .reason = "bad_address", .address_unusable = true};
    return call(account, envelope, false, push_body(envelope.address, std::move(messages)),
                services_.clock.mono() + 9s);
}

SendResult LineChannel::send(const Envelope& envelope) {
    const auto account = accounts_->find(envelope.account);
    if (account == accounts_->end()) return {.outcome = SendOutcome::our_fault, .reason = "unknown_account"};
    auto messages = messages_of(envelope.messages);
    if (!messages) {
        services_.log.error("line.payload_refused", {{"outbox", envelope.outbox_id},
                                                     {"reason", Code{messages.error().code}},
                                                     {"at", Code{messages.error().path}}});
        return {.outcome = SendOutcome::rejected, .reason = "payload_" + messages.error().code};
    }
    if (!envelope.reply_token.empty()) {
        if (services_.clock.now() < envelope.reply_until) return reply(*account->second, envelope, *messages);
        if (envelope.address.empty()) return {.outcome = SendOutcome::rejected, .reason = "reply_too_late"};
    }
    return push(*account->second, envelope, std::move(*messages));
}

}  // namespace

std::unique_ptr<Channel> make_channel(std::shared_ptr<Accounts> accounts, const Services& services) {
    return std::make_unique<LineChannel>(std::move(accounts), services);
}

}  // namespace todoke::line
