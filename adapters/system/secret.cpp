#include "adapters/system/secret.hpp"

#include <openssl/crypto.h>

namespace todoke::system {

void wipe(void* data, std::size_t bytes) { OPENSSL_cleanse(data, bytes); }

}  // namespace todoke::system
