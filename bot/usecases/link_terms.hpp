#pragma once

#include "bot/ports/texts.hpp"

namespace todoke {

// The version of purpose and terms that is shown now (`link.terms.version`). Whoever agreed to an older one is asked
// again before the next link.
int terms_version(const Texts& texts);

}  // namespace todoke
