// One school, one app, one teacher.
#pragma once

#include "tests/platforms/teams/teams_double.hpp"
#include "tests/platforms/test/support.hpp"

#include <string>

#include <gtest/gtest.h>

namespace todoke::platforms::test {

namespace json = boost::json;

inline const std::string tenant = "11111111-1111-4111-8111-111111111111";
inline const std::string app = "22222222-2222-4222-8222-222222222222";
inline const std::string mori = "44444444-4444-4444-8444-444444444444";

class Teams : public testing::Test {
protected:
    ManualClock clock{tuesday_morning()};
    Service service;
    TeamsDouble teams{{.clock = clock.clock(), .service_url = service.url()}};

    Teams() {
        teams.add_app({.app_id = app, .secret = "s&cret", .tenant_id = tenant});
        teams.add_user({.aad_object_id = mori, .name = "森 先生", .tenant_id = tenant});
    }
    Response login(const std::string& secret = "s%26cret", const std::string& authority = tenant,
                   const std::string& scope = "https%3A%2F%2Fapi.botframework.com%2F.default") {
        return read(
            httplib::Client(teams.origin())
                .Post("/" + authority + "/oauth2/v2.0/token",
                      "grant_type=client_credentials&client_id=" + app + "&client_secret=" + secret + "&scope=" + scope,
                      "application/x-www-form-urlencoded"));
    }
    httplib::Headers bearer() {
        return {{"Authorization", "Bearer " + std::string(login().body.at("access_token").as_string())}};
    }
    std::string base() { return "/jp/" + tenant + "/v3/conversations"; }
    Response create(const httplib::Headers& headers) {
        return post(teams.origin(), "/teams/v3/conversations",
                    {{"isGroup", false},
                     {"bot", {{"id", "28:" + app}}},
                     {"members", json::array{{{"id", mori}}}},
                     {"tenantId", tenant},
                     {"channelData", {{"tenant", {{"id", tenant}}}}}},
                    headers);
    }
    Response send(const json::value& activity) {
        return post(teams.origin(), base() + "/" + teams.conversation_of(mori) + "/activities", activity, bearer());
    }
    std::string last_bearer() { return service.got().back().headers.at("authorization").substr(7); }
    json::value published() { return get(teams.origin(), "/v1/.well-known/keys").body; }
};

}  // namespace todoke::platforms::test
