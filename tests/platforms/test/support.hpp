// A stand-in for the service and a small client, for the tests of the doubles.
#pragma once

#include "tests/platforms/common/clock.hpp"

#include <functional>
#include <map>
#include <mutex>
#include <string>
#include <thread>
#include <vector>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <boost/json/value.hpp>
#include <httplib.h>

namespace todoke::platforms::test {

// 2026-11-24T07:32:00+09:00
inline Instant tuesday_morning() { return Instant(std::chrono::seconds(1'795'473'120)); }

class Service {
public:
    struct Got {
        std::string path, body;
        std::map<std::string, std::string> headers;
    };
    std::function<void(const httplib::Request&, httplib::Response&)> answers = [](const auto&, auto& to) {
        to.status = 200;
    };

    Service() {
        server_.Post("/.*", [this](const httplib::Request& from, httplib::Response& to) {
            {
                std::lock_guard lock(mutex_);
                Got got{from.path, from.body, {}};
                for (const auto& [name, value] : from.headers) got.headers[lower(name)] = value;
                got_.push_back(got);
            }
            answers(from, to);
        });
        port_ = server_.bind_to_any_port("127.0.0.1");
        thread_ = std::thread([this] { server_.listen_after_bind(); });
        while (!server_.is_running()) std::this_thread::yield();
    }
    ~Service() {
        server_.stop();
        thread_.join();
    }
    std::string url() const { return "http://127.0.0.1:" + std::to_string(port_); }
    std::vector<Got> got() const {
        std::lock_guard lock(mutex_);
        return got_;
    }

private:
    static std::string lower(std::string text) {
        for (char& c : text) c = static_cast<char>(std::tolower(static_cast<unsigned char>(c)));
        return text;
    }
    httplib::Server server_;
    std::thread thread_;
    int port_ = 0;
    mutable std::mutex mutex_;
    std::vector<Got> got_;
};

struct Response {
    int status = 0;  // 0: the connection was closed without an answer
    boost::json::value body;
    std::string text;
    httplib::Headers headers;
};

inline Response read(const httplib::Result& result) {
    Response response;
    if (!result) return response;
    response.status = result->status;
    response.text = result->body;
    response.headers = result->headers;
    boost::system::error_code failed;
    response.body = boost::json::parse(result->body, failed);
    return response;
}

inline Response post(const std::string& origin, const std::string& path, const boost::json::value& body,
                     const httplib::Headers& headers = {}) {
    return read(httplib::Client(origin).Post(path, headers, serialize(body), "application/json"));
}

inline Response get(const std::string& origin, const std::string& path, const httplib::Headers& headers = {}) {
    return read(httplib::Client(origin).Get(path, headers));
}

}  // namespace todoke::platforms::test
