#include "tests/platforms/demo/doors.hpp"

#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <httplib.h>

namespace todoke::demo {

namespace json = boost::json;

namespace {

json::value asked(const std::string& origin, const char* method, const std::string& path,
                  const json::object* body = nullptr) {
    httplib::Client client(origin);
    client.set_read_timeout(20, 0);
    client.set_tcp_nodelay(true);
    const std::string text = body ? json::serialize(*body) : "";
    const auto answer = std::string_view(method) == "GET"      ? client.Get(path)
                        : std::string_view(method) == "DELETE" ? client.Delete(path)
                                                               : client.Post(path, text, "application/json");
    if (!answer) throw std::runtime_error("the platform double at " + origin + " does not answer; is ./run running?");
    boost::system::error_code failed;
    auto value = json::parse(answer->body, failed);
    if (answer->status != 200) {
        const auto* object = failed ? nullptr : value.if_object();
        const auto* error = object ? object->if_contains("error") : nullptr;
        throw std::runtime_error(error && error->is_string() ? std::string(error->get_string()) : answer->body);
    }
    return value;
}

// What one page of books tells, and how far it was read.
void gather(const std::string& origin, Delivery::Way way, std::uint64_t& seen, std::vector<Delivery>& news) {
    const auto page = asked(origin, "GET", "/_double/books?since=" + std::to_string(seen));
    for (const auto& value : page.as_array()) {
        const auto& entry = value.as_object();
        seen = std::max(seen, entry.at("seq").to_number<std::uint64_t>());
        const auto* delivered = entry.if_contains("delivered");
        const auto* to = entry.if_contains("delivered_to");
        if (entry.at("direction") != "in" || !to || !to->is_array()) continue;
        if (delivered && delivered->is_bool() && !delivered->get_bool()) continue;
        for (const auto& who : to->get_array()) news.push_back({way, std::string(who.as_string())});
    }
}

}  // namespace

json::array Doors::line_screen(const std::string& user) const {
    return asked(line_, "GET", "/_double/screen/" + user).as_array();
}

json::array Doors::teams_screen(const std::string& user) const {
    return asked(teams_, "GET", "/_double/screen/" + user).as_array();
}

json::array Doors::mailbox(const std::string& address) const {
    return asked(mail_, "GET", "/_double/mailbox/" + address).as_array();
}

json::object Doors::line_send(const json::object& what) const {
    return asked(line_, "POST", "/_double/send", &what).as_object();
}

json::object Doors::teams_send(const json::object& what) const {
    return asked(teams_, "POST", "/_double/send", &what).as_object();
}

void Doors::line_fails(const std::string& user, int status) const {
    json::object order{{"match", "/v2/bot/message"}, {"body_contains", user}, {"status", status}, {"times", -1}};
    // What LINE says when a person can never be reached, in contrast to a message that it does not understand.
    if (status == 400) order["body"] = R"({"message":"Failed to send messages"})";
    asked(line_, "POST", "/_double/misbehave", &order);
}

void Doors::line_works() const { asked(line_, "DELETE", "/_double/misbehave"); }

std::vector<Delivery> Doors::news() {
    std::vector<Delivery> news;
    gather(line_, Delivery::Way::line, line_seen_, news);
    gather(teams_, Delivery::Way::teams, teams_seen_, news);
    gather(mail_, Delivery::Way::mail, mail_seen_, news);
    return news;
}

}  // namespace todoke::demo
