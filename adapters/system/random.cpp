#include "adapters/system/random.hpp"

#include <cstring>
#include <stdexcept>

#include <openssl/rand.h>

namespace todoke::system {

std::string SystemRandom::bytes(std::size_t count) {
    std::string out(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(out.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("the system gives no random bytes");
    return out;
}

std::uint64_t SystemRandom::below(std::uint64_t limit) {
    // Values of the last, incomplete round are thrown away: the rest is uniform.
    const std::uint64_t usable = UINT64_MAX - UINT64_MAX % limit;
    while (true) {
        const std::string raw = bytes(8);
        std::uint64_t value = 0;
        std::memcpy(&value, raw.data(), 8);
        if (value < usable) return value % limit;
    }
}

std::string SeededRandom::bytes(std::size_t count) {
    const std::lock_guard lock(mutex_);
    std::string out(count, '\0');
    for (char& c : out) c = static_cast<char>(engine_() & 0xFF);
    return out;
}

std::uint64_t SeededRandom::below(std::uint64_t limit) {
    const std::lock_guard lock(mutex_);
    return engine_() % limit;
}

}  // namespace todoke::system
