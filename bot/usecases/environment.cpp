#include "bot/usecases/environment.hpp"

#include "bot/ports/crypto.hpp"

namespace todoke {

std::string new_nonce(Random& random) { return crypto::to_hex(random.bytes(16)); }

std::string new_code(Random& random) {
    constexpr std::string_view alphabet = "ABCDEFGHIJKLMNOPQRSTUVWXYZ234567";
    std::string code;
    for (int i = 0; i < 10; ++i) code.push_back(alphabet[random.below(alphabet.size())]);
    return code;
}

}  // namespace todoke
