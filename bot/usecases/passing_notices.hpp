// Notices of passings at one address, ended and taken up again. Alarms, receipts and answers cannot be ended.
#pragma once

#include "bot/ports/clock.hpp"
#include "bot/ports/store/store.hpp"
#include "bot/ports/unsubscribe_desk.hpp"
#include "bot/usecases/environment.hpp"

namespace todoke {

// The school hears of it, and the person at their other addresses. false: it was so already.
bool set_without_passings(Transaction& tx, const Environment& environment, const SchoolList& schools,
                          const Contact& address, bool without, Instant now);

// One press in the mail program, or the button on the page: whoever has the link may end, and only end.
class StoredUnsubscribeDesk : public UnsubscribeDesk {
public:
    StoredUnsubscribeDesk(Store& store, const Clock& clock, const Environment& environment)
        : store_(store), clock_(clock), environment_(environment) {}
    std::expected<bool, Failure> is_open(const std::string& token) override;
    std::expected<bool, Failure> end(const std::string& token) override;

private:
    std::optional<OutboxId> message_of(const std::string& token) const;

    Store& store_;
    const Clock& clock_;
    const Environment& environment_;
};

}  // namespace todoke
