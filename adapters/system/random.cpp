#include "adapters/system/random.hpp"

#include <cassert>
#include <limits>
#include <stdexcept>

#include <openssl/rand.h>

namespace todoke::system {
namespace {

// Uniform without bias: numbers of the incomplete last round of `limit` are drawn again.
template <class Draw>
std::uint64_t uniform_below(std::uint64_t limit, Draw draw) {
    assert(limit > 0);
    const auto last_round =
        std::numeric_limits<std::uint64_t>::max() - std::numeric_limits<std::uint64_t>::max() % limit;
    for (;;) {
        const std::uint64_t number = draw();
        if (number < last_round) return number % limit;
    }
}

void fill(void* data, std::size_t count) {
    if (count > 0 && RAND_bytes(static_cast<unsigned char*>(data), static_cast<int>(count)) != 1)
        throw std::runtime_error("no randomness from the system");
}

}  // namespace

std::string SystemRandom::bytes(std::size_t count) {
    assert(count <= static_cast<std::size_t>(std::numeric_limits<int>::max()));
    std::string result(count, '\0');
    fill(result.data(), count);
    return result;
}

std::uint64_t SystemRandom::below(std::uint64_t limit) {
    return uniform_below(limit, [] {
        std::uint64_t number = 0;
        fill(&number, sizeof number);
        return number;
    });
}

std::string SeededRandom::bytes(std::size_t count) {
    const std::lock_guard lock(mutex_);
    std::string result(count, '\0');
    for (char& c : result) c = static_cast<char>(engine_() >> 56);
    return result;
}

std::uint64_t SeededRandom::below(std::uint64_t limit) {
    const std::lock_guard lock(mutex_);
    return uniform_below(limit, [&] { return engine_(); });
}

}  // namespace todoke::system
