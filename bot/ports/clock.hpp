// The one clock. `now` is the process clock corrected by its measured offset to the database, or simulated time; `mono`
// never jumps and is the only base for socket time-outs and "how long is this lease still mine".
#pragma once

#include "domain/time.hpp"

#include <chrono>
#include <memory>
#include <string>

namespace todoke {

class Clock {
public:
    virtual ~Clock() = default;
    virtual Instant now() const = 0;
    virtual std::chrono::steady_clock::time_point mono() const = 0;
};

// Zones of the system's time zone data. nullptr when the name (e.g. "Asia/Tokyo") is unknown.
class Zones {
public:
    virtual ~Zones() = default;
    virtual const ZoneRules* find(const std::string& name) const = 0;
};

}  // namespace todoke
