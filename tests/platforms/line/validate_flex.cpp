// The whole component tree of a Flex message.
#include "tests/platforms/line/validate.hpp"

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::platforms::line {

namespace {

constexpr std::size_t most_bubble_bytes = 30 * 1024, most_carousel_bytes = 50 * 1024, most_bubbles = 12;
constexpr int deepest = 10;  // LINE does not say; a tree this deep is a fault of a layout

constexpr const char* spacing = R"(none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?px)";
constexpr const char* spacing_or_percent = R"(none|xs|sm|md|lg|xl|xxl|\d+(\.\d+)?(px|%))";
constexpr const char* offset = R"(none|xs|sm|md|lg|xl|xxl|-?\d+(\.\d+)?(px|%))";
constexpr const char* extent = R"(\d+(\.\d+)?(px|%))";
constexpr const char* border = R"(none|light|normal|medium|semi-bold|bold|\d+(\.\d+)?px)";
constexpr const char* font_size = R"(xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|\d+(\.\d+)?px)";
constexpr const char* image_size = R"(xxs|xs|sm|md|lg|xl|xxl|3xl|4xl|5xl|full|\d+(\.\d+)?(px|%))";
constexpr const char* colour = "#[0-9A-Fa-f]{6}([0-9A-Fa-f]{2})?";
constexpr const char* ratio = R"([1-9]\d{0,5}:[1-9]\d{0,5})";

void check_colour(Reader& component, std::string_view key) {
    component.pattern(key, Need::optional, colour, "a colour #RRGGBB or #RRGGBBAA");
}

void check_place(Reader& component) {
    component.one_of("position", Need::optional, {"relative", "absolute"});
    for (auto key : {"offsetTop", "offsetBottom", "offsetStart", "offsetEnd"})
        component.pattern(key, Need::optional, offset, "an offset");
}

void check_flow(Reader& component) {
    component.integer("flex", Need::optional, 0, 1000);
    component.pattern("margin", Need::optional, spacing, "a margin");
    check_place(component);
}

void check_tap(Reader& component) {
    if (const auto* action = component.any("action", Need::optional))
        check_action(*action, component.at("action"), PathStyle::pointer, Place::flex_other, component.problems());
}

void check_words(Reader& component) {
    component.pattern("size", Need::optional, font_size, "a font size");
    component.one_of("weight", Need::optional, {"regular", "bold"});
    component.one_of("style", Need::optional, {"normal", "italic"});
    component.one_of("decoration", Need::optional, {"none", "underline", "line-through"});
    check_colour(component, "color");
}

void check_text(Reader& component) {
    check_flow(component);
    check_words(component);
    check_tap(component);
    component.one_of("align", Need::optional, {"start", "end", "center"});
    component.one_of("gravity", Need::optional, {"top", "bottom", "center"});
    component.one_of("adjustMode", Need::optional, {"shrink-to-fit"});
    component.boolean("wrap");
    component.boolean("scaling");
    component.integer("maxLines", Need::optional, 0, 1000);
    component.pattern("lineSpacing", Need::optional, R"(\d+(\.\d+)?px)", "a distance in px");
    const auto* spans = component.array("contents", Need::optional, 0, 1000);
    component.text("text", spans ? Need::optional : Need::required, 1, 2000);
    if (!spans) return;
    for (std::size_t i = 0; i < spans->size(); ++i) {
        Reader span((*spans)[i], child_path(component.at("contents"), i, PathStyle::pointer), PathStyle::pointer,
                    component.problems());
        if (!span.ok()) continue;
        span.one_of("type", Need::required, {"span"});
        span.text("text", Need::required, 1, 2000);
        check_words(span);
        span.finish();
    }
}

void check_button(Reader& component) {
    check_flow(component);
    if (const auto* action = component.any("action", Need::required))
        check_action(*action, component.at("action"), PathStyle::pointer, Place::flex_button, component.problems());
    component.one_of("style", Need::optional, {"primary", "secondary", "link"});
    component.one_of("height", Need::optional, {"sm", "md"});
    component.one_of("gravity", Need::optional, {"top", "bottom", "center"});
    component.one_of("adjustMode", Need::optional, {"shrink-to-fit"});
    component.boolean("scaling");
    check_colour(component, "color");
}

void check_image(Reader& component) {
    check_flow(component);
    check_tap(component);
    component.url("url", Need::required, 2000, {"https"});
    component.one_of("align", Need::optional, {"start", "end", "center"});
    component.one_of("gravity", Need::optional, {"top", "bottom", "center"});
    component.pattern("size", Need::optional, image_size, "an image size");
    const auto shape = component.pattern("aspectRatio", Need::optional, ratio, "width:height");
    if (shape && shape->find(':') != std::string::npos && shape->size() < 14) {
        const auto colon = shape->find(':');
        if (std::atol(shape->substr(colon + 1).c_str()) > 3 * std::atol(shape->c_str()))
            component.problem("aspectRatio", "height must not exceed three times the width");
    }
    component.one_of("aspectMode", Need::optional, {"cover", "fit"});
    check_colour(component, "backgroundColor");
    component.boolean("animated");
}

void check_background(Reader& box) {
    const auto* value = box.any("background", Need::optional);
    if (!value) return;
    Reader background(*value, box.at("background"), PathStyle::pointer, box.problems());
    if (!background.ok()) return;
    background.one_of("type", Need::required, {"linearGradient"});
    background.pattern("angle", Need::required, R"(\d+(\.\d+)?deg)", "an angle");
    background.pattern("startColor", Need::required, colour, "a colour");
    background.pattern("endColor", Need::required, colour, "a colour");
    check_colour(background, "centerColor");
    background.pattern("centerPosition", Need::optional, R"(\d+(\.\d+)?%)", "percent");
    background.finish();
}

void check_component(const boost::json::value& value, const std::string& path, std::string_view parent_layout,
                     int depth, Problems& problems);

void check_box(Reader& box, int depth) {
    const auto layout = box.one_of("layout", Need::required, {"horizontal", "vertical", "baseline"});
    check_flow(box);
    check_tap(box);
    check_background(box);
    box.pattern("spacing", Need::optional, spacing, "a spacing");
    for (auto key : {"paddingAll", "paddingTop", "paddingBottom", "paddingStart", "paddingEnd"})
        box.pattern(key, Need::optional, spacing_or_percent, "a padding");
    for (auto key : {"width", "maxWidth", "height", "maxHeight"})
        box.pattern(key, Need::optional, extent, "px or percent");
    check_colour(box, "backgroundColor");
    check_colour(box, "borderColor");
    box.pattern("borderWidth", Need::optional, border, "a border width");
    box.pattern("cornerRadius", Need::optional, spacing, "a radius");
    box.one_of("justifyContent", Need::optional,
               {"center", "flex-start", "flex-end", "space-between", "space-around", "space-evenly"});
    box.one_of("alignItems", Need::optional, {"center", "flex-start", "flex-end"});
    if (const auto* contents = box.array("contents", Need::required, 0, 1000))
        for (std::size_t i = 0; i < contents->size(); ++i)
            check_component((*contents)[i], child_path(box.at("contents"), i, PathStyle::pointer),
                            layout.value_or("vertical"), depth + 1, box.problems());
}

void check_component(const boost::json::value& value, const std::string& path, std::string_view parent_layout,
                     int depth, Problems& problems) {
    Reader component(value, path, PathStyle::pointer, problems);
    if (!component.ok()) return;
    if (depth > deepest) return component.problem_here("nested too deeply");
    const auto type = component.text("type", Need::required, 1, 50);
    if (!type) return;
    if (parent_layout == "baseline" && *type != "icon" && *type != "text" && *type != "filler")
        return component.problem_here(fmt::format("'{}' is not allowed in a baseline box", *type));
    if (*type == "box")
        check_box(component, depth);
    else if (*type == "button")
        check_button(component);
    else if (*type == "text")
        check_text(component);
    else if (*type == "image")
        check_image(component);
    else if (*type == "separator") {
        component.pattern("margin", Need::optional, spacing, "a margin");
        check_colour(component, "color");
    } else if (*type == "filler") {
        component.integer("flex", Need::optional, 0, 1000);
    } else if (*type == "icon") {
        if (parent_layout != "baseline") component.problem_here("'icon' is only allowed in a baseline box");
        component.url("url", Need::required, 2000, {"https"});
        component.pattern("size", Need::optional, font_size, "an icon size");
        component.pattern("aspectRatio", Need::optional, ratio, "width:height");
        component.pattern("margin", Need::optional, spacing, "a margin");
        component.boolean("scaling");
        check_place(component);
    } else {
        // span stands only in a text, video only in a hero; neither reaches this place.
        return component.problem("type", fmt::format("unknown component type '{}'", *type));
    }
    component.finish();
}

void check_bubble(const boost::json::value& value, const std::string& path, Problems& problems) {
    Reader bubble(value, path, PathStyle::pointer, problems);
    if (!bubble.ok()) return;
    if (serialize(value).size() > most_bubble_bytes) bubble.problem_here("bubble is larger than 30 KB");
    bubble.one_of("type", Need::required, {"bubble"});
    bubble.one_of("size", Need::optional, {"nano", "micro", "deca", "hecto", "kilo", "mega", "giga"});
    bubble.one_of("direction", Need::optional, {"ltr", "rtl"});
    check_tap(bubble);
    for (auto key : {"header", "hero", "body", "footer"}) {
        const auto* part = bubble.any(key, Need::optional);
        if (!part) continue;
        const auto* object = part->if_object();
        const auto* type = object ? object->if_contains("type") : nullptr;
        const bool is_box = type && *type == "box";
        const bool is_hero_image = std::string_view(key) == "hero" && type && *type == "image";
        if (!is_box && !is_hero_image)
            bubble.problem(key, "must be a box");
        else
            check_component(*part, bubble.at(key), "vertical", 1, problems);
    }
    if (const auto* value_of_styles = bubble.any("styles", Need::optional)) {
        Reader styles(*value_of_styles, bubble.at("styles"), PathStyle::pointer, problems);
        for (auto key : {"header", "hero", "body", "footer"}) {
            const auto* style = styles.any(key, Need::optional);
            if (!style) continue;
            Reader block(*style, styles.at(key), PathStyle::pointer, problems);
            check_colour(block, "backgroundColor");
            check_colour(block, "separatorColor");
            block.boolean("separator");
            block.finish();
        }
        styles.finish();
    }
    bubble.finish();
}

}  // namespace

void check_flex(const boost::json::value& contents, Problems& problems) {
    const auto* object = contents.if_object();
    const auto* type = object ? object->if_contains("type") : nullptr;
    if (!type || *type != "carousel") return check_bubble(contents, "", problems);
    Reader carousel(contents, "", PathStyle::pointer, problems);
    carousel.known({"type"});
    if (serialize(contents).size() > most_carousel_bytes) carousel.problem_here("carousel is larger than 50 KB");
    if (const auto* bubbles = carousel.array("contents", Need::required, 1, most_bubbles)) {
        std::optional<boost::json::value> size_of_first;
        for (std::size_t i = 0; i < bubbles->size(); ++i) {
            const auto path = child_path("/contents", i, PathStyle::pointer);
            check_bubble((*bubbles)[i], path, problems);
            const auto* bubble = (*bubbles)[i].if_object();
            const auto* size = bubble ? bubble->if_contains("size") : nullptr;
            const boost::json::value effective = size ? *size : boost::json::value("mega");
            if (size_of_first && *size_of_first != effective)
                problems.push_back({path + "/size", "all bubbles of a carousel must have the same size"});
            size_of_first = size_of_first.value_or(effective);
        }
    }
    carousel.finish();
}

}  // namespace todoke::platforms::line
