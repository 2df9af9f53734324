// Orders to fail on purpose, given by a test or through the control door.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace todoke::platforms {

struct Misbehaviour {
    std::string match;                   // the path contains this; empty = every request
    std::string method;                  // empty = any
    std::string body_contains;           // raw request body contains this; empty = any (one recipient, one message …)
    std::chrono::milliseconds delay{0};  // before the request is looked at; real time
    int status = 0;                      // answer this …
    std::string body;                    // … with this body; empty = the platform's own words for the status
    std::map<std::string, std::string> headers;
    bool accept = false;                 // do the work first, then answer `status`
    bool drop_before_accepting = false;  // close the connection, nothing done
    bool drop_after_accepting = false;   // do the work, then close the connection without an answer
    int times = 1;                       // how many requests; negative = until cleared
};

// Keys as the members above, `delay_ms` for the delay; `body` may be a string or JSON. Throws std::invalid_argument on
// unknown keys.
Misbehaviour misbehaviour_from(const boost::json::object& order);

class Misbehaviours {
public:
    void order(Misbehaviour misbehaviour);
    void clear();
    // The oldest order that fits; uses up one of its times.
    std::optional<Misbehaviour> take(const std::string& method, const std::string& path, const std::string& body);

private:
    std::mutex mutex_;
    std::vector<Misbehaviour> orders_;
};

}  // namespace todoke::platforms
