#pragma once

#include "bot/inbound/turn.hpp"
#include "domain/form/form.hpp"

namespace todoke {

// Sends a complete draft to the school and says what became of it. Returns what a repeated press is answered with
// ({"number": …} when it was received).
Value submit_draft(Turn& turn, const Draft& draft, const FormContext& context);

// 確認済 and locked: who read it and when, with the ways that remain (登校, telephone).
Message locked_message(const Turn& turn, const School& school, const Student& student, const Report& report);

}  // namespace todoke
