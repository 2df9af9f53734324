#pragma once

#include "bot/ports/random.hpp"

#include <mutex>
#include <random>

namespace todoke::system {

// OpenSSL's generator. Throws std::runtime_error when the machine gives no randomness: nothing may go on without it.
class SystemRandom : public Random {
public:
    std::string bytes(std::size_t count) override;
    std::uint64_t below(std::uint64_t limit) override;
};

// Tests: the same seed gives the same sequence.
class SeededRandom : public Random {
public:
    explicit SeededRandom(std::uint64_t seed) : engine_(seed) {}
    std::string bytes(std::size_t count) override;
    std::uint64_t below(std::uint64_t limit) override;

private:
    std::mutex mutex_;
    std::mt19937_64 engine_;
};

}  // namespace todoke::system
