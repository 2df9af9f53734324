// A day that has a report already: whoever reports it again is asked first.
#pragma once

#include "bot/inbound/turn.hpp"
#include "domain/form/form.hpp"

#include <optional>

namespace todoke {

struct StandingReport {
    Report report;
    const FormChild* child = nullptr;  // of the form's context
};
// The current report that the draft would replace, once child, kind and day are known. Nothing for a report this person
// must not know of, and nothing after the deadline: what is typed then is kept for staff as it is.
std::optional<StandingReport> standing_report(const Turn& turn, const Draft& draft, const FormContext& context);

Message ask_to_change(const Turn& turn, const StandingReport& standing, const std::string& nonce);

}  // namespace todoke
