#include "adapters/line/api.hpp"

#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::line {

std::string Answered::why() const {
    if (status == 0) return "no answer";
    const std::string& words = body["message"].as_string();
    std::string all = std::to_string(status) + (words.empty() ? "" : " " + words);
    for (const Value& detail : body["details"].items())
        all += "; " + detail["property"].as_string() + ": " + detail["message"].as_string();
    return all;
}

Answered Api::post(const std::string& path, const Value& body) {
    return call("POST", path, json::write(body), "application/json");
}

Answered Api::put(const std::string& path, const Value& body) {
    return call("PUT", path, json::write(body), "application/json");
}

Answered Api::upload_png(const std::string& path, const std::string& png) {
    return call("POST", path, png, "image/png", true);
}

// One request, and a second one when the platform refused the token and another can be had.
Answered Api::call(const char* method, const std::string& path, const std::string& body,
                   const std::string& content_type, bool data_host) {
    for (int attempt = 1;; ++attempt) {
        const Token token = account_.tokens().get();
        if (!token.usable()) return {};
        ClientRequest request;
        request.method = method;
        request.origin = data_host ? account_.settings().data_base : account_.settings().api_base;
        request.path = path;
        request.headers = {{"Authorization", "Bearer " + token.text}};
        request.body = body;
        request.content_type = content_type;
        request.connect_timeout = std::min(patience_, std::chrono::milliseconds{2000});
        request.answer_timeout = patience_;
        const auto answer = services_.http.send(request);
        if (!answer) return {};
        if (answer->status == 401 && attempt == 1 && account_.tokens().refused(token.text)) continue;
        Answered answered{.status = answer->status, .body = {}};
        if (auto parsed = json::parse(answer->body)) answered.body = std::move(*parsed);
        return answered;
    }
}

}  // namespace todoke::line
