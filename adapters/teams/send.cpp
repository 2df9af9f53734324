#include "adapters/teams/send.hpp"

#include "adapters/teams/payload.hpp"
#include "adapters/teams/read.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::teams {
namespace {

using namespace std::chrono_literals;

constexpr auto longest_send = 9s;  // of the 10 s a send may take

struct Reference {
    ServiceBase base;
    std::string conversation;

    Value value() const { return Value::object({{"service_url", base.url()}, {"conversation_id", conversation}}); }
};

// One envelope on its way: account, deadline, and what is learned about the conversation.
class Sending {
public:
    Sending(Account& account, const Services& services, const Envelope& envelope)
        : account_(account),
          services_(services),
          envelope_(envelope),
          deadline_(services.clock.mono() + longest_send) {}

    SendResult run();

private:
    SendResult call(Operation operation, const ServiceBase& base, const std::string& path, const std::string& body);
    SendResult post(const Value& activity);
    std::optional<SendResult> make_conversation();
    std::string activities() const {
        return "/v3/conversations/" + percent_encode(reference_->conversation) + "/activities";
    }

    Account& account_;
    const Services& services_;
    const Envelope& envelope_;
    std::chrono::steady_clock::time_point deadline_;
    std::optional<Reference> reference_;
    bool made_ = false;
};

// One request, and a second one when the connector refused the token and another can be had.
SendResult Sending::call(Operation operation, const ServiceBase& base, const std::string& path,
                         const std::string& body) {
    constexpr const char* names[] = {"create", "post", "update"};
    for (int attempt = 1;; ++attempt) {
        const Token token = account_.tokens().get();
        if (!token.usable()) return *token.failure;
        const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline_ - services_.clock.mono());
        if (left < 500ms) return {.outcome = SendOutcome::not_started, .reason = "no_time_left"};
        ClientRequest request;
        request.method = operation == Operation::update ? "PUT" : "POST";
        request.origin = base.origin;
        request.path = base.prefix + path;
        request.headers = {{"Authorization", "Bearer " + token.text}};
        request.content_type = "application/json; charset=utf-8";
        request.body = body;
        request.public_address_only = !base.loopback;
        request.connect_timeout = std::min(2'000ms, left / 2);
        request.answer_timeout = left - request.connect_timeout;
        const auto answer = services_.http.send(request);
        const SendResult result =
            answer ? result_of(*answer, operation, services_.clock.now()) : result_of(answer.error(), operation);
        const auto trace = answer ? answer->header("x-correlating-operationid") : std::nullopt;
        services_.log.write(result.outcome == SendOutcome::accepted ? LogLevel::debug : LogLevel::warning, "teams.call",
                            {{"account", Code{account_.settings().name}},
                             {"endpoint", Code{names[static_cast<int>(operation)]}},
                             {"outbox", envelope_.outbox_id},
                             {"status", answer ? answer->status : 0},
                             {"outcome", Code{to_text(result.outcome)}},
                             {"reason", Code{result.reason}},
                             {"request", Code{trace.value_or("")}}});
        if (!answer || answer->status != 401) return result;
        account_.tokens().refused(token.text);
        if (attempt > 1) return result;
    }
}

// The conversation with this person: always the same one, however often it is asked for. nullopt: there is one now.
std::optional<SendResult> Sending::make_conversation() {
    made_ = true;
    const auto slash = envelope_.address.find('/');
    if (slash == std::string::npos || slash == 0 || slash + 1 == envelope_.address.size())
        return SendResult{.outcome = SendOutcome::rejected, .reason = "bad_address", .address_unusable = true};
    const ServiceBase base = account_.hosts().proactive();
    SendResult result = call(Operation::create, base, "/v3/conversations",
                             create_conversation_body(account_.settings().app_id, envelope_.address.substr(0, slash),
                                                      envelope_.address.substr(slash + 1)));
    if (result.outcome != SendOutcome::accepted) return result;
    if (result.provider_id.empty())
        return SendResult{.outcome = SendOutcome::not_started, .reason = "no_conversation_id"};
    reference_ = Reference{base, result.provider_id};
    return std::nullopt;
}

SendResult Sending::post(const Value& activity) {
    const std::string body = json::write(activity);
    if (!envelope_.updates_provider_id.empty())
        return call(Operation::update, reference_->base,
                    activities() + "/" + percent_encode(envelope_.updates_provider_id), body);
    SendResult result = call(Operation::post, reference_->base, activities(), body);
    if (result.reason != "conversation_gone" || made_) return result;
    if (auto failed = make_conversation()) return *failed;
    return call(Operation::post, reference_->base, activities(), body);
}

SendResult Sending::run() {
    const Value& known = envelope_.conversation_reference;
    const std::string& conversation = known["conversation_id"].as_string();
    // Judged again: the list may have become shorter since the address was learned.
    if (const auto base = account_.hosts().judge(known["service_url"].as_string()); base && !conversation.empty())
        reference_ = Reference{*base, conversation};
    std::vector<Value> activities;
    for (const Rendered& rendered : envelope_.messages) {
        auto activity = activity_of(rendered);
        if (!activity) {
            services_.log.error("teams.payload_refused",
                                {{"outbox", envelope_.outbox_id}, {"reason", Code{activity.error()}}});
            return {.outcome = SendOutcome::rejected, .reason = std::string("payload_") + activity.error()};
        }
        activities.push_back(std::move(*activity));
    }
    if (!reference_)
        if (auto failed = make_conversation()) return *failed;
    SendResult first;
    for (std::size_t i = 0; i < activities.size(); ++i) {
        SendResult result = post(activities[i]);
        if (i == 0) first = result;
        if (result.outcome == SendOutcome::accepted) continue;
        if (i == 0) break;
        // Repeating the row would show its first messages again.
        services_.log.error("teams.sent_in_part", {{"outbox", envelope_.outbox_id}, {"messages", i}});
        break;
    }
    if (reference_ && reference_->value() != known) first.conversation_reference = reference_->value();
    return first;
}

class TeamsChannel : public Channel {
public:
    TeamsChannel(std::shared_ptr<Accounts> accounts, const Services& services)
        : accounts_(std::move(accounts)), services_(services) {
        capabilities_.presents = Presents::whole_form;
        capabilities_.updates_messages = true;
        capabilities_.answers_invokes = true;
        capabilities_.max_messages = 1;
        capabilities_.slots = 16;
        capabilities_.default_rate = 25;  // of 50/s per app and tenant, earlier documented as 30
    }

    std::string_view name() const override { return "teams"; }
    const Capabilities& capabilities() const override { return capabilities_; }
    std::expected<Inbound, Failure> read(const InboundEvent& event) const override { return read_activity(event); }
    HttpResponse answer_invoke(const std::vector<Rendered>& rendered) const override { return invoke_answer(rendered); }
    SendResult send(const Envelope& envelope) override {
        const auto account = accounts_->find(envelope.account);
        if (account == accounts_->end()) return {.outcome = SendOutcome::our_fault, .reason = "unknown_account"};
        if (envelope.messages.empty()) return {.outcome = SendOutcome::rejected, .reason = "payload_empty"};
        return Sending(*account->second, services_, envelope).run();
    }

private:
    std::shared_ptr<Accounts> accounts_;
    const Services& services_;
    Capabilities capabilities_;
};

}  // namespace

std::unique_ptr<Channel> make_channel(std::shared_ptr<Accounts> accounts, const Services& services) {
    return std::make_unique<TeamsChannel>(std::move(accounts), services);
}

}  // namespace todoke::teams
