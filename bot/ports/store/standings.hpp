// Whom a channel has to show what beside its messages: one row per address, made due by whatever changes who that
// address belongs to, what that person is, or their language.
#pragma once

#include "bot/ports/failure.hpp"
#include "domain/people/standing.hpp"
#include "domain/time.hpp"

#include <cstdint>
#include <expected>
#include <string>
#include <vector>

namespace todoke {

struct StandingRow {
    std::string channel, account, address;
    std::string address_index;  // with channel and account: the row
    Standing standing = Standing::unlinked;
    std::string language;
    std::int64_t version = 0;  // rises with every change
    std::int64_t lease = 0;    // 0 when it was read without a claim
    int attempts = 0;          // this claim included
    std::string shown;         // the channel's word for what it showed last; "" = nothing yet
};

class StandingStore {
public:
    virtual ~StandingStore() = default;
    virtual std::expected<std::vector<StandingRow>, Failure> claim(const std::vector<std::string>& channels, int limit,
                                                                   Duration lease_for, Instant now) = 0;
    // The channel shows `as`. Whatever changed in between, or was done by somebody else meanwhile, is due again.
    virtual std::expected<void, Failure> shown(const StandingRow& row, const std::string& as) = 0;
    virtual std::expected<void, Failure> postpone(const StandingRow& row, Instant run_at) = 0;
    // Everybody of one account, linked now or before, in pages: those behind `after`, an address_index ("" = the
    // first).
    virtual std::expected<std::vector<StandingRow>, Failure> page(const std::string& channel,
                                                                  const std::string& account, const std::string& after,
                                                                  int limit) = 0;
};

}  // namespace todoke
