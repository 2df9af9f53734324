// The few cryptographic pieces that several rooms need, as plain functions. Implemented in adapters/system over
// OpenSSL.
#pragma once

#include "bot/ports/failure.hpp"

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>

namespace todoke::crypto {

std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 raw bytes
std::string sha256(std::string_view data);                             // 32 raw bytes
bool constant_time_equal(std::string_view a, std::string_view b);      // false for different lengths

std::string to_hex(std::string_view bytes);  // lower case
std::optional<std::string> from_hex(std::string_view text);
std::string to_base64(std::string_view bytes);     // standard alphabet, padded
std::string to_base64url(std::string_view bytes);  // URL alphabet, not padded
// Strict: whole input, canonical padding, no white space.
std::optional<std::string> from_base64(std::string_view text);
std::optional<std::string> from_base64url(std::string_view text);

// AES-256-GCM. Sealed form: version(1) key_id(2, big endian) nonce(12) ciphertext tag(16); `context` is the additional
// authenticated data (table, column, row, school), so that a cell moved elsewhere does not open.
std::string seal(std::string_view key32, std::uint16_t key_id, std::string_view plain, std::string_view context,
                 std::string_view nonce12);
std::optional<std::uint16_t> sealed_key_id(std::string_view sealed);
std::expected<std::string, Failure> open(std::string_view key32, std::string_view sealed, std::string_view context);

}  // namespace todoke::crypto
