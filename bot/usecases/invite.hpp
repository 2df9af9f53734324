// The codes on the school's paper.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <string>
#include <vector>

namespace todoke {

struct PaperCode {
    int place = 0;  // 1人目, 2人目, …
    std::int64_t invitation = 0;
    std::string code;  // in clear only here: the store keeps a keyed hash
};

// One single-use code for each guardian the student may still get. Codes handed out before and not yet used are
// revoked: the new paper replaces the old one.
std::vector<PaperCode> invite(Transaction& tx, const Environment& environment, const School& school,
                              const Student& student, Instant expires_at, Instant now);

}  // namespace todoke
