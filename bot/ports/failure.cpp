#include "bot/ports/failure.hpp"

namespace todoke {

const char* to_text(FailureCode code) {
    switch (code) {
        case FailureCode::not_found:
            return "not_found";
        case FailureCode::conflict:
            return "conflict";
        case FailureCode::unavailable:
            return "unavailable";
        case FailureCode::timeout:
            return "timeout";
        case FailureCode::rejected:
            return "rejected";
        case FailureCode::unauthorized:
            return "unauthorized";
        case FailureCode::malformed:
            return "malformed";
        case FailureCode::too_large:
            return "too_large";
        case FailureCode::misconfigured:
            return "misconfigured";
    }
    return "unknown";
}

}  // namespace todoke
