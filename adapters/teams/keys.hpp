// The connector's public keys by kid, from its OpenID metadata, kept for a day.
#pragma once

#include "bot/ports/channel.hpp"

#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <string_view>

namespace todoke::teams {

// An RSA public key of at least 2048 bits.
class PublicKey {
public:
    // Big-endian modulus and exponent; nullptr when they make no such key.
    static std::shared_ptr<const PublicKey> make(std::string_view modulus, std::string_view exponent);
    // RSASSA-PKCS1-v1_5 with SHA-256.
    bool signed_rs256(std::string_view data, std::string_view signature) const;
    ~PublicKey();

private:
    struct Handle;
    explicit PublicKey(std::unique_ptr<Handle> handle);
    std::unique_ptr<Handle> handle_;
};

struct SigningKey {
    std::shared_ptr<const PublicKey> key;
    std::set<std::string, std::less<>> endorsements;  // channel ids it may sign for
};

struct KeySource {
    std::string origin, path;                                     // of the metadata document
    std::chrono::milliseconds refresh = std::chrono::minutes{1};  // an unknown kid asks again at most this often
};

class KeyRing {
public:
    KeyRing(KeySource source, const Services& services) : source_(std::move(source)), services_(services) {}

    enum class Found { yes, unknown, no_keys };  // no_keys: none could be had so far
    // May fetch (blocking, at most 10 s); one fetch at a time, the others go on with what is known.
    Found find(std::string_view kid, SigningKey& key);

private:
    using Keys = std::map<std::string, SigningKey, std::less<>>;
    bool look_up(std::string_view kid, SigningKey& key, bool& stale, bool& may_fetch) const;
    bool fetch();

    KeySource source_;
    const Services& services_;
    mutable std::mutex mutex_;  // guards what follows; never held during a call
    Keys keys_;
    bool tried_ = false;
    std::chrono::steady_clock::time_point last_try_{}, fetched_{};
    std::mutex fetching_;  // held during a fetch
};

}  // namespace todoke::teams
