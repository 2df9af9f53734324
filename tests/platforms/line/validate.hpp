// Typed checks of LINE's message objects with the documented limits. Stricter than LINE where it is lenient: a property
// that LINE does not document is refused, labels are counted in UTF-16 code units (LINE: grapheme clusters).
#pragma once

#include "tests/platforms/common/checks.hpp"

#include <optional>
#include <string>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::platforms::line {

constexpr std::size_t most_messages = 5;
constexpr std::size_t most_body_bytes = 2 * 1024 * 1024;

// Where an action stands decides its label and which kinds are allowed.
enum class Place { buttons, image_carousel, quick_reply, flex_button, flex_other, rich_menu };

void check_action(const boost::json::value& action, const std::string& path, PathStyle style, Place place,
                  Problems& problems);
void check_flex(const boost::json::value& contents, Problems& problems);     // the `contents` of a flex message
void check_template(const boost::json::value& content, Problems& problems);  // the `template` of a template message

// The `messages` member of a request whose other members `request` has read already.
void check_messages(Reader& request, std::optional<boost::json::object>& container_error);

// LINE's 400 body for what was found; nullopt when nothing was.
std::optional<boost::json::object> error_body(const Problems& problems,
                                              const std::optional<boost::json::object>& container_error);

}  // namespace todoke::platforms::line
