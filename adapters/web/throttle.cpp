#include "adapters/web/throttle.hpp"

#include <arpa/inet.h>
#include <array>

namespace todoke::web {
namespace {

using namespace std::chrono_literals;

constexpr std::size_t most_addresses = 20'000;

}  // namespace

std::string throttle_key(const std::string& peer_address) {
    std::array<char, 16> bytes{};
    if (inet_pton(AF_INET6, peer_address.c_str(), bytes.data()) != 1) return peer_address;
    return std::string("6:") + std::string(bytes.data(), 8);
}

bool AddressThrottle::admits(const std::string& peer_address, std::chrono::steady_clock::time_point now) {
    const std::lock_guard lock(mutex_);
    const std::string key = throttle_key(peer_address);
    if (minutes_.size() >= most_addresses && !minutes_.contains(key)) {
        std::erase_if(minutes_, [&](const auto& one) { return now - one.second.began >= 1min; });
        if (minutes_.size() >= most_addresses) return false;
    }
    Minute& minute = minutes_[key];
    if (minute.asked == 0 || now - minute.began >= 1min) minute = {now, 0};
    return ++minute.asked <= per_minute_;
}

}  // namespace todoke::web
