// The rich menus of one channel, as the platform keeps them.
#pragma once

#include "tests/platforms/common/http_double.hpp"

#include <deque>
#include <map>
#include <string>

#include <boost/json/value.hpp>

namespace todoke::platforms {

// Bounds of the platform.
constexpr std::size_t most_rich_menus = 1000;
constexpr std::size_t most_changes_an_hour = 100;  // creations, and deletions, each
constexpr std::size_t most_image_bytes = 1'048'576;
constexpr std::size_t most_bulk_users = 500;

struct RichMenus {
    struct Menu {
        boost::json::object object;  // with its id
        std::string image, image_type;
    };
    std::map<std::string, Menu> menus;  // by id
    std::map<std::string, std::string> aliases;
    std::map<std::string, std::string> of_user;  // user → id
    std::string default_id;
    std::deque<Instant> created, deleted;
};

namespace line {

// LINE's 400 body for what is wrong with a rich menu; nullopt when nothing is.
std::optional<boost::json::object> rich_menu_problem(const boost::json::value& menu);
// What is wrong with the picture of a menu; "" when nothing is.
std::string rich_menu_image_problem(const boost::json::object& menu, const std::string& bytes,
                                    const std::string& content_type);

}  // namespace line

}  // namespace todoke::platforms
