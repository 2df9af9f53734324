// OpenSSL 3 looks algorithms up by name at every one-shot call, which costs more than hashing a kilobyte. They are
// fetched once for the process, and each thread keeps one context of each kind and gives it a new key every time.
#include "bot/ports/crypto.hpp"

#include <memory>
#include <stdexcept>

#include <openssl/core_names.h>
#include <openssl/crypto.h>
#include <openssl/evp.h>

namespace todoke::crypto {
namespace {

constexpr std::size_t nonce_size = 12;
constexpr std::size_t tag_size = 16;
constexpr std::size_t head_size = 1 + 2 + nonce_size;
constexpr char version_1 = 1;

const unsigned char* bytes_of(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }
unsigned char* bytes_of(std::string& text) { return reinterpret_cast<unsigned char*>(text.data()); }

// A failure of these calls is lack of memory or a broken installation, nothing that input can cause.
void must(int result, const char* what) {
    if (result != 1) throw std::runtime_error(std::string("OpenSSL failed: ") + what);
}

template <class T>
T* present(T* pointer, const char* what) {
    if (!pointer) throw std::runtime_error(std::string("OpenSSL lacks ") + what);
    return pointer;
}

template <auto function>
struct Free {
    template <class T>
    void operator()(T* pointer) const {
        function(pointer);
    }
};

using MacContext = std::unique_ptr<EVP_MAC_CTX, Free<EVP_MAC_CTX_free>>;
using DigestContext = std::unique_ptr<EVP_MD_CTX, Free<EVP_MD_CTX_free>>;
using CipherContext = std::unique_ptr<EVP_CIPHER_CTX, Free<EVP_CIPHER_CTX_free>>;

const EVP_MD* sha256_algorithm() {
    static EVP_MD* const algorithm = present(EVP_MD_fetch(nullptr, "SHA256", nullptr), "SHA-256");
    return algorithm;
}

const EVP_CIPHER* gcm_algorithm() {
    static EVP_CIPHER* const algorithm = present(EVP_CIPHER_fetch(nullptr, "AES-256-GCM", nullptr), "AES-256-GCM");
    return algorithm;
}

EVP_MAC_CTX* mac_context() {
    static EVP_MAC* const algorithm = present(EVP_MAC_fetch(nullptr, "HMAC", nullptr), "HMAC");
    thread_local const MacContext context = [] {
        MacContext made(present(EVP_MAC_CTX_new(algorithm), "an HMAC context"));
        char digest[] = "SHA256";
        const OSSL_PARAM parameters[] = {OSSL_PARAM_construct_utf8_string(OSSL_MAC_PARAM_DIGEST, digest, 0),
                                         OSSL_PARAM_construct_end()};
        must(EVP_MAC_CTX_set_params(made.get(), parameters), "HMAC with SHA-256");
        return made;
    }();
    return context.get();
}

EVP_CIPHER_CTX* cipher_context() {
    thread_local const CipherContext context(present(EVP_CIPHER_CTX_new(), "a cipher context"));
    return context.get();
}

int length_of(std::string_view text) {
    if (text.size() > 64 * 1024 * 1024) throw std::length_error("too long to be sealed");
    return static_cast<int>(text.size());
}

Failure does_not_open() {
    return {FailureCode::malformed, "a sealed value does not open",
            "check that the master key belongs to this database"};
}

}  // namespace

std::string hmac_sha256(std::string_view key, std::string_view data) {
    auto* const context = mac_context();
    // A null key would mean "the one before".
    const auto* const key_bytes = key.empty() ? bytes_of(std::string_view("")) : bytes_of(key);
    must(EVP_MAC_init(context, key_bytes, key.size(), nullptr), "HMAC key");
    must(EVP_MAC_update(context, bytes_of(data), data.size()), "HMAC data");
    std::string result(32, '\0');
    std::size_t length = 0;
    must(EVP_MAC_final(context, bytes_of(result), &length, result.size()), "HMAC result");
    return result;
}

std::string sha256(std::string_view data) {
    thread_local const DigestContext context(present(EVP_MD_CTX_new(), "a digest context"));
    must(EVP_DigestInit_ex2(context.get(), sha256_algorithm(), nullptr), "SHA-256");
    must(EVP_DigestUpdate(context.get(), data.data(), data.size()), "SHA-256 data");
    std::string result(32, '\0');
    must(EVP_DigestFinal_ex(context.get(), bytes_of(result), nullptr), "SHA-256 result");
    return result;
}

bool constant_time_equal(std::string_view a, std::string_view b) {
    return a.size() == b.size() && CRYPTO_memcmp(a.data(), b.data(), a.size()) == 0;
}

std::string seal(std::string_view key32, std::uint16_t key_id, std::string_view plain, std::string_view context,
                 std::string_view nonce12) {
    if (key32.size() != 32) throw std::invalid_argument("an AES-256 key has 32 bytes");
    if (nonce12.size() != nonce_size) throw std::invalid_argument("a GCM nonce has 12 bytes");
    std::string sealed;
    sealed.reserve(head_size + plain.size() + tag_size);
    sealed.push_back(version_1);
    sealed.push_back(static_cast<char>(key_id >> 8));
    sealed.push_back(static_cast<char>(key_id & 0xff));
    sealed.append(nonce12);
    sealed.resize(head_size + plain.size() + tag_size);

    auto* const cipher = cipher_context();
    auto* const out = bytes_of(sealed) + head_size;
    int written = 0;
    must(EVP_EncryptInit_ex2(cipher, gcm_algorithm(), bytes_of(key32), bytes_of(nonce12), nullptr), "seal key");
    if (!context.empty())
        must(EVP_EncryptUpdate(cipher, nullptr, &written, bytes_of(context), length_of(context)), "seal context");
    if (!plain.empty()) must(EVP_EncryptUpdate(cipher, out, &written, bytes_of(plain), length_of(plain)), "seal");
    must(EVP_EncryptFinal_ex(cipher, out + plain.size(), &written), "seal end");
    must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_GET_TAG, tag_size, out + plain.size()), "seal tag");
    return sealed;
}

std::optional<std::uint16_t> sealed_key_id(std::string_view sealed) {
    if (sealed.size() < head_size + tag_size || sealed[0] != version_1) return std::nullopt;
    const auto* const bytes = bytes_of(sealed);
    return static_cast<std::uint16_t>(bytes[1] << 8 | bytes[2]);
}

std::expected<std::string, Failure> open(std::string_view key32, std::string_view sealed, std::string_view context) {
    if (key32.size() != 32 || !sealed_key_id(sealed)) return std::unexpected(does_not_open());
    const auto nonce = sealed.substr(3, nonce_size);
    const auto ciphertext = sealed.substr(head_size, sealed.size() - head_size - tag_size);
    std::string tag(sealed.substr(sealed.size() - tag_size));
    std::string plain(ciphertext.size(), '\0');

    auto* const cipher = cipher_context();
    int written = 0;
    must(EVP_DecryptInit_ex2(cipher, gcm_algorithm(), bytes_of(key32), bytes_of(nonce), nullptr), "open key");
    if (!context.empty())
        must(EVP_DecryptUpdate(cipher, nullptr, &written, bytes_of(context), length_of(context)), "open context");
    if (!ciphertext.empty())
        must(EVP_DecryptUpdate(cipher, bytes_of(plain), &written, bytes_of(ciphertext), length_of(ciphertext)), "open");
    must(EVP_CIPHER_CTX_ctrl(cipher, EVP_CTRL_GCM_SET_TAG, tag_size, tag.data()), "open tag");
    unsigned char rest[16];
    if (EVP_DecryptFinal_ex(cipher, rest, &written) != 1) {
        OPENSSL_cleanse(plain.data(), plain.size());  // not authentic: nobody may see it
        return std::unexpected(does_not_open());
    }
    return plain;
}

}  // namespace todoke::crypto
