// Everything a script runs in: a fresh database, the demo schools and words, an engine driven by ticks, a clock that
// only the script moves, and the people the script has named.
#pragma once

#include "tests/conversations/door.hpp"
#include "tests/conversations/talk.hpp"

#include <deque>
#include <map>
#include <memory>
#include <string>
#include <vector>

namespace todoke::talk {

enum class Mode { in_process, over_http };

class World {
public:
    explicit World(Mode mode);
    ~World();
    World(const World&) = delete;

    void set_clock(const std::string& text);  // "2026-11-24 07:32 Asia/Tokyo"
    void given(const std::string& text);
    void do_step(const Step& step);  // everything a person, a gate or the clock does
    void run_until_quiet();

    // What was said since the last call of take_said, in order.
    std::vector<Said> take_said();
    std::string alias_of(const Address& address) const;        // "?" when nobody
    std::string alias_of_code(const std::string& code) const;  // public ids become names; others stay
    std::vector<std::string> log_errors() const;
    std::vector<std::string> log_warnings() const;  // shown where a script has failed
    std::string disagreement();

private:
    struct Impl;
    std::unique_ptr<Impl> impl_;
};

// Compares one said message with one expected line; "" when they agree.
std::string mismatch(const World& world, const Said& said, const Step& expected);
std::string describe(const World& world, const Said& said);  // as a bot> line

}  // namespace todoke::talk
