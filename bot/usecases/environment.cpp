#include "bot/usecases/environment.hpp"

#include "bot/ports/crypto.hpp"
#include "domain/people/invitation.hpp"

namespace todoke {

std::string new_nonce(Random& random) { return crypto::to_hex(random.bytes(16)); }

std::string new_code(Random& random) {
    std::string code;
    for (std::size_t i = 0; i < code_length; ++i) code.push_back(code_alphabet[random.below(code_alphabet.size())]);
    return code;
}

}  // namespace todoke
