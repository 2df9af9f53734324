// Ending a search: the case is closed, and everybody who was alarmed by it hears that all is clear.
#pragma once

#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

#include <optional>
#include <string>

namespace todoke {

struct SearchEnd {
    std::string resolution;      // "present", "scanned", "reported", "absent", "late", "found", "closed"
    std::optional<PersonId> by;  // a person who ended it; none for a scan
    std::string by_name;         // as others see that person; "" = by itself
    std::string reason;          // close.<code> for closed
};

// false: the case had already ended (then nobody is told twice).
bool end_search(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                const Case& the_case, const SearchEnd& end, Instant now);

// The open or exhausted case of that day, ended when there is one.
bool end_search_of(Transaction& tx, const Environment& environment, const School& school, const Student& student,
                   SchoolDay day, const SearchEnd& end, Instant now);

}  // namespace todoke
