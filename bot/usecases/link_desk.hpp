#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/link_desk.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

// The page's side of linking: whoever typed the code is known only when the platform says which account finished its
// dialog (link_conversation::on_linked). It has to be the account that asked for the page.
class StoredLinkDesk : public LinkDesk {
public:
    StoredLinkDesk(Store& store, const Clock& clock, const Environment& environment)
        : store_(store), clock_(clock), environment_(environment) {}
    std::expected<bool, Failure> is_open(const std::string& token) override;
    std::expected<LinkEntry, Failure> enter(const std::string& token, const std::string& typed,
                                            const std::string& peer_address) override;

private:
    Store& store_;
    const Clock& clock_;
    const Environment& environment_;
};

}  // namespace todoke
