// The control doors of the platform doubles, and what they noted since somebody last asked.
#pragma once

#include "tests/platforms/demo/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>

namespace todoke::demo {

struct Delivery {
    enum class Way { line, teams, mail } way = Way::line;
    std::string to;  // LINE user, Teams user, mail address
};

class Doors {
public:
    explicit Doors(const Home& home) : line_(home.line), teams_(home.teams), mail_(home.mail) {}

    // All throw std::runtime_error, in words for a person, when a double cannot be reached or refuses.
    boost::json::array line_screen(const std::string& user) const;
    boost::json::array teams_screen(const std::string& user) const;
    boost::json::array mailbox(const std::string& address) const;
    boost::json::object line_send(const boost::json::object& what) const;
    boost::json::object teams_send(const boost::json::object& what) const;
    void line_fails(const std::string& user, int status) const;  // every send to this user, until line_works
    void line_works() const;

    std::vector<Delivery> news();  // what reached people since the last call

private:
    std::string line_, teams_, mail_;
    std::uint64_t line_seen_ = 0, teams_seen_ = 0, mail_seen_ = 0;
};

}  // namespace todoke::demo
