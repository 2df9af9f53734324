// What every use case may lean on besides its transaction. One per process; everything here is safe to share.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/log.hpp"
#include "bot/ports/random.hpp"
#include "bot/ports/schools.hpp"
#include "bot/ports/texts.hpp"

#include <string>
#include <string_view>

namespace todoke {

// The channels that exist in this process, by name.
class ChannelDirectory {
public:
    virtual ~ChannelDirectory() = default;
    virtual Channel* find(std::string_view name) const = 0;  // nullptr: not configured
};

struct Environment {
    const Schools& schools;
    const Texts& texts;
    const TextAnalysis& analysis;
    const ChannelDirectory& channels;
    Random& random;
    Log& log;
    std::string public_url;  // where people reach our pages; empty = no page is offered
};

std::string new_nonce(Random& random);  // 128 bits as 32 hex digits
std::string new_code(Random& random);   // 50 bits as 10 characters that can be read out and typed

}  // namespace todoke
