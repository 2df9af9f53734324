#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/link_desk.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

// The page's side of linking. Asked for in a chat: whoever typed the code is known only when the platform says which
// account finished its dialog (link_conversation::on_linked). It has to be the account that asked for the page. Sent by
// mail: the page's address is the proof, because only the mailbox has it, and the right code links at once.
class StoredLinkDesk : public LinkDesk {
public:
    StoredLinkDesk(Store& store, const Clock& clock, const Environment& environment)
        : store_(store), clock_(clock), environment_(environment) {}
    std::expected<std::optional<LinkPage>, Failure> page(const std::string& token) override;
    std::expected<LinkEntry, Failure> enter(const std::string& token, const std::string& typed,
                                            const std::string& peer_address) override;

private:
    Store& store_;
    const Clock& clock_;
    const Environment& environment_;
};

}  // namespace todoke
