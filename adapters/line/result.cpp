// Errors: {"message":"The request body has 1 error(s)","details":[{"message":"May not be
// empty","property":"messages[0].text"}]} Texts are not promised: the status decides, words are hints.
// https://developers.line.biz/en/reference/messaging-api/#error-responses
#include "adapters/line/quota.hpp"
#include "adapters/line/send.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <cctype>
#include <charconv>

namespace todoke::line {
namespace {

std::string lower(std::string_view text) {
    std::string out(text);
    std::ranges::transform(out, out.begin(), [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
    return out;
}

std::optional<std::chrono::milliseconds> retry_after(const ClientResponse& answer) {
    const auto header = answer.header("retry-after");
    int seconds = 0;
    if (!header || std::from_chars(header->data(), header->data() + header->size(), seconds).ec != std::errc{})
        return {};
    return std::chrono::seconds{std::clamp(seconds, 0, 3600)};
}

// A push is one message of the quota for its recipient, however many objects it has; a reply is none.
SendResult accepted(const Value& body, bool is_reply) {
    SendResult result{.outcome = SendOutcome::accepted, .cost = is_reply ? 0 : 1};
    for (const Value& sent : body["sentMessages"].items()) {
        const Value& id = sent["id"];  // documented as a number, sent as a text
        result.provider_ids.push_back(id.is_integer() ? std::to_string(id.as_integer()) : id.as_string());
    }
    if (!result.provider_ids.empty()) result.provider_id = result.provider_ids.front();
    return result;
}

SendResult refused(SendOutcome outcome, std::string reason, bool address_unusable = false) {
    return {.outcome = outcome, .reason = std::move(reason), .address_unusable = address_unusable};
}

SendResult bad_request(const Value& body, const std::string& words, bool is_reply) {
    // Not LINE's own words: its content network refused the connection's state before the API saw the request.
    if (!body.is_object()) return refused(SendOutcome::not_started, "proxy_400");
    if (is_reply) {
        // Used, too old or unknown. A defect of the messages names details; then the push would be refused as well.
        const bool about_messages = !body["details"].items().empty() && words.find("reply token") == words.npos;
        return about_messages ? refused(SendOutcome::rejected, "http_400")
                              : refused(SendOutcome::reply_spent, "reply_token");
    }
    if (words.find("failed to send messages") != words.npos)
        return refused(SendOutcome::rejected, "unknown_recipient", true);
    const auto& details = body["details"].items();
    if (words.find("'to'") != words.npos || (!details.empty() && details.front()["property"].as_string() == "to"))
        return refused(SendOutcome::rejected, "bad_address", true);
    return refused(SendOutcome::rejected, "http_400");
}

}  // namespace

SendResult result_of(const ClientResponse& answer, bool is_reply, Instant now) {
    const auto parsed = json::parse(answer.body);
    const Value body = parsed ? *parsed : Value();
    const std::string words = lower(body["message"].as_string());
    const int status = answer.status;
    // 409: this retry key was taken before; the body repeats sentMessages.
    if ((status >= 200 && status < 300) || (status == 409 && !is_reply)) return accepted(body, is_reply);
    const std::string http = "http_" + std::to_string(status);
    switch (status) {
        case 400:
            return bad_request(body, words, is_reply);
        case 401:
        case 403:
            return refused(SendOutcome::our_fault, http);
        case 408:
            return refused(SendOutcome::ambiguous, http);
        case 413:
            return refused(SendOutcome::rejected, "too_large");
        case 421:
            return refused(SendOutcome::not_started, http);
        case 429: {
            // Anything else that 429 stands for passes with time; that the month is used up does not, and the quota's
            // own doors say so too where these words should change one day.
            if (words.find("monthly limit") != words.npos) {
                SendResult result = refused(SendOutcome::quota_exhausted, "quota");
                result.quota_period = quota_period(now);
                return result;
            }
            SendResult result = refused(SendOutcome::throttled, http);
            result.retry_after = retry_after(answer);
            return result;
        }
        default:
            break;
    }
    if (status >= 500) {
        SendResult result = refused(SendOutcome::ambiguous, http);
        result.retry_after = retry_after(answer);
        return result;
    }
    if (status >= 400) return refused(SendOutcome::rejected, http);
    return refused(SendOutcome::our_fault,
                   http);  // a redirect or an interim answer: this is not the API we were pointed at
}

SendResult result_of(const ClientFailure& failure) {
    if (failure.progress == NoAnswer::not_started) return refused(SendOutcome::not_started, "unreachable");
    return refused(SendOutcome::ambiguous,
                   failure.failure.code == FailureCode::timeout ? "timeout" : "connection_lost");
}

}  // namespace todoke::line
