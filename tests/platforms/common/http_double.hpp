// The HTTP side common to the doubles: a loopback server, the books, ordered misbehaviour, and the control door
// /_double.
#pragma once

#include "tests/platforms/common/books.hpp"
#include "tests/platforms/common/clock.hpp"
#include "tests/platforms/common/misbehaviour.hpp"

#include <chrono>
#include <filesystem>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::platforms {

struct Request {
    std::string method;
    std::string path;                   // as sent, without the query
    std::vector<std::string> segments;  // the path cut at '/', each percent-decoded
    std::map<std::string, std::string> query;
    std::map<std::string, std::string> headers;  // lower-case names
    std::string body;

    std::string header(const std::string& name) const;  // "" when absent
    std::map<std::string, std::string> form() const;    // of an x-www-form-urlencoded body
};

struct Answer {
    int status = 200;
    std::string body;
    std::string content_type = "application/json";
    std::map<std::string, std::string> headers;
    std::optional<bool> delivered;          // for the books
    std::vector<std::string> delivered_to;  // for the books
};

Answer json_answer(int status, const boost::json::value& body);

class HttpDouble {
public:
    virtual ~HttpDouble();
    HttpDouble(const HttpDouble&) = delete;
    HttpDouble& operator=(const HttpDouble&) = delete;

    int port() const;
    std::string origin() const;  // http://127.0.0.1:PORT
    Books& books();
    void misbehave(Misbehaviour misbehaviour);
    void behave();  // forgets every order
    Instant now() const;

protected:
    HttpDouble(std::string name, Clock clock, const std::filesystem::path& books);

    void start(int port);  // last line of a subclass's constructor; port 0 = any; throws when the port is taken
    void stop();           // first line of a subclass's destructor

    virtual Answer handle(const Request& request) = 0;
    // /_double/… beyond books, misbehave and ping. `body` is an empty object when none was sent.
    virtual Answer control(const Request& request, const boost::json::object& body) = 0;
    // The subclass answers this door itself in control().
    virtual bool owns(const std::string& /*door*/) const { return false; }
    // The platform's own words for an ordered status.
    virtual std::string words_for(int status) const = 0;
    // Headers that every answer of the platform carries.
    virtual std::map<std::string, std::string> headers_of_every_answer() { return {}; }

    // Posts to the service and writes it into the books as "out".
    struct Posted {
        int status = 0;  // 0: no answer
        std::string body, error;
        std::chrono::microseconds latency{0};
    };
    Posted post(const std::string& url, const std::string& body, std::map<std::string, std::string> headers);

private:
    struct Server;
    Answer answer(const Request& request);
    Answer control_door(const Request& request);
    void note(const Request& request, const Answer& answer, bool dropped, const std::string& misbehaved);

    Clock clock_;
    Books books_;
    Misbehaviours misbehaviours_;
    std::unique_ptr<Server> server_;
};

}  // namespace todoke::platforms
