// A gate with a tag reader: uploads what it read, signed as Standard Webhooks say, and gives a sign of life.
#pragma once

#include "domain/time.hpp"
#include "tests/platforms/demo/world.hpp"

#include <cstdint>
#include <string>
#include <vector>

namespace todoke::demo {

struct GateAnswer {
    int status = 0;  // 0: nobody answered
    std::string body;
    std::vector<std::string> statuses;  // accepted, duplicate, …, in the order of the scans
};

class GateDevice {
public:
    GateDevice(Gate gate, std::string service);  // reads the secret; throws std::runtime_error
    const Gate& gate() const { return gate_; }

    struct Read {
        std::string tag;
        Instant at;
        bool out = false;
    };
    GateAnswer upload(const std::vector<Read>& reads, Instant now);
    GateAnswer again(Instant now);  // the last upload once more, as after a lost answer
    GateAnswer heartbeat(Instant now) const;

private:
    GateAnswer post(const std::string& what, const std::string& body, Instant now) const;
    Gate gate_;
    std::string service_, secret_, last_;
    std::int64_t epoch_, seq_ = 0;  // a device that forgot its counter begins a new epoch
};

}  // namespace todoke::demo
