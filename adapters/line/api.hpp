// One call to the Messaging API outside of sending: set-up, rich menus, linking and the quota.
#pragma once

#include "adapters/line/account.hpp"
#include "domain/value.hpp"

#include <chrono>
#include <string>
#include <string_view>

namespace todoke::line {

struct Answered {
    int status = 0;  // 0: no answer
    Value body;
    bool ok() const { return status >= 200 && status < 300; }
    // The platform could not be asked, or asks to wait: later is another matter.
    bool passing() const { return status == 0 || status == 401 || status == 403 || status == 429 || status >= 500; }
    std::string why() const;  // "404 richmenu not found": for people who set things up
};

class Api {
public:
    Api(Account& account, const Services& services, std::chrono::milliseconds patience = std::chrono::seconds{7})
        : account_(account), services_(services), patience_(patience) {}

    Answered get(const std::string& path) { return call("GET", path); }
    Answered post(const std::string& path) { return call("POST", path); }
    Answered post(const std::string& path, const Value& body);
    Answered put(const std::string& path, const Value& body);
    Answered erase(const std::string& path) { return call("DELETE", path); }
    // The image of a rich menu lives on the host of data.
    Answered upload_png(const std::string& path, const std::string& png);
    Answered get_data(const std::string& path) { return call("GET", path, "", "", true); }

private:
    Answered call(const char* method, const std::string& path, const std::string& body = "",
                  const std::string& content_type = "", bool data_host = false);

    Account& account_;
    const Services& services_;
    const std::chrono::milliseconds patience_;  // for the answer
};

}  // namespace todoke::line
