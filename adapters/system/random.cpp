#include "adapters/system/random.hpp"

#include <array>
#include <cassert>
#include <cstring>
#include <limits>
#include <stdexcept>

#include <openssl/crypto.h>
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

void draw(void* data, std::size_t count) {
    if (RAND_bytes(static_cast<unsigned char*>(data), static_cast<int>(count)) != 1)
        throw std::runtime_error("no randomness from the system");
}

// One draw of 12 bytes costs OpenSSL nearly as much as one of 500, and every sealed cell takes 12: each thread draws
// ahead. What was handed out is wiped. A process that forks would hand out the same bytes twice; ours does not fork.
class DrawnAhead {
public:
    ~DrawnAhead() { OPENSSL_cleanse(bytes_.data(), bytes_.size()); }

    void take(void* data, std::size_t count) {
        if (left_ < count) {
            draw(bytes_.data(), bytes_.size());
            left_ = bytes_.size();
        }
        left_ -= count;
        std::memcpy(data, bytes_.data() + left_, count);
        OPENSSL_cleanse(bytes_.data() + left_, count);
    }

    static constexpr std::size_t most = 64;  // more at once is drawn directly

private:
    std::array<unsigned char, 768> bytes_{};
    std::size_t left_ = 0;
};

void fill(void* data, std::size_t count) {
    if (count == 0) return;
    if (count > DrawnAhead::most) return draw(data, count);
    thread_local DrawnAhead ahead;
    ahead.take(data, count);
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
