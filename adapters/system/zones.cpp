#include <map>
#include <mutex>
#include <stdexcept>

#include "adapters/system/clock.hpp"

#include <date/tz.h>

namespace todoke::system {
namespace {

class Zone : public ZoneRules {
public:
    explicit Zone(const date::time_zone* zone) : zone_(zone) {}

    LocalTime local(Instant at) const override {
        const auto time = zone_->to_local(at);
        const auto day = date::floor<date::days>(time);
        LocalTime local;
        local.day = SchoolDay{std::chrono::sys_days{std::chrono::days{day.time_since_epoch().count()}}};
        local.since_midnight = std::chrono::floor<std::chrono::seconds>(time - day);
        return local;
    }

    Instant instant(SchoolDay day, TimeOfDay time) const override {
        const date::local_days days{date::days{std::chrono::sys_days{day}.time_since_epoch().count()}};
        const auto local = days + time.since_midnight;
        const auto info = zone_->get_info(local);
        // A local time that a clock change skips means the first instant after it; one that occurs twice, the earlier.
        if (info.result == date::local_info::nonexistent) return std::chrono::time_point_cast<Duration>(info.second.begin);
        return std::chrono::time_point_cast<Duration>(date::sys_time<std::chrono::minutes>(local.time_since_epoch()) - info.first.offset);
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
            return zones_.emplace(name, std::make_unique<Zone>(date::locate_zone(name))).first->second.get();
        } catch (const std::runtime_error&) {
            return nullptr;
        }
    }

private:
    mutable std::mutex mutex_;
    mutable std::map<std::string, std::unique_ptr<Zone>> zones_;  // never shrinks: the pointers live as long as this
};

}  // namespace

std::unique_ptr<Zones> make_zones() { return std::make_unique<SystemZones>(); }

}  // namespace todoke::system
