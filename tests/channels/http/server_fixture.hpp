// A real server on a free port of the loopback, with routes that tell what they were asked.
#pragma once

#include "adapters/http/http.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "tests/channels/http/raw_socket.hpp"

#include <atomic>
#include <future>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::http::test {

using namespace std::chrono_literals;

class ServerTest : public testing::Test {
protected:
    // POST /echo answers the body; its limit is 1000 bytes. GET /hello/{name} answers the name.
    void SetUp() override {
        add("POST", "/echo", [this](HttpRequest request, Respond respond) {
            ++handled_;
            respond({.status = 200, .headers = {{"Content-Type", "text/plain"}}, .body = std::move(request.body)});
        });
        routes_.back().body_limit = 1000;
        add("GET", "/hello/{name}", [this](HttpRequest request, Respond respond) {
            ++handled_;
            respond({.body = request.path_parameters["name"]});
        });
    }

    void TearDown() override {
        server_.reset();
        for (auto& helper : helpers_) helper.join();
    }

    void add(std::string method, std::string pattern, RouteHandler handler) {
        routes_.push_back({.method = std::move(method), .pattern = std::move(pattern), .handler = std::move(handler)});
    }

    void start() {
        options_.clock = &clock_;
        options_.on_refused = [this](std::string_view reason) {
            const std::lock_guard lock(mutex_);
            refusals_.emplace_back(reason);
        };
        server_ = make_server(options_, std::move(routes_), log_);
        const auto started = server_->start();
        ASSERT_TRUE(started) << started.error().what;
    }

    RawSocket connect() { return RawSocket(server_->port()); }

    static std::string post(std::string_view body, std::string_view extra = {}) {
        return "POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: " + std::to_string(body.size()) + "\r\n" +
               std::string(extra) + "\r\n" + std::string(body);
    }

    std::vector<std::string> refusals() {
        const std::lock_guard lock(mutex_);
        return refusals_;
    }

    system::SystemClock clock_;
    system::RecordingLog log_;
    ServerOptions options_;
    std::vector<Route> routes_;
    std::atomic<int> handled_{0};
    std::vector<std::thread> helpers_;  // threads of handlers
    std::unique_ptr<HttpServer> server_;

private:
    std::mutex mutex_;
    std::vector<std::string> refusals_;
};

}  // namespace todoke::http::test
