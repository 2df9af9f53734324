#include "bot/usecases/environment.hpp"

#include "bot/ports/crypto.hpp"

namespace todoke {

std::string new_nonce(Random& random) { return crypto::to_hex(random.bytes(16)); }

}  // namespace todoke
