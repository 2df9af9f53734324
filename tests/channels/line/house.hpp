#pragma once

#include "adapters/line/register.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {

inline constexpr const char* line_secret = "8c570fa6dd201bb328f1c1eac23a96d8";
inline constexpr const char* line_user = "U00000000000000000000000000000002";

inline const std::string line_settings = R"(
line:
  - account: demo
    channel_id: "1650000000"
    channel_secret: [8c570fa6dd201bb328f1c1eac23a96d8, 0123456789abcdef0123456789abcdef]
    api_base: "http://127.0.0.1:1"
    bot_user_id: U8e742f61d673b39c7fff3cecb7536ef0
)";

}  // namespace todoke::test
