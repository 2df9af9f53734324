#include "adapters/postgres/sealer.hpp"

#include "adapters/postgres/connection.hpp"
#include "bot/ports/crypto.hpp"
#include "generated/sql/foundation.hpp"

namespace todoke::postgres {
namespace {

constexpr std::string_view index_purpose = "todoke blind index 1";

// Length-prefixed, so that no two different triples give the same bytes.
std::string context_of(SchoolId school, std::string_view column, std::string_view row_key) {
    std::string context = std::to_string(school.value);
    context.append(1, '\0').append(std::to_string(column.size())).append(1, '\0').append(column).append(row_key);
    return context;
}

std::string wrap_context(SchoolId school, std::uint16_t id) {
    return "data_key" + std::string(1, '\0') + std::to_string(school.value) + std::string(1, '\0') + std::to_string(id);
}

[[noreturn]] void does_not_open(std::string_view column) {
    throw StoreFailure({FailureCode::malformed, "a sealed cell of " + std::string(column) + " does not open",
                        "the cell was moved or changed, or the master key is not the one it was sealed under"});
}

}  // namespace

Sealer::Sealer(std::string master_key, std::function<std::unique_ptr<Connection>()> connect, const Clock& clock,
               Random& random)
    : master_key_(std::move(master_key)),
      index_key_(crypto::hmac_sha256(master_key_, index_purpose)),
      connect_(std::move(connect)),
      clock_(clock),
      random_(random) {
    if (master_key_.size() != 32)
        throw StoreFailure(
            {FailureCode::misconfigured, "the master key is not 32 bytes long", "make one: 32 random bytes, base64"});
}

Sealer::~Sealer() = default;

std::string Sealer::nonce() { return random_.bytes(12); }

void Sealer::load(SchoolId school) {
    const auto connection = connect_();
    const auto read = [&] {
        const Result rows = connection->run(sql::data_keys_of_school, school);
        for (const Row row : rows) {
            const auto id = static_cast<std::uint16_t>(row.get<int>(0));
            auto key = crypto::open(master_key_, row.bytes(1), wrap_context(school, id));
            if (!key || key->size() != 32)
                throw StoreFailure({FailureCode::misconfigured, "a data key does not open under this master key",
                                    "give the master key this database was made with"});
            const std::lock_guard lock(mutex_);
            keys_[{school.value, id}] = *std::move(key);
        }
        return !rows.empty();
    };
    if (read()) return;
    const std::string wrapped = crypto::seal(master_key_, 0, random_.bytes(32), wrap_context(school, 1), nonce());
    connection->run(sql::add_data_key, school, 1, wrapped, clock_.now());
    read();
}

Sealer::Key Sealer::newest(SchoolId school) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        {
            const std::lock_guard lock(mutex_);
            auto after = keys_.upper_bound({school.value, std::uint16_t{65535}});
            if (after != keys_.begin()) {
                const auto& [name, bytes] = *--after;
                if (name.first == school.value) return {bytes, name.second};
            }
        }
        load(school);
    }
    throw StoreFailure({FailureCode::unavailable, "no data key could be made", ""});
}

Sealer::Key Sealer::numbered(SchoolId school, std::uint16_t id) {
    for (int attempt = 0; attempt < 2; ++attempt) {
        {
            const std::lock_guard lock(mutex_);
            const auto found = keys_.find({school.value, id});
            if (found != keys_.end()) return {found->second, id};
        }
        if (attempt == 0) load(school);  // another process may have made it
    }
    throw StoreFailure({FailureCode::malformed, "the data key of a sealed cell is gone",
                        "it was destroyed with the end of a contract"});
}

std::string Sealer::seal(SchoolId school, std::string_view plain, std::string_view column, std::string_view row_key) {
    const Key key = newest(school);
    return crypto::seal(key.bytes, key.id, plain, context_of(school, column, row_key), nonce());
}

std::string Sealer::open(SchoolId school, std::string_view sealed, std::string_view column, std::string_view row_key) {
    const auto id = crypto::sealed_key_id(sealed);
    if (!id) does_not_open(column);
    auto plain = crypto::open(numbered(school, *id).bytes, sealed, context_of(school, column, row_key));
    if (!plain) does_not_open(column);
    return *std::move(plain);
}

std::string Sealer::blind_index(std::string_view column, std::string_view value) const {
    std::string data(column);
    data.append(1, '\0').append(value);
    return crypto::hmac_sha256(index_key_, data).substr(0, 16);
}

}  // namespace todoke::postgres
