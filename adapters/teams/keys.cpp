// {"issuer":"https://api.botframework.com","jwks_uri":"https://login.botframework.com/v1/.well-known/keys", …}
// {"keys":[{"kty":"RSA","use":"sig","kid":"abc123","n":"<base64url>","e":"AQAB","endorsements":["msteams","webchat"]}]}
// https://learn.microsoft.com/azure/bot-service/rest-api/bot-framework-rest-connector-authentication
#include "adapters/teams/keys.hpp"

#include "adapters/teams/verify.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <openssl/bn.h>
#include <openssl/core_names.h>
#include <openssl/evp.h>
#include <openssl/param_build.h>

namespace todoke::teams {
namespace {

using namespace std::chrono_literals;

constexpr auto hold = 24h;
constexpr auto alarm_after = 48h;
constexpr std::size_t most_keys = 100;
constexpr int fewest_bits = 2048;

template <auto free>
struct Freer {
    template <class T>
    void operator()(T* one) const {
        free(one);
    }
};
template <class T, auto free>
using Owned = std::unique_ptr<T, Freer<free>>;

const unsigned char* bytes(std::string_view text) { return reinterpret_cast<const unsigned char*>(text.data()); }

}  // namespace

struct PublicKey::Handle {
    Owned<EVP_PKEY, EVP_PKEY_free> key;
};

PublicKey::PublicKey(std::unique_ptr<Handle> handle) : handle_(std::move(handle)) {}
PublicKey::~PublicKey() = default;

std::shared_ptr<const PublicKey> PublicKey::make(std::string_view modulus, std::string_view exponent) {
    if (modulus.empty() || modulus.size() > 1024 || exponent.empty() || exponent.size() > 8) return nullptr;
    const Owned<BIGNUM, BN_free> n(BN_bin2bn(bytes(modulus), static_cast<int>(modulus.size()), nullptr));
    const Owned<BIGNUM, BN_free> e(BN_bin2bn(bytes(exponent), static_cast<int>(exponent.size()), nullptr));
    const Owned<OSSL_PARAM_BLD, OSSL_PARAM_BLD_free> builder(OSSL_PARAM_BLD_new());
    if (!n || !e || !builder || BN_num_bits(n.get()) < fewest_bits) return nullptr;
    if (!OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_N, n.get()) ||
        !OSSL_PARAM_BLD_push_BN(builder.get(), OSSL_PKEY_PARAM_RSA_E, e.get()))
        return nullptr;
    const Owned<OSSL_PARAM, OSSL_PARAM_free> parameters(OSSL_PARAM_BLD_to_param(builder.get()));
    const Owned<EVP_PKEY_CTX, EVP_PKEY_CTX_free> context(EVP_PKEY_CTX_new_from_name(nullptr, "RSA", nullptr));
    EVP_PKEY* key = nullptr;
    if (!parameters || !context || EVP_PKEY_fromdata_init(context.get()) <= 0 ||
        EVP_PKEY_fromdata(context.get(), &key, EVP_PKEY_PUBLIC_KEY, parameters.get()) <= 0)
        return nullptr;
    auto handle = std::make_unique<Handle>();
    handle->key.reset(key);
    return std::shared_ptr<const PublicKey>(new PublicKey(std::move(handle)));
}

bool PublicKey::signed_rs256(std::string_view data, std::string_view signature) const {
    const Owned<EVP_MD_CTX, EVP_MD_CTX_free> context(EVP_MD_CTX_new());
    return context && EVP_DigestVerifyInit(context.get(), nullptr, EVP_sha256(), nullptr, handle_->key.get()) == 1 &&
           EVP_DigestVerify(context.get(), bytes(signature), signature.size(), bytes(data), data.size()) == 1;
}

bool KeyRing::look_up(std::string_view kid, SigningKey& key, bool& stale, bool& may_fetch) const {
    const std::lock_guard lock(mutex_);
    const auto now = services_.clock.mono();
    stale = keys_.empty() || now - fetched_ > hold;
    may_fetch = !tried_ || now - last_try_ >= source_.refresh;
    const auto found = keys_.find(kid);
    if (found == keys_.end()) return false;
    key = found->second;
    return true;
}

KeyRing::Found KeyRing::find(std::string_view kid, SigningKey& key) {
    bool stale = false, may_fetch = false;
    bool known = look_up(kid, key, stale, may_fetch);
    if ((known && !stale) || !may_fetch) {
        if (known) return Found::yes;
        const std::lock_guard lock(mutex_);
        return keys_.empty() ? Found::no_keys : Found::unknown;
    }
    std::unique_lock fetching(fetching_, std::defer_lock);
    if (known && !fetching.try_lock()) return Found::yes;  // an old key is good while somebody else renews it
    if (!known) fetching.lock();
    look_up(kid, key, stale, may_fetch);
    if (may_fetch) fetch();
    known = look_up(kid, key, stale, may_fetch);
    if (known) return Found::yes;
    const std::lock_guard lock(mutex_);
    return keys_.empty() ? Found::no_keys : Found::unknown;
}

bool KeyRing::fetch() {
    const auto began = services_.clock.mono();
    {
        const std::lock_guard lock(mutex_);
        tried_ = true;
        last_try_ = began;
    }
    const auto get = [&](std::string path) -> std::optional<Value> {
        ClientRequest request;
        request.method = "GET";
        request.origin = source_.origin;
        request.path = std::move(path);
        request.connect_timeout = 2s;
        request.answer_timeout = 3s;
        const auto answer = services_.http.send(request);
        if (!answer || answer->status != 200) return std::nullopt;
        auto body = json::parse(answer->body);
        if (!body) return std::nullopt;
        return std::move(*body);
    };
    const auto failed = [&](const char* reason) {
        const std::lock_guard lock(mutex_);
        const bool old = !keys_.empty() && began - fetched_ > alarm_after;
        services_.log.write(keys_.empty() || old ? LogLevel::error : LogLevel::warning, "teams.keys_not_renewed",
                            {{"reason", Code{reason}}, {"keys", keys_.size()}});
        return false;
    };
    const auto metadata = get(source_.path);
    if (!metadata) return failed("metadata");
    if ((*metadata)["issuer"].as_string() != expected_issuer) return failed("issuer");
    // The keys are taken from the host that was configured, wherever the document points to.
    const std::string& uri = (*metadata)["jwks_uri"].as_string();
    if (!uri.starts_with(source_.origin + "/")) return failed("jwks_uri");
    const auto document = get(uri.substr(source_.origin.size()));
    if (!document) return failed("keys");
    Keys keys;
    for (const Value& one : (*document)["keys"].items()) {
        if (keys.size() >= most_keys) break;
        const std::string& kid = one["kid"].as_string();
        if (kid.empty() || one["kty"].as_string() != "RSA" || (one.find("use") && one["use"].as_string() != "sig"))
            continue;
        const auto n = crypto::from_base64url(one["n"].as_string()), e = crypto::from_base64url(one["e"].as_string());
        SigningKey key{.key = n && e ? PublicKey::make(*n, *e) : nullptr, .endorsements = {}};
        if (!key.key) continue;
        for (const Value& channel : one["endorsements"].items()) key.endorsements.insert(channel.as_string());
        keys.emplace(kid, std::move(key));
    }
    if (keys.empty()) return failed("no_usable_key");
    const std::lock_guard lock(mutex_);
    keys_ = std::move(keys);
    fetched_ = services_.clock.mono();
    return true;
}

}  // namespace todoke::teams
