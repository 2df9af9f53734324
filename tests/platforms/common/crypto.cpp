#include "tests/platforms/common/crypto.hpp"

#include <algorithm>
#include <array>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/stat.h>
#include <vector>

#include <boost/json/serialize.hpp>
#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>
#include <openssl/pem.h>
#include <openssl/rand.h>
#include <openssl/rsa.h>
#include <openssl/sha.h>

namespace todoke::platforms {

namespace {

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

std::string hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string text;
    for (unsigned char byte : bytes) {
        text += digits[byte >> 4];
        text += digits[byte & 15];
    }
    return text;
}

std::string random_bytes(std::size_t count) {
    std::string bytes(count, '\0');
    if (RAND_bytes(reinterpret_cast<unsigned char*>(bytes.data()), static_cast<int>(count)) != 1)
        throw std::runtime_error("no random bytes");
    return bytes;
}

std::string sha256(std::string_view data) {
    std::string digest(SHA256_DIGEST_LENGTH, '\0');
    SHA256(bytes_of(data), data.size(), reinterpret_cast<unsigned char*>(digest.data()));
    return digest;
}

std::string number(EVP_PKEY* key, const char* name) {
    BIGNUM* value = nullptr;
    if (EVP_PKEY_get_bn_param(key, name, &value) != 1) throw std::runtime_error("RSA key without number");
    std::string bytes(static_cast<std::size_t>(BN_num_bytes(value)), '\0');
    BN_bn2bin(value, reinterpret_cast<unsigned char*>(bytes.data()));
    BN_free(value);
    return bytes;
}

using Context = std::unique_ptr<EVP_MD_CTX, decltype(&EVP_MD_CTX_free)>;

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string mac(EVP_MAX_MD_SIZE, '\0');
    unsigned int size = 0;
    HMAC(EVP_sha256(), key.data(), static_cast<int>(key.size()), bytes_of(data), data.size(),
         reinterpret_cast<unsigned char*>(mac.data()), &size);
    mac.resize(size);
    return mac;
}

std::string sha256_hex(std::string_view data) { return hex(sha256(data)); }

std::string base64(std::string_view bytes) {
    std::string text((bytes.size() + 2) / 3 * 4 + 1, '\0');
    const int size =
        EVP_EncodeBlock(reinterpret_cast<unsigned char*>(text.data()), bytes_of(bytes), static_cast<int>(bytes.size()));
    text.resize(static_cast<std::size_t>(size));
    return text;
}

std::string base64url(std::string_view bytes) {
    std::string text = base64(bytes);
    std::replace(text.begin(), text.end(), '+', '-');
    std::replace(text.begin(), text.end(), '/', '_');
    text.erase(text.find_last_not_of('=') + 1);
    return text;
}

std::string base64url_decode(std::string_view text) {
    std::string padded(text);
    if (padded.find_first_of("+/=") != std::string::npos) return "";
    std::replace(padded.begin(), padded.end(), '-', '+');
    std::replace(padded.begin(), padded.end(), '_', '/');
    std::size_t padding = 0;
    for (; padded.size() % 4 != 0; ++padding) padded += '=';
    if (padding > 2) return "";
    std::string bytes(padded.size() / 4 * 3, '\0');
    const int size = EVP_DecodeBlock(reinterpret_cast<unsigned char*>(bytes.data()), bytes_of(padded),
                                     static_cast<int>(padded.size()));
    if (size < 0) return "";
    bytes.resize(static_cast<std::size_t>(size) - padding);
    return bytes;
}

std::string random_hex(std::size_t bytes) { return hex(random_bytes(bytes)); }

std::string random_uuid() {
    std::string bytes = random_bytes(16);
    bytes[6] = static_cast<char>((bytes[6] & 0x0f) | 0x40);
    bytes[8] = static_cast<char>((bytes[8] & 0x3f) | 0x80);
    const std::string text = hex(bytes);
    return text.substr(0, 8) + "-" + text.substr(8, 4) + "-" + text.substr(12, 4) + "-" + text.substr(16, 4) + "-" +
           text.substr(20);
}

std::string ulid(long long unix_milliseconds) {
    constexpr std::string_view alphabet = "0123456789ABCDEFGHJKMNPQRSTVWXYZ";
    std::string text(26, '0');
    for (int place = 9; place >= 0; --place, unix_milliseconds >>= 5)
        text[static_cast<std::size_t>(place)] = alphabet[static_cast<std::size_t>(unix_milliseconds & 31)];
    const std::string random = random_bytes(16);
    for (std::size_t place = 0; place < 16; ++place)
        text[10 + place] = alphabet[static_cast<unsigned char>(random[place]) & 31];
    return text;
}

struct RsaKey::Pair {
    EVP_PKEY* key;
    explicit Pair(EVP_PKEY* of) : key(of) {
        if (!key) throw std::runtime_error("no RSA key");
    }
    Pair(const Pair&) = delete;
    Pair& operator=(const Pair&) = delete;
    ~Pair() { EVP_PKEY_free(key); }
};

RsaKey RsaKey::generate() {
    RsaKey key;
    key.pair_ = std::make_shared<const Pair>(EVP_RSA_gen(2048));
    key.kid_ = base64url(sha256(number(key.pair_->key, OSSL_PKEY_PARAM_RSA_N))).substr(0, 27);
    return key;
}

RsaKey RsaKey::from_pem(const std::string& pem) {
    BIO* bio = BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size()));
    EVP_PKEY* read = PEM_read_bio_PrivateKey(bio, nullptr, nullptr, nullptr);
    BIO_free(bio);
    RsaKey key;
    key.pair_ = std::make_shared<const Pair>(read);
    key.kid_ = base64url(sha256(number(key.pair_->key, OSSL_PKEY_PARAM_RSA_N))).substr(0, 27);
    return key;
}

RsaKey RsaKey::at(const std::string& path) {
    if (std::ifstream file(path); file) {
        std::ostringstream pem;
        pem << file.rdbuf();
        return from_pem(pem.str());
    }
    RsaKey key = generate();
    std::ofstream file(path);
    chmod(path.c_str(), S_IRUSR | S_IWUSR);
    file << key.to_pem();
    if (!file.flush()) throw std::runtime_error("cannot write " + path);
    return key;
}

std::string RsaKey::to_pem() const {
    BIO* bio = BIO_new(BIO_s_mem());
    PEM_write_bio_PrivateKey(bio, pair_->key, nullptr, nullptr, 0, nullptr, nullptr);
    char* data = nullptr;
    const long size = BIO_get_mem_data(bio, &data);
    std::string pem(data, static_cast<std::size_t>(size));
    BIO_free(bio);
    return pem;
}

boost::json::object RsaKey::jwk() const {
    return {{"kty", "RSA"},
            {"use", "sig"},
            {"kid", kid_},
            {"x5t", kid_},
            {"n", base64url(number(pair_->key, OSSL_PKEY_PARAM_RSA_N))},
            {"e", base64url(number(pair_->key, OSSL_PKEY_PARAM_RSA_E))}};
}

std::string RsaKey::sign_rs256(std::string_view data) const {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    std::size_t size = 0;
    if (EVP_DigestSignInit(context.get(), nullptr, EVP_sha256(), nullptr, pair_->key) != 1 ||
        EVP_DigestSign(context.get(), nullptr, &size, bytes_of(data), data.size()) != 1)
        throw std::runtime_error("cannot sign");
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, bytes_of(data),
                       data.size()) != 1)
        throw std::runtime_error("cannot sign");
    signature.resize(size);
    return signature;
}

bool RsaKey::verify_rs256(std::string_view data, std::string_view signature) const {
    const Context context(EVP_MD_CTX_new(), &EVP_MD_CTX_free);
    return EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, pair_->key) == 1 &&
           EVP_DigestVerify(context.get(), bytes_of(signature), signature.size(), bytes_of(data), data.size()) == 1;
}

std::string sign_jwt(const RsaKey& key, boost::json::object header, const boost::json::object& claims) {
    const std::string signed_part = base64url(serialize(header)) + "." + base64url(serialize(claims));
    return signed_part + "." + base64url(key.sign_rs256(signed_part));
}

}  // namespace todoke::platforms
