#include "tests/platforms/line/rich_menus.hpp"
#include "tests/platforms/line/validate.hpp"

#include <fmt/format.h>

namespace todoke::platforms::line {

namespace {

constexpr double smallest_ratio = 1.45;

void check_area(const boost::json::value& value, const std::string& path, long long width, long long height,
                Problems& problems) {
    Reader area(value, path, PathStyle::dotted, problems);
    if (!area.ok()) return;
    if (const auto* box = area.any("bounds", Need::required)) {
        Reader bounds(*box, area.at("bounds"), PathStyle::dotted, problems);
        if (bounds.ok()) {
            const auto x = bounds.integer("x", Need::required, 0, 2500);
            const auto y = bounds.integer("y", Need::required, 0, 2500);
            const auto w = bounds.integer("width", Need::required, 1, 2500);
            const auto h = bounds.integer("height", Need::required, 1, 2500);
            if (x && y && w && h && (*x + *w > width || *y + *h > height))
                bounds.problem_here("must lie inside the rich menu");
            bounds.finish();
        }
    }
    if (const auto* action = area.any("action", Need::required))
        check_action(*action, area.at("action"), PathStyle::dotted, Place::rich_menu, problems);
    area.finish();
}

std::uint32_t big_endian(const std::string& bytes, std::size_t at) {
    std::uint32_t number = 0;
    for (std::size_t i = at; i < at + 4; ++i) number = number << 8 | static_cast<unsigned char>(bytes[i]);
    return number;
}

}  // namespace

std::optional<boost::json::object> rich_menu_problem(const boost::json::value& value) {
    Problems problems;
    Reader menu(value, "", PathStyle::dotted, problems);
    if (menu.ok()) {
        long long width = 0, height = 0;
        if (const auto* box = menu.any("size", Need::required)) {
            Reader size(*box, "size", PathStyle::dotted, problems);
            if (size.ok()) {
                width = size.integer("width", Need::required, 800, 2500).value_or(0);
                height = size.integer("height", Need::required, 250, 2500).value_or(0);
                if (height > 0 && static_cast<double>(width) / static_cast<double>(height) < smallest_ratio)
                    size.problem_here("width / height must be 1.45 or more");
                size.finish();
            }
        }
        menu.boolean("selected", Need::required);
        menu.text("name", Need::required, 1, 300);
        menu.text("chatBarText", Need::required, 1, 14);
        if (const auto* areas = menu.array("areas", Need::required, 0, 20))
            for (std::size_t i = 0; i < areas->size(); ++i)
                check_area((*areas)[i], child_path("areas", i, PathStyle::dotted), width, height, problems);
        menu.finish();
    }
    return error_body(problems, std::nullopt);
}

std::string rich_menu_image_problem(const boost::json::object& menu, const std::string& bytes,
                                    const std::string& content_type) {
    if (content_type != "image/png") return "the content type must be image/png or image/jpeg";  // JPEG: not played
    if (bytes.size() > most_image_bytes) return "the image is larger than 1 MB";
    if (bytes.size() < 24 || !bytes.starts_with("\x89PNG\r\n\x1a\n")) return "the image is no PNG";
    const auto& size = menu.at("size").as_object();
    if (big_endian(bytes, 16) != size.at("width").to_number<std::uint32_t>() ||
        big_endian(bytes, 20) != size.at("height").to_number<std::uint32_t>())
        return "the image has another size than the rich menu";
    return "";
}

}  // namespace todoke::platforms::line
