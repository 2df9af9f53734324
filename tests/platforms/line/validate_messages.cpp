#include "tests/platforms/common/text.hpp"
#include "tests/platforms/line/validate.hpp"

#include <fmt/format.h>

namespace todoke::platforms::line {

namespace {

constexpr std::size_t unlimited = 1'000'000;

void check_sender(const boost::json::value& value, const std::string& path, Problems& problems) {
    Reader sender(value, path, PathStyle::dotted, problems);
    if (!sender.ok()) return;
    if (auto name = sender.text("name", Need::optional, 1, 20);
        name && lower_ascii(*name).find("line") != std::string::npos)
        sender.problem("name", "contains a reserved word");
    sender.url("iconUrl", Need::optional, 2000, {"https"});
    sender.finish();
}

void check_quick_reply(const boost::json::value& value, const std::string& path, Problems& problems) {
    Reader quick_reply(value, path, PathStyle::dotted, problems);
    if (!quick_reply.ok()) return;
    if (const auto* items = quick_reply.array("items", Need::required, 1, 13)) {
        for (std::size_t i = 0; i < items->size(); ++i) {
            Reader item((*items)[i], child_path(quick_reply.at("items"), i, PathStyle::dotted), PathStyle::dotted,
                        problems);
            if (!item.ok()) continue;
            item.one_of("type", Need::required, {"action"});
            item.url("imageUrl", Need::optional, 2000, {"https"});
            if (const auto* action = item.any("action", Need::required))
                check_action(*action, item.at("action"), PathStyle::dotted, Place::quick_reply, problems);
            item.finish();
        }
    }
    quick_reply.finish();
}

void check_emojis(Reader& message) {
    const auto* emojis = message.array("emojis", Need::optional, 0, 20);
    if (!emojis) return;
    for (std::size_t i = 0; i < emojis->size(); ++i) {
        Reader emoji((*emojis)[i], child_path(message.at("emojis"), i, PathStyle::dotted), PathStyle::dotted,
                     message.problems());
        if (!emoji.ok()) continue;
        emoji.integer("index", Need::required, 0, 5000);
        emoji.text("productId", Need::required, 1, 100);
        emoji.text("emojiId", Need::required, 1, 100);
        emoji.finish();
    }
}

void check_text_v2(Reader& message) {
    message.text("text", Need::required, 1, 5000);
    if (const auto* substitution = message.any("substitution", Need::optional);
        substitution && (!substitution->is_object() || substitution->get_object().size() > 100))
        message.problem("substitution", "invalid substitution");
}

// Returns the 400 body of a broken container, whose problems have paths of their own.
std::optional<boost::json::object> container_problems(const Problems& problems, std::size_t index) {
    if (problems.empty()) return std::nullopt;
    boost::json::array details;
    for (const auto& problem : problems)
        details.push_back(
            {{"message", problem.message}, {"property", problem.property.empty() ? "/" : problem.property}});
    return boost::json::object{
        {"message", fmt::format("A message (messages[{}]) in the request body is invalid", index)},
        {"details", details}};
}

void check_message(const boost::json::value& value, std::size_t index, const std::string& path, Problems& problems,
                   std::optional<boost::json::object>& container_error) {
    Reader message(value, path, PathStyle::dotted, problems);
    if (!message.ok()) return;
    const auto type = message.text("type", Need::required, 1, 50);
    if (!type) return;
    if (*type == "text") {
        message.text("text", Need::required, 1, 5000);
        message.text("quoteToken", Need::optional, 1, unlimited);
        check_emojis(message);
    } else if (*type == "textV2") {
        check_text_v2(message);
        message.text("quoteToken", Need::optional, 1, unlimited);
    } else if (*type == "sticker") {
        message.pattern("packageId", Need::required, "[0-9]+", "a sticker package");
        message.pattern("stickerId", Need::required, "[0-9]+", "a sticker");
        message.text("quoteToken", Need::optional, 1, unlimited);
    } else if (*type == "image") {
        message.url("originalContentUrl", Need::required, 2000, {"https"});
        message.url("previewImageUrl", Need::required, 2000, {"https"});
    } else if (*type == "location") {
        message.text("title", Need::required, 1, 100);
        message.text("address", Need::required, 1, 100);
        message.number("latitude", Need::required, -90, 90);
        message.number("longitude", Need::required, -180, 180);
    } else if (*type == "flex" || *type == "template") {
        message.text("altText", Need::required, 1, 1500);
        Problems inside;
        if (const auto* contents = message.any(*type == "flex" ? "contents" : "template", Need::required))
            *type == "flex" ? check_flex(*contents, inside) : check_template(*contents, inside);
        if (!container_error) container_error = container_problems(inside, index);
    } else {
        // video, audio, imagemap and coupon are real types that this double does not know; refusing them loudly is
        // safer than taking them unchecked.
        message.problem("type", fmt::format("unknown or unsupported message type '{}'", *type));
        return;
    }
    if (const auto* quick_reply = message.any("quickReply", Need::optional))
        check_quick_reply(*quick_reply, message.at("quickReply"), problems);
    if (const auto* sender = message.any("sender", Need::optional))
        check_sender(*sender, message.at("sender"), problems);
    message.finish();
}

}  // namespace

void check_messages(Reader& request, std::optional<boost::json::object>& container_error) {
    const auto* messages = request.array("messages", Need::required, 1, most_messages);
    if (!messages) return;
    for (std::size_t i = 0; i < messages->size(); ++i)
        check_message((*messages)[i], i, child_path("messages", i, PathStyle::dotted), request.problems(),
                      container_error);
}

std::optional<boost::json::object> error_body(const Problems& problems,
                                              const std::optional<boost::json::object>& container_error) {
    for (const auto& problem : problems)
        if (problem.wrong_type)
            return boost::json::object{
                {"message", fmt::format("The property, '{}', in the request body is invalid (line: -, column: -)",
                                        problem.property)}};
    if (problems.empty()) return container_error;
    boost::json::array details;
    for (const auto& problem : problems)
        details.push_back({{"message", problem.message}, {"property", problem.property}});
    return boost::json::object{{"message", fmt::format("The request body has {} error(s)", problems.size())},
                               {"details", details}};
}

}  // namespace todoke::platforms::line
