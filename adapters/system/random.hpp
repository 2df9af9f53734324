#pragma once

#include <mutex>
#include <random>

#include "bot/ports/random.hpp"

namespace todoke::system {

class SystemRandom : public Random {
public:
    std::string bytes(std::size_t count) override;
    std::uint64_t below(std::uint64_t limit) override;
};

// The same sequence for the same seed: tests only.
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
