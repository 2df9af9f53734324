// Personal columns at rest: AES-256-GCM with a data key per school, wrapped by a master key that never enters the
// database.
//
// The additional data of a cell is its column ("person.profile_sealed"), the school and a row key, so that a cell moved
// to another row, column or school does not open. The row key is a value that is unique in the table and known before
// the insert: a public id, the unique natural key (event key, dedup, nonce) or an id taken from the sequence
// beforehand. It must never change.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/random.hpp"
#include "domain/ids.hpp"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <string>
#include <string_view>

namespace todoke::postgres {

class Connection;

// Safe from several threads. All calls may throw StoreFailure; a cell that does not open throws FailureCode::malformed.
class Sealer {
public:
    // `connect` gives a session of its own for the rare reading or making of a key: a key made inside a caller's
    // transaction would be lost with its rollback while this process goes on sealing with it.
    Sealer(std::string master_key, std::function<std::unique_ptr<Connection>()> connect, const Clock& clock,
           Random& random);
    ~Sealer();

    // School 0 is the city: what belongs to no school or is not yet known to.
    std::string seal(SchoolId school, std::string_view plain, std::string_view column, std::string_view row_key);
    std::string open(SchoolId school, std::string_view sealed, std::string_view column, std::string_view row_key);

    // First 16 bytes of HMAC-SHA256 for values that must be found: addresses, card tokens. Normalise before calling.
    std::string blind_index(std::string_view column, std::string_view value) const;

private:
    struct Key {
        std::string bytes;
        std::uint16_t id = 0;
    };
    Key newest(SchoolId school);  // made when the school has none
    Key numbered(SchoolId school, std::uint16_t id);
    void load(SchoolId school);
    std::string nonce();

    const std::string master_key_;
    const std::string index_key_;
    const std::function<std::unique_ptr<Connection>()> connect_;
    const Clock& clock_;
    Random& random_;
    std::mutex mutex_;
    std::map<std::pair<std::int64_t, std::uint16_t>, std::string> keys_;
};

}  // namespace todoke::postgres
