#include "adapters/system/clock.hpp"

#include <map>
#include <mutex>
#include <stdexcept>

#include <date/tz.h>

namespace todoke::system {
namespace {

class SystemZoneRules : public ZoneRules {
public:
    explicit SystemZoneRules(const date::time_zone* zone) : zone_(zone) {}

    LocalTime local(Instant instant) const override {
        const auto seconds = zone_->to_local(std::chrono::floor<std::chrono::seconds>(instant)).time_since_epoch();
        const auto day = std::chrono::floor<std::chrono::days>(seconds);
        return {SchoolDay{std::chrono::local_days{day}}, seconds - day};
    }

    Instant instant(SchoolDay day, TimeOfDay time) const override {
        const date::local_seconds local{std::chrono::local_days{day}.time_since_epoch() + time.since_midnight};
        const auto info = zone_->get_info(local);
        // A skipped local time gives the end of the gap; one that occurs twice lies before the change the first time.
        if (info.result == date::local_info::nonexistent) return info.first.end;
        return date::sys_seconds{local.time_since_epoch()} - info.first.offset;
    }

private:
    const date::time_zone* zone_;
};

class SystemZones : public Zones {
public:
    const ZoneRules* find(const std::string& name) const override {
        const std::lock_guard lock(mutex_);
        if (const auto known = zones_.find(name); known != zones_.end()) return known->second.get();
        try {
            auto rules = std::make_unique<SystemZoneRules>(date::locate_zone(name));
            // The database reads a zone's file when it is first used: a name that only looks like a zone fails here.
            static_cast<void>(rules->local(Instant{}));
            return zones_.emplace(name, std::move(rules)).first->second.get();
        } catch (const std::runtime_error&) {
            return nullptr;
        }
    }

private:
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::unique_ptr<SystemZoneRules>> zones_;
};

}  // namespace

std::unique_ptr<Zones> make_zones() { return std::make_unique<SystemZones>(); }

}  // namespace todoke::system
