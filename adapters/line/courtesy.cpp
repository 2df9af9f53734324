// https://developers.line.biz/en/docs/messaging-api/use-loading-indicator/ and …/mark-as-read/
// POST /v2/bot/chat/loading/start {"chatId":"U…","loadingSeconds":20} → 202, one-to-one chats only; ends at our message
// POST /v2/bot/chat/markAsRead {"markAsReadToken":"…"} → 200; this message and all before it
#include "adapters/line/courtesy.hpp"

#include "adapters/line/payload.hpp"
#include "bot/ports/json.hpp"

namespace todoke::line {
namespace {

using namespace std::chrono_literals;

constexpr int loading_seconds = 20;

}  // namespace

void be_courteous(Account& account, const Courtesy& courtesy) {
    const bool working = courtesy.kind == Courtesy::Kind::working;
    ClientRequest request;
    if (working) {
        if (!is_address(courtesy.address) || courtesy.address[0] != 'U') return;
        request.path = "/v2/bot/chat/loading/start";
        request.body = json::write(Value::object({{"chatId", courtesy.address}, {"loadingSeconds", loading_seconds}}));
    } else {
        // Where LINE marks everything as read by itself there is nothing to do.
        if (courtesy.read_token.empty() || account.reads_by_itself()) return;
        request.path = "/v2/bot/chat/markAsRead";
        request.body = json::write(Value::object({{"markAsReadToken", courtesy.read_token}}));
    }
    const Token token = account.tokens().get();
    if (!token.usable()) return;
    request.origin = account.settings().api_base;
    request.headers = {{"Authorization", "Bearer " + token.text}};
    request.content_type = "application/json";
    request.connect_timeout = 1'000ms;
    request.answer_timeout = 2'000ms;
    const Services& services = account.services();
    const auto answer = services.http.send(request);
    services.log.debug("line.courtesy", {{"account", Code{account.settings().name}},
                                         {"endpoint", Code{working ? "loading" : "mark_as_read"}},
                                         {"status", answer ? answer->status : 0}});
}

}  // namespace todoke::line
