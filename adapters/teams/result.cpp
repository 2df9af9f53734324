// {"error":{"code":"ConversationBlockedByUser","message":"…"}}, and for blocked writes JSON inside a string:
// {"errorCode":209,"message":"{\r\n  \"subCode\": \"MessageWritesBlocked\", …}"}; proxies answer HTML or nothing.
#include "adapters/teams/send.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <charconv>
#include <ctime>

namespace todoke::teams {
namespace {

std::string code_of(const Value& body) {
    if (const auto& code = body["error"]["code"].as_string(); !code.empty()) return code;
    if (const auto inner = json::parse(body["message"].as_string()); inner && inner->is_object())
        if (const auto& code = (*inner)["subCode"].as_string(); !code.empty()) return code;
    return body["code"].as_string();
}

// Seconds, or an HTTP date.
std::optional<std::chrono::milliseconds> retry_after(const ClientResponse& answer, Instant now) {
    const auto header = answer.header("retry-after");
    if (!header) return std::nullopt;
    int seconds = 0;
    if (std::from_chars(header->data(), header->data() + header->size(), seconds).ec != std::errc{}) {
        std::tm date{};
        if (!strptime(std::string(*header).c_str(), "%a, %d %b %Y %H:%M:%S GMT", &date)) return std::nullopt;
        const auto at = std::chrono::sys_seconds{std::chrono::seconds{timegm(&date)}};
        seconds = static_cast<int>(std::chrono::duration_cast<std::chrono::seconds>(at - now).count());
    }
    return std::chrono::seconds{std::clamp(seconds, 0, 3600)};
}

SendResult refused(SendOutcome outcome, std::string reason, bool address_unusable = false) {
    return {.outcome = outcome, .reason = std::move(reason), .address_unusable = address_unusable};
}

// Making a conversation or replacing a message may be repeated without harm: what is unclear there counts as not begun.
SendOutcome unclear(Operation operation) {
    return operation == Operation::post ? SendOutcome::ambiguous : SendOutcome::not_started;
}

SendResult forbidden(const std::string& code) {
    if (code == "ConversationBlockedByUser" || code == "MessageWritesBlocked")
        return refused(SendOutcome::rejected, "blocked", true);
    if (code == "BotNotInConversationRoster") return refused(SendOutcome::rejected, "not_in_conversation", true);
    // The address is right; the app is missing in the person's Teams and may come any day.
    if (code == "ForbiddenOperationException") return refused(SendOutcome::rejected, "not_installed");
    if (code == "BotDisabledByAdmin") return refused(SendOutcome::our_fault, "disabled_by_admin");
    if (code == "NotEnoughPermissions") return refused(SendOutcome::our_fault, "permissions");
    if (code == "InvalidBotApiHost") return refused(SendOutcome::our_fault, "wrong_host");
    return refused(SendOutcome::rejected, "http_403");
}

}  // namespace

SendResult result_of(const ClientResponse& answer, Operation operation, Instant now) {
    const int status = answer.status;
    const auto parsed = json::parse(answer.body);
    const Value body = parsed ? *parsed : Value();
    if (status >= 200 && status < 300) return {.outcome = SendOutcome::accepted, .provider_id = body["id"].as_string()};
    const std::string http = "http_" + std::to_string(status), code = code_of(body);
    switch (status) {
        case 401:
            return refused(SendOutcome::our_fault, http);
        case 403:
            return forbidden(code);
        case 404:
            if (code == "ActivityNotFoundInConversation") return refused(SendOutcome::rejected, "message_gone");
            return refused(SendOutcome::rejected, code == "ConversationNotFound" ? "conversation_gone" : http);
        case 408:
            return refused(unclear(operation), http);
        case 412:
        case 429: {
            SendResult result = refused(SendOutcome::throttled, http);
            result.retry_after = retry_after(answer, now);
            return result;
        }
        case 413:
            return refused(SendOutcome::rejected, "too_large");
        default:
            break;
    }
    if (status >= 500) {
        SendResult result = refused(unclear(operation), http);
        result.retry_after = retry_after(answer, now);
        return result;
    }
    if (status >= 400) return refused(SendOutcome::rejected, http);
    return refused(SendOutcome::our_fault, http);  // a redirect: not the service we were pointed at
}

SendResult result_of(const ClientFailure& failure, Operation operation) {
    if (failure.progress == NoAnswer::not_started) return refused(SendOutcome::not_started, "unreachable");
    return refused(unclear(operation), failure.failure.code == FailureCode::timeout ? "timeout" : "connection_lost");
}

}  // namespace todoke::teams
