// The few primitives of the platforms' own side: signatures, token text, random ids.
#pragma once

#include <memory>
#include <string>
#include <string_view>

#include <boost/json/object.hpp>

namespace todoke::platforms {

std::string hmac_sha256(std::string_view key, std::string_view data);  // 32 raw bytes
std::string sha256_hex(std::string_view data);
std::string base64(std::string_view bytes);
std::string base64url(std::string_view bytes);        // without padding
std::string base64url_decode(std::string_view text);  // "" when it is none
std::string random_hex(std::size_t bytes);
std::string random_uuid();
// 26 characters, Crockford's alphabet: 48 bits of milliseconds, 80 random bits.
std::string ulid(long long unix_milliseconds);

// An RSA 2048 key pair and its public JWK.
class RsaKey {
public:
    static RsaKey generate();
    static RsaKey from_pem(const std::string& pem);
    // Read from the file, or generated and written there (mode 0600).
    static RsaKey at(const std::string& path);
    std::string to_pem() const;
    const std::string& kid() const { return kid_; }  // hash of the public key
    boost::json::object jwk() const;                 // kty, use, kid, x5t, n, e
    std::string sign_rs256(std::string_view data) const;
    bool verify_rs256(std::string_view data, std::string_view signature) const;

private:
    struct Pair;
    std::shared_ptr<const Pair> pair_;
    std::string kid_;
};

std::string sign_jwt(const RsaKey& key, boost::json::object header, const boost::json::object& claims);

}  // namespace todoke::platforms
