#include "adapters/teams/assertion.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <openssl/evp.h>
#include <openssl/pem.h>
#include <openssl/rsa.h>
#include <openssl/x509.h>

namespace todoke::teams {
namespace {

template <auto free>
struct Freer {
    template <class T>
    void operator()(T* one) const {
        free(one);
    }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Freer<free>>;

Owned<BIO, BIO_free_all> reader(const std::string& pem) {
    return Owned<BIO, BIO_free_all>(BIO_new_mem_buf(pem.data(), static_cast<int>(pem.size())));
}

// base64url(SHA-256(certificate as DER))
std::optional<std::string> thumbprint(const std::string& pem) {
    const auto bio = reader(pem);
    const Owned<X509, X509_free> certificate(bio ? PEM_read_bio_X509(bio.get(), nullptr, nullptr, nullptr) : nullptr);
    if (!certificate) return std::nullopt;
    unsigned char* der = nullptr;
    const int size = i2d_X509(certificate.get(), &der);
    if (size <= 0) return std::nullopt;
    const std::string bytes(reinterpret_cast<char*>(der), static_cast<std::size_t>(size));
    OPENSSL_free(der);
    return crypto::to_base64url(crypto::sha256(bytes));
}

// RSASSA-PSS, SHA-256 for digest and mask, salt as long as the digest.
std::optional<std::string> sign_ps256(const std::string& pem, const std::string& data) {
    const auto bio = reader(pem);
    const Owned<EVP_PKEY, EVP_PKEY_free> key(bio ? PEM_read_bio_PrivateKey(bio.get(), nullptr, nullptr, nullptr)
                                                 : nullptr);
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    EVP_PKEY_CTX* padding = nullptr;
    if (!key || !context || EVP_PKEY_get_base_id(key.get()) != EVP_PKEY_RSA ||
        EVP_DigestSignInit(context.get(), &padding, EVP_sha256(), nullptr, key.get()) != 1 ||
        EVP_PKEY_CTX_set_rsa_padding(padding, RSA_PKCS1_PSS_PADDING) <= 0 ||
        EVP_PKEY_CTX_set_rsa_pss_saltlen(padding, RSA_PSS_SALTLEN_DIGEST) <= 0)
        return std::nullopt;
    const auto* input = reinterpret_cast<const unsigned char*>(data.data());
    std::size_t size = 0;
    if (EVP_DigestSign(context.get(), nullptr, &size, input, data.size()) != 1) return std::nullopt;
    std::string signature(size, '\0');
    if (EVP_DigestSign(context.get(), reinterpret_cast<unsigned char*>(signature.data()), &size, input, data.size()) !=
        1)
        return std::nullopt;
    signature.resize(size);
    return signature;
}

}  // namespace

std::optional<std::string> client_assertion(const AccountSettings& settings, Instant now, Random& random) {
    const auto print = thumbprint(settings.certificate);
    if (!print) return std::nullopt;
    const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(now.time_since_epoch()).count();
    const Value header = Value::object({{"alg", "PS256"}, {"typ", "JWT"}, {"x5t#S256", *print}});
    const Value claims = Value::object({{"aud", settings.login_base + "/" + settings.tenant_id + "/oauth2/v2.0/token"},
                                        {"iss", settings.app_id},
                                        {"sub", settings.app_id},
                                        {"jti", crypto::to_hex(random.bytes(16))},
                                        {"iat", seconds},
                                        {"nbf", seconds},
                                        {"exp", seconds + 300}});
    const std::string data =
        crypto::to_base64url(json::write(header)) + "." + crypto::to_base64url(json::write(claims));
    const auto signature = sign_ps256(settings.certificate_key, data);
    if (!signature) return std::nullopt;
    return data + "." + crypto::to_base64url(*signature);
}

}  // namespace todoke::teams
