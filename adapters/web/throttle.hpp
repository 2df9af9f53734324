// How often one address on the internet may ask for a page. In memory: what must hold across processes and restarts,
// the wrong codes, is counted by the store.
#pragma once

#include <chrono>
#include <map>
#include <mutex>
#include <string>

namespace todoke::web {

class AddressThrottle {
public:
    explicit AddressThrottle(int per_minute) : per_minute_(per_minute) {}
    bool admits(const std::string& peer_address, std::chrono::steady_clock::time_point now);

private:
    struct Minute {
        std::chrono::steady_clock::time_point began;
        int asked = 0;
    };
    const int per_minute_;
    std::mutex mutex_;
    std::map<std::string, Minute> minutes_;
};

// Whose requests count together: an IPv4 address, or the /64 of an IPv6 one, of which a household has 2^64.
std::string throttle_key(const std::string& peer_address);

}  // namespace todoke::web
