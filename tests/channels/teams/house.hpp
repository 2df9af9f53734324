#pragma once

#include "adapters/teams/register.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/teams/teams_double.hpp"

#include <boost/json.hpp>

namespace todoke::test {

inline constexpr const char* app_id = "22222222-2222-4222-8222-222222222222";
inline constexpr const char* tenant = "11111111-1111-4111-8111-111111111111";
inline constexpr const char* teacher = "44444444-4444-4444-8444-444444444444";

inline std::string teams_settings(const std::string& origin, const std::string& more = "") {
    return "teams:\n  - account: demo\n    app_id: " + std::string(app_id) + "\n    tenant_id: " + tenant +
           "\n    client_secret: s3cret\n    login_base: \"" + origin + "\"\n    openid_metadata: \"" + origin +
           "/v1/.well-known/openidconfiguration\"\n    allowed_service_hosts: [\"" + origin + "\"]\n" + more;
}

// A local Teams platform, the house, and a door between them.
class TeamsHouse : public testing::Test {
protected:
    LoopbackHttp http;
    std::unique_ptr<platforms::TeamsDouble> teams_;
    std::unique_ptr<House> house_;
    std::unique_ptr<Door> door_;

    void SetUp() override {
        teams_ = std::make_unique<platforms::TeamsDouble>(
            platforms::TeamsOptions{.clock = [this] { return house_ ? house_->clock.now() : ManualClock().now(); }});
        teams_->add_app({.app_id = app_id, .secret = "s3cret", .tenant_id = tenant});
        teams_->add_user({.aad_object_id = teacher, .name = "佐藤 太郎", .tenant_id = tenant, .upn = ""});
        open();
    }
    void open(const std::string& more = "") {
        door_.reset();
        house_ = std::make_unique<House>(teams_settings(teams_->origin(), more), http);
        teams::register_channel(*house_);
        ASSERT_EQ(house_->problems(), "");
        door_ = std::make_unique<Door>(*house_);
        teams_->set_service_url(door_->url());
    }
    void TearDown() override {
        door_.reset();
        teams_.reset();
    }
    boost::json::object message(const std::string& text = "おはようございます") {
        return teams_->activity(teacher, "message", {{"text", text}});
    }
    int status_of(const platforms::TeamsToken& token) { return teams_->deliver(message(), token).status; }
};

inline Value card_activity(const std::string& text) {
    return Value::object(
        {{"type", "message"},
         {"attachments",
          Value::array({Value::object(
              {{"contentType", "application/vnd.microsoft.card.adaptive"},
               {"content",
                Value::object({{"type", "AdaptiveCard"},
                               {"version", "1.5"},
                               {"body", Value::array({Value::object(
                                            {{"type", "TextBlock"}, {"text", text}, {"wrap", true}})})}})}})})}});
}

}  // namespace todoke::test
