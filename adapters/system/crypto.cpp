#include "bot/ports/crypto.hpp"

#include <array>
#include <memory>
#include <stdexcept>

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <openssl/hmac.h>

namespace todoke::crypto {
namespace {

constexpr std::size_t header = 15;  // version, key id, nonce
constexpr std::size_t tag = 16;
constexpr char version = 1;

const unsigned char* raw(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* raw(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

struct CipherDone {
    void operator()(EVP_CIPHER_CTX* context) const { EVP_CIPHER_CTX_free(context); }
};

// Fetching an algorithm by name costs more than using it: fetched once; contexts live per thread.
const EVP_CIPHER* aes_256_gcm() {
    static const EVP_CIPHER* cipher = EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr);
    return cipher;
}

EVP_CIPHER_CTX* cipher_context() {
    thread_local const std::unique_ptr<EVP_CIPHER_CTX, CipherDone> context(EVP_CIPHER_CTX_new());
    return context.get();
}

const EVP_MD* sha_256() {
    static const EVP_MD* digest = EVP_MD_fetch(nullptr, "SHA256", nullptr);
    return digest;
}

void must(bool ok) {
    if (!ok) throw std::runtime_error("a cryptographic operation failed");
}

Failure not_ours() { return {FailureCode::malformed, "a sealed value does not open", "check that the master key belongs to this database"}; }

constexpr std::string_view standard = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789+/";
constexpr std::string_view url = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789-_";

std::string encode(std::string_view bytes, std::string_view alphabet, bool padded) {
    std::string out;
    out.reserve((bytes.size() + 2) / 3 * 4);
    for (std::size_t i = 0; i < bytes.size(); i += 3) {
        const std::size_t here = std::min<std::size_t>(3, bytes.size() - i);
        std::uint32_t group = 0;
        for (std::size_t k = 0; k < 3; ++k) group = group << 8 | (k < here ? static_cast<unsigned char>(bytes[i + k]) : 0U);
        for (std::size_t k = 0; k < 4; ++k) {
            if (k <= here) out.push_back(alphabet[group >> (18 - 6 * k) & 63U]);
            else if (padded) out.push_back('=');
        }
    }
    return out;
}

std::optional<std::string> decode(std::string_view text, std::string_view alphabet, bool padded) {
    if (padded) {
        if (text.size() % 4 != 0) return std::nullopt;
        for (int i = 0; i < 2 && text.ends_with('='); ++i) text.remove_suffix(1);
    }
    const std::size_t rest = text.size() % 4;
    if (rest == 1) return std::nullopt;
    std::string out;
    std::uint32_t group = 0;
    int bits = 0;
    for (const char c : text) {
        const auto value = alphabet.find(c);
        if (value == std::string_view::npos) return std::nullopt;
        group = group << 6 | static_cast<std::uint32_t>(value);
        bits += 6;
        if (bits < 8) continue;
        bits -= 8;
        out.push_back(static_cast<char>(group >> bits & 0xFFU));
        group &= (1U << bits) - 1;
    }
    if (group != 0) return std::nullopt;  // left-over bits must be zero: one spelling per value
    return out;
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view data) {
    std::string out(32, '\0');
    unsigned int length = 0;
    must(HMAC(sha_256(), key.data(), static_cast<int>(key.size()), raw(data), data.size(), raw(out), &length) && length == 32);
    return out;
}

std::string sha256(std::string_view data) {
    std::string out(32, '\0');
    must(EVP_Digest(data.data(), data.size(), raw(out), nullptr, sha_256(), nullptr) == 1);
    return out;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string to_hex(std::string_view bytes) {
    constexpr std::string_view digits = "0123456789abcdef";
    std::string out;
    for (const char c : bytes) {
        out.push_back(digits[static_cast<unsigned char>(c) >> 4]);
        out.push_back(digits[static_cast<unsigned char>(c) & 15]);
    }
    return out;
}

std::optional<std::string> from_hex(std::string_view text) {
    if (text.size() % 2 != 0) return std::nullopt;
    std::string out;
    const auto digit = [](char c) {
        if (c >= '0' && c <= '9') return c - '0';
        if (c >= 'a' && c <= 'f') return c - 'a' + 10;
        if (c >= 'A' && c <= 'F') return c - 'A' + 10;
        return -1;
    };
    for (std::size_t i = 0; i < text.size(); i += 2) {
        const int high = digit(text[i]), low = digit(text[i + 1]);
        if (high < 0 || low < 0) return std::nullopt;
        out.push_back(static_cast<char>(high * 16 + low));
    }
    return out;
}

std::string to_base64(std::string_view bytes) { return encode(bytes, standard, true); }
std::string to_base64url(std::string_view bytes) { return encode(bytes, url, false); }
std::optional<std::string> from_base64(std::string_view text) { return decode(text, standard, true); }
std::optional<std::string> from_base64url(std::string_view text) { return decode(text, url, false); }

std::string seal(std::string_view key32, std::uint16_t key_id, std::string_view plain, std::string_view context,
                 std::string_view nonce12) {
    must(key32.size() == 32 && nonce12.size() == 12);
    std::string out;
    out.reserve(header + plain.size() + tag);
    out.push_back(version);
    out.push_back(static_cast<char>(key_id >> 8));
    out.push_back(static_cast<char>(key_id & 0xFF));
    out.append(nonce12);
    out.resize(header + plain.size() + tag);
    EVP_CIPHER_CTX* cipher = cipher_context();
    int length = 0;
    must(EVP_EncryptInit_ex2(cipher, aes_256_gcm(), raw(key32), raw(nonce12), nullptr) == 1);
    must(EVP_EncryptUpdate(cipher, nullptr, &length, raw(context), static_cast<int>(context.size())) == 1);
    must(EVP_EncryptUpdate(cipher, raw(out) + header, &length, raw(plain), static_cast<int>(plain.size())) == 1);
    must(EVP_EncryptFinal_ex(cipher, raw(out) + header + length, &length) == 1);
    must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_GET_TAG, tag, raw(out) + header + plain.size()) == 1);
    return out;
}

std::optional<std::uint16_t> sealed_key_id(std::string_view sealed) {
    if (sealed.size() < header + tag || sealed[0] != version) return std::nullopt;
    return static_cast<std::uint16_t>(static_cast<unsigned char>(sealed[1]) << 8 | static_cast<unsigned char>(sealed[2]));
}

std::expected<std::string, Failure> open(std::string_view key32, std::string_view sealed, std::string_view context) {
    if (!sealed_key_id(sealed) || key32.size() != 32) return std::unexpected(not_ours());
    const std::string_view nonce = sealed.substr(3, 12), body = sealed.substr(header, sealed.size() - header - tag);
    std::string mark(sealed.substr(sealed.size() - tag));
    std::string out(body.size(), '\0');
    EVP_CIPHER_CTX* cipher = cipher_context();
    int length = 0;
    const bool opened =
        EVP_DecryptInit_ex2(cipher, aes_256_gcm(), raw(key32), raw(nonce), nullptr) == 1 &&
        EVP_DecryptUpdate(cipher, nullptr, &length, raw(context), static_cast<int>(context.size())) == 1 &&
        EVP_DecryptUpdate(cipher, raw(out), &length, raw(body), static_cast<int>(body.size())) == 1 &&
        EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_AEAD_SET_TAG, tag, raw(mark)) == 1 &&
        EVP_DecryptFinal_ex(cipher, raw(out) + length, &length) == 1;
    if (!opened) return std::unexpected(not_ours());
    return out;
}

}  // namespace todoke::crypto
