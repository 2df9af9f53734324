// Actions, and the template messages that are little more than actions with a text.
#include "tests/platforms/line/validate.hpp"

#include <fmt/format.h>

namespace todoke::platforms::line {

namespace {

struct Label {
    Need need;
    std::size_t max;
};

Label label_of(Place place) {
    switch (place) {
        case Place::buttons:
            return {Need::required, 20};
        case Place::image_carousel:
            return {Need::optional, 12};
        case Place::quick_reply:
            return {Need::required, 20};
        case Place::flex_button:
            return {Need::required, 40};
        case Place::flex_other:
            return {Need::optional, 40};
        case Place::rich_menu:
            return {Need::optional, 20};
    }
    return {Need::required, 0};
}

void check_date_picker(Reader& action) {
    action.text("data", Need::required, 1, 300);
    const auto mode = action.one_of("mode", Need::required, {"date", "time", "datetime"});
    if (!mode) {
        action.known({"initial", "max", "min"});
        return;
    }
    const char* regex = *mode == "date"   ? R"(\d{4}-\d{2}-\d{2})"
                        : *mode == "time" ? R"(\d{2}:\d{2})"
                                          : R"(\d{4}-\d{2}-\d{2}[Tt]\d{2}:\d{2})";
    action.pattern("initial", Need::optional, regex, "a " + *mode);
    const auto max = action.pattern("max", Need::optional, regex, "a " + *mode);
    const auto min = action.pattern("min", Need::optional, regex, "a " + *mode);
    for (const auto& limit : {max, min})
        if (limit && *mode != "time" && (*limit < "1900-01-01" || *limit > "2100-12-31T23:59"))
            action.problem("max", "must be between 1900-01-01 and 2100-12-31");
    // Equal limits are refused as well: LINE asks for max > min.
    if (max && min && *max <= *min) action.problem("max", "must be later than min");
}

void check_postback(Reader& action) {
    action.text("data", Need::required, 1, 300);
    action.text("displayText", Need::optional, 1, 300);
    action.text("text", Need::optional, 1, 300);
    if (action.has("displayText") && action.has("text")) action.problem("text", "cannot be used with displayText");
    const auto input =
        action.one_of("inputOption", Need::optional, {"closeRichMenu", "openRichMenu", "openKeyboard", "openVoice"});
    action.text("fillInText", Need::optional, 1, 300);
    if (action.has("fillInText") && input != "openKeyboard")
        action.problem("fillInText", "only with inputOption openKeyboard");
}

void check_actions(Reader& owner, std::size_t min, std::size_t max) {
    const auto* actions = owner.array("actions", Need::required, min, max);
    if (!actions) return;
    for (std::size_t i = 0; i < actions->size(); ++i)
        check_action((*actions)[i], child_path(owner.at("actions"), i, PathStyle::pointer), PathStyle::pointer,
                     Place::buttons, owner.problems());
}

// Title and image shorten the room for the text.
void check_picture_text(Reader& owner, std::size_t plain) {
    owner.url("thumbnailImageUrl", Need::optional, 2000, {"https"});
    owner.pattern("imageBackgroundColor", Need::optional, "#[0-9A-Fa-f]{6}", "a colour");
    owner.text("title", Need::optional, 1, 40);
    const bool shortened = owner.has("title") || owner.has("thumbnailImageUrl");
    owner.text("text", Need::required, 1, shortened ? 60 : plain);
    if (const auto* action = owner.any("defaultAction", Need::optional))
        check_action(*action, owner.at("defaultAction"), PathStyle::pointer, Place::flex_other, owner.problems());
}

void check_carousel(Reader& carousel) {
    carousel.one_of("imageAspectRatio", Need::optional, {"rectangle", "square"});
    carousel.one_of("imageSize", Need::optional, {"cover", "contain"});
    const auto* columns = carousel.array("columns", Need::required, 1, 10);
    if (!columns) return;
    std::optional<std::size_t> actions_of_first;
    std::optional<std::pair<bool, bool>> picture_of_first;
    for (std::size_t i = 0; i < columns->size(); ++i) {
        Reader column((*columns)[i], child_path(carousel.at("columns"), i, PathStyle::pointer), PathStyle::pointer,
                      carousel.problems());
        if (!column.ok()) continue;
        check_picture_text(column, 120);
        check_actions(column, 1, 3);
        if (const auto* actions = (*columns)[i].get_object().if_contains("actions"); actions && actions->is_array()) {
            const auto count = actions->get_array().size();
            if (actions_of_first.value_or(count) != count)
                column.problem("actions", "number of actions must be the same in all columns");
            actions_of_first = actions_of_first.value_or(count);
        }
        const std::pair picture{column.has("thumbnailImageUrl"), column.has("title")};
        if (picture_of_first.value_or(picture) != picture)
            column.problem_here("image and title must be in all columns or in none");
        picture_of_first = picture_of_first.value_or(picture);
        column.finish();
    }
}

void check_image_carousel(Reader& carousel) {
    const auto* columns = carousel.array("columns", Need::required, 1, 10);
    if (!columns) return;
    for (std::size_t i = 0; i < columns->size(); ++i) {
        Reader column((*columns)[i], child_path(carousel.at("columns"), i, PathStyle::pointer), PathStyle::pointer,
                      carousel.problems());
        if (!column.ok()) continue;
        column.url("imageUrl", Need::required, 2000, {"https"});
        if (const auto* action = column.any("action", Need::required))
            check_action(*action, column.at("action"), PathStyle::pointer, Place::image_carousel, carousel.problems());
        column.finish();
    }
}

}  // namespace

void check_action(const boost::json::value& value, const std::string& path, PathStyle style, Place place,
                  Problems& problems) {
    Reader action(value, path, style, problems);
    if (!action.ok()) return;
    const auto type = action.text("type", Need::required, 1, 50);
    if (!type) return;
    const auto label = label_of(place);
    action.text("label", label.need, label.need == Need::required ? 1 : 0, label.max);
    if (*type == "postback") {
        check_postback(action);
    } else if (*type == "message") {
        action.text("text", Need::required, 1, 300);
    } else if (*type == "uri") {
        action.url("uri", Need::required, 1000, {"http", "https", "line", "tel"});
        if (const auto* alternative = action.any("altUri", Need::optional)) {
            if (place == Place::quick_reply) action.problem("altUri", "not in a quick reply");
            Reader uris(*alternative, action.at("altUri"), style, problems);
            if (uris.ok()) uris.url("desktop", Need::required, 1000, {"http", "https"});
            uris.finish();
        }
    } else if (*type == "datetimepicker") {
        check_date_picker(action);
    } else if (*type == "clipboard") {
        action.text("clipboardText", Need::required, 1, 1000);
    } else if (*type == "richmenuswitch" && place == Place::rich_menu) {
        action.pattern("richMenuAliasId", Need::required, "[a-z0-9_-]{1,32}", "an alias");
        action.text("data", Need::required, 1, 300);
    } else if (*type == "camera" || *type == "cameraRoll" || *type == "location") {
        if (place != Place::quick_reply) action.problem("type", "only in a quick reply");
    } else {
        // richmenuswitch lives in rich menus only, never in a message.
        action.problem("type", fmt::format("invalid action type '{}'", *type));
        return;
    }
    action.finish();
}

void check_template(const boost::json::value& value, Problems& problems) {
    Reader content(value, "", PathStyle::pointer, problems);
    if (!content.ok()) return;
    const auto type = content.one_of("type", Need::required, {"buttons", "confirm", "carousel", "image_carousel"});
    if (!type) return;
    if (*type == "buttons") {
        check_picture_text(content, 160);
        content.one_of("imageAspectRatio", Need::optional, {"rectangle", "square"});
        content.one_of("imageSize", Need::optional, {"cover", "contain"});
        check_actions(content, 1, 4);
    } else if (*type == "confirm") {
        content.text("text", Need::required, 1, 240);
        check_actions(content, 2, 2);
    } else if (*type == "carousel") {
        check_carousel(content);
    } else {
        check_image_carousel(content);
    }
    content.finish();
}

}  // namespace todoke::platforms::line
