#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/confirm_desk.hpp"
#include "bot/ports/link_desk.hpp"
#include "bot/ports/texts.hpp"
#include "bot/ports/unsubscribe_desk.hpp"

namespace todoke::web {

// GET and POST /link/{token}. `desk` and `texts` must outlive the routes. A template that cannot be read is a failure.
std::expected<void, Failure> register_pages(Registry& registry, LinkDesk& desk, const Texts& texts);
// GET and POST /unsubscribe/{token}, in the same way.
std::expected<void, Failure> register_unsubscribe_page(Registry& registry, UnsubscribeDesk& desk, const Texts& texts);

// GET and POST /confirm/{token}, likewise.
std::expected<void, Failure> register_confirm_page(Registry& registry, ConfirmDesk& desk, const Texts& texts);

}  // namespace todoke::web
