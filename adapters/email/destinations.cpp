#include "adapters/email/destinations.hpp"

#include "domain/message/mail_provider.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

using namespace std::chrono_literals;

constexpr auto between = 200ms;    // five a second and carrier, of each process
constexpr auto saved_up = 1s;      // so many may go at once after a pause
constexpr auto forgotten = 10min;  // another process sent it, or it ended

bool can_wait(MessageClass message_class) { return message_class >= MessageClass::staff; }

std::string lower_case(std::string domain) {
    std::ranges::transform(domain, domain.begin(),
                           [](char c) { return c >= 'A' && c <= 'Z' ? char(c - 'A' + 'a') : c; });
    return domain;
}

}  // namespace

void Destinations::rest(const std::string& domain, Instant until) {
    const std::lock_guard lock(mutex_);
    Instant& known = resting_[lower_case(domain)];
    known = std::max(known, until);
}

bool Destinations::declines(const std::string& domain, MessageClass message_class, Instant now) {
    if (!can_wait(message_class)) return false;
    const std::lock_guard lock(mutex_);
    const auto found = resting_.find(lower_case(domain));
    if (found == resting_.end()) return false;
    if (now < found->second) return true;
    resting_.erase(found);
    return false;
}

std::chrono::milliseconds Destinations::turn_of(const std::string& domain, MessageClass message_class,
                                                const std::string& key, Time now) {
    if (!can_wait(message_class) || mail_provider(domain) != MailProvider::carrier) return 0ms;
    const std::lock_guard lock(mutex_);
    Queue& queue = queues_[lower_case(domain)];
    const auto promised = queue.turns.find(key);
    if (promised == queue.turns.end()) {
        std::erase_if(queue.turns, [&](const auto& turn) { return turn.second + forgotten < now; });
        const Time mine = std::max(queue.next, now - saved_up + between);
        queue.next = mine + between;
        if (mine <= now) return 0ms;
        queue.turns.emplace(key, mine);
        return std::chrono::ceil<std::chrono::milliseconds>(mine - now);
    }
    if (promised->second > now) return std::chrono::ceil<std::chrono::milliseconds>(promised->second - now);
    queue.turns.erase(promised);
    return 0ms;
}

}  // namespace todoke::email
