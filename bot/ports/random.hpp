#pragma once

#include <cstdint>
#include <string>

namespace todoke {

// Cryptographic randomness in production; a seeded sequence in tests. Safe to call from several threads.
class Random {
public:
    virtual ~Random() = default;
    virtual std::string bytes(std::size_t count) = 0;      // raw bytes
    virtual std::uint64_t below(std::uint64_t limit) = 0;  // uniform in [0, limit), limit > 0
};

}  // namespace todoke
