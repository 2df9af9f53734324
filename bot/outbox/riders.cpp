#include "bot/outbox/riders.hpp"

#include <algorithm>

namespace todoke {

Load load_riders(const std::vector<ClaimedMessage>& riders, std::size_t room) {
    Load load;
    for (const ClaimedMessage& rider : riders) {
        const auto same_list = [&](const std::vector<const ClaimedMessage*>& rows) {
            return !rider.draft.fold_key.empty() && rows.front()->draft.fold_key == rider.draft.fold_key;
        };
        if (const auto list = std::ranges::find_if(load.rows, same_list); list != load.rows.end())
            list->push_back(&rider);
        else if (load.rows.size() < room && rider.draft.messages.size() == 1)
            load.rows.push_back({&rider});
        else
            load.left.push_back(&rider);
    }
    for (const auto& rows : load.rows) {
        std::vector<const Message*> notices;
        for (const ClaimedMessage* row : rows) notices.push_back(&row->draft.messages.front());
        load.messages.push_back(notices.size() == 1 ? *notices.front() : digest_of(notices));
    }
    return load;
}

Message digest_of(const std::vector<const Message*>& notices) {
    Value items = Value::array();
    for (const Message* notice : notices) items.push_back(notice->args);
    Message digest{.key = "scan.digest"};
    digest.args = Value::object({{"items", std::move(items)}});
    return digest;
}

SettledMessage settled_rider(const ClaimedMessage& rider, const SendResult& result, const std::string& provider_id,
                             Instant now) {
    SettledMessage settled{.id = rider.id, .lease = rider.lease};
    settled.result.outcome = result.outcome;
    if (result.outcome == SendOutcome::accepted) {
        settled.next.settlement = Settlement::sent;
        settled.result.provider_id = provider_id;
        return settled;
    }
    // It goes on waiting, with the time it had; only where it may have arrived all the same the attempt is counted.
    settled.next.settlement = Settlement::retry;
    settled.next.delay = std::max(rider.draft.run_at - now, Duration{});
    settled.next.count_attempt = result.outcome == SendOutcome::ambiguous;
    return settled;
}

}  // namespace todoke
