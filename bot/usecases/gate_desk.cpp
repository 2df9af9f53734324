#include "bot/usecases/gate_desk.hpp"

#include "bot/usecases/scan_ingest.hpp"

namespace todoke {
namespace {

Failure no_such_gate() { return {FailureCode::not_found, "no such gate", "register it with: todoke gate add"}; }

}  // namespace

std::expected<std::optional<std::string>, Failure> StoredGates::secret_of(const std::string& code) {
    std::optional<std::string> secret;
    const auto read = store_.transact([&](Transaction& tx) {
        const auto gate = tx.attendance().gate(code, false);
        secret = gate && !gate->revoked ? std::optional(gate->secret) : std::nullopt;
        return true;
    });
    if (!read) return std::unexpected(read.error());
    return secret;
}

std::expected<ScanAnswer, Failure> StoredGates::store(const std::string& code, std::int64_t epoch,
                                                      const std::vector<ScanInput>& scans) {
    const auto schools = environment_.schools.current();
    std::optional<ScanAnswer> answer;
    const auto stored = store_.transact([&](Transaction& tx) {
        answer.reset();
        // The gate's row is locked: two uploads of one gate come one after the other, and stored_through means what it
        // says.
        const auto gate = tx.attendance().gate(code, true);
        const School* school = gate && !gate->revoked ? schools->find(gate->school) : nullptr;
        if (!school) return false;
        ScanIngestInput input{.gate = *gate, .epoch = epoch};
        for (const ScanInput& one : scans) {
            input.scans.push_back(one.scan);
            input.malformed.push_back(one.malformed);
        }
        const auto outcome = scan_ingest(tx, environment_, *school, input, clock_.now());
        answer = ScanAnswer{outcome.stored_through, outcome.statuses};
        return true;
    });
    if (!stored) return std::unexpected(stored.error());
    if (!answer) return std::unexpected(no_such_gate());
    return *answer;
}

std::expected<void, Failure> StoredGates::heartbeat(const std::string& code) {
    bool known = false;
    const auto seen = store_.transact([&](Transaction& tx) {
        const auto gate = tx.attendance().gate(code, false);
        known = gate && !gate->revoked;
        if (known) tx.attendance().gate_seen(gate->id, clock_.now());
        return known;
    });
    if (!seen) return std::unexpected(seen.error());
    if (!known) return std::unexpected(no_such_gate());
    return {};
}

}  // namespace todoke
