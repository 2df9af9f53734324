#include "adapters/http/address.hpp"
#include "adapters/http/response_head.hpp"
#include "adapters/http/route_table.hpp"

#include <stdexcept>

#include <gtest/gtest.h>

namespace todoke::http {
namespace {

Route route(std::string method, std::string pattern) {
    return {.method = std::move(method), .pattern = std::move(pattern), .handler = [](HttpRequest, Respond) {}};
}

class Routes : public testing::Test {
protected:
    std::string find(std::string_view method, std::string_view path) {
        parameters_.clear();
        const auto match = table_.find(method, path, parameters_);
        return match.route ? match.route->pattern : std::to_string(match.status) + match.allow;
    }

    const RouteTable table_{{route("POST", "/webhooks/line/{account}"), route("GET", "/link/{token}"),
                             route("POST", "/link/{token}"), route("GET", "/"),
                             route("POST", "/v1/gates/{gate}/scans")}};
    std::map<std::string, std::string, std::less<>> parameters_;
};

TEST_F(Routes, AreFoundByMethodAndPath) {
    EXPECT_EQ(find("POST", "/webhooks/line/demo"), "/webhooks/line/{account}");
    EXPECT_EQ(parameters_["account"], "demo");
    EXPECT_EQ(find("POST", "/v1/gates/g%201/scans"), "/v1/gates/{gate}/scans");
    EXPECT_EQ(parameters_["gate"], "g 1");
    EXPECT_EQ(find("GET", "/"), "/");
}

TEST_F(Routes, AreNotFoundNearby) {
    for (const char* path :
         {"", "/webhooks/line", "/webhooks/line/", "/webhooks/line/a/b", "/Webhooks/line/a", "//", "/webhooks//line/a",
          "/webhooks/line/a/", "*", "http://a/", "webhooks/line/a", "/%77ebhooks/line/a"})
        EXPECT_EQ(find("POST", path), "404") << path;
}

TEST_F(Routes, SayWhichMethodsThereAre) {
    EXPECT_EQ(find("GET", "/webhooks/line/demo"), "405POST");
    EXPECT_EQ(find("PUT", "/link/x"), "405GET, POST");
    EXPECT_EQ(find("post", "/webhooks/line/demo"), "405POST");
}

TEST_F(Routes, RefuseParametersThatCannotBeDecoded) {
    for (const char* path : {"/link/%", "/link/%2", "/link/%zz", "/link/%00", "/link/a%0d%0a", "/link/%7f"})
        EXPECT_EQ(find("GET", path), "400") << path;
}

TEST(RoutePattern, IsCheckedWhenTheTableIsMade) {
    for (const char* pattern : {"", "webhooks", "/{}", "/{open", "/a{b}", "/{a}b"})
        EXPECT_THROW(RouteTable({route("GET", pattern)}), std::invalid_argument) << pattern;
}

TEST(PercentEncoding, GoesBothWays) {
    const std::string all = "欠席 /?#[]@!$&'()*+,;=%\n~-._aZ9";
    const auto encoded = percent_encode(all);
    EXPECT_EQ(encoded.substr(0, 21), "%E6%AC%A0%E5%B8%AD%20");
    EXPECT_TRUE(encoded.ends_with("~-._aZ9"));
    EXPECT_EQ(percent_decode(encoded), all);
    EXPECT_EQ(percent_decode("a+b"), "a+b");
    EXPECT_FALSE(percent_decode("%a"));
    EXPECT_FALSE(percent_decode("%+1"));
}

TEST(ResponseHead, CannotBeSplit) {
    EXPECT_TRUE(is_writable({.headers = {{"Location", "/a"}}}));
    EXPECT_FALSE(is_writable({.headers = {{"Location", "/a\r\nSet-Cookie: x"}}}));
    EXPECT_FALSE(is_writable({.headers = {{"X\n", "a"}}}));
    EXPECT_FALSE(is_writable({.headers = {{"X:", "a"}}}));
    EXPECT_FALSE(is_writable({.headers = {{"", "a"}}}));
    EXPECT_FALSE(is_writable({.status = 100}));
    EXPECT_FALSE(is_writable({.status = 204, .body = "x"}));
}

TEST(ResponseHead, HasOneLengthWhateverTheHandlerSays) {
    EXPECT_EQ(response_head({.status = 201,
                             .headers = {{"content-length", "7"}, {"Transfer-Encoding", "chunked"}, {"A", "b"}},
                             .body = "xy"},
                            http_date(1795505520), true),
              "HTTP/1.1 201 Created\r\nContent-Length: 2\r\nDate: Tue, 24 Nov 2026 07:32:00 GMT\r\nConnection: "
              "close\r\nA: b\r\n\r\n");
    EXPECT_EQ(response_head({.status = 204}, "", false), "HTTP/1.1 204 No Content\r\n\r\n");
}

TEST(Addresses, ArePublicOrNot) {
    for (const char* address :
         {"8.8.8.8", "147.92.146.1", "172.32.0.1", "100.128.0.1", "2404:6800:4004::200e", "2600::"})
        EXPECT_TRUE(is_public_address(address)) << address;
    for (const char* address : {"0.0.0.0",
                                "10.1.2.3",
                                "100.64.0.1",
                                "127.0.0.1",
                                "127.255.255.255",
                                "169.254.169.254",
                                "172.16.0.1",
                                "172.31.255.255",
                                "192.0.0.1",
                                "192.168.1.1",
                                "198.18.0.1",
                                "198.19.255.255",
                                "203.0.113.9",
                                "224.0.0.1",
                                "240.0.0.1",
                                "255.255.255.255",
                                "::",
                                "::1",
                                "::ffff:8.8.8.8",
                                "::ffff:127.0.0.1",
                                "64:ff9b::8.8.8.8",
                                "fe80::1",
                                "fe80::1%lo",
                                "fc00::1",
                                "fd12::1",
                                "ff02::1",
                                "2001:db8::1",
                                "2001::1",
                                "2002:7f00:1::",
                                "1::",
                                "",
                                "host",
                                "1.2.3",
                                "0x7f.1",
                                "8.8.8.8 "})
        EXPECT_FALSE(is_public_address(address)) << address;
}

TEST(Origins, AreSchemeHostAndPortOnly) {
    const auto line = parse_origin("https://api.line.me");
    ASSERT_TRUE(line);
    EXPECT_EQ(line->port, 443);
    EXPECT_FALSE(line->is_loopback);
    const auto v6 = parse_origin("http://[::1]:5001");
    ASSERT_TRUE(v6);
    EXPECT_EQ(v6->host, "::1");
    EXPECT_EQ(v6->port, 5001);
    EXPECT_TRUE(v6->is_loopback);
    EXPECT_TRUE(parse_origin("http://127.9.9.9:1")->is_loopback);
    EXPECT_FALSE(parse_origin("http://127.0.0.1.example.jp")->is_loopback);
    for (const char* text :
         {"", "api.line.me", "ftp://a", "https://", "https://a/", "https://a/path", "https://u@a",
          "https://a:", "https://a:0", "https://a:65536", "https://a:+1", "https://a:1x", "https://a b", "https://a?b",
          "https://[::1", "https://[1.2.3.4]", "https://[::1]x1", "https://\xe6\xac\xa0", "HTTPS://a"})
        EXPECT_FALSE(parse_origin(text)) << text;
}

}  // namespace
}  // namespace todoke::http
