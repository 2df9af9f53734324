#include "tests/morning/morning.hpp"

#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "tests/morning/faults.hpp"
#include "tests/morning/gate_device.hpp"
#include "tests/morning/staff.hpp"

#include <cstdlib>
#include <stdexcept>
#include <thread>
#include <unistd.h>

#include <fmt/format.h>

namespace todoke::morning {
namespace {

namespace fs = std::filesystem;
using namespace std::chrono_literals;
using Real = std::chrono::steady_clock;

// How fast the parts of the morning pass. Leases of 20 s end after 0.3 s in the fast parts: overlapping work is part of
// the trial.
struct Part {
    Instant until;
    double speed;
};
std::vector<Part> parts() { return {{at(8, 2), 70}, {at(8, 32), 150}, {at(8, 54), 60}, {at(9, 10), 120}}; }

fs::path make_folder(const Settings& settings) {
    const fs::path folder = settings.keep.empty()
                                ? fs::temp_directory_path() / fmt::format("todoke-morning-{}", getpid())
                                : fs::path(settings.keep);
    fs::create_directories(folder);
    return fs::absolute(folder);
}

std::string environment(const char* name) {
    const char* value = std::getenv(name);
    return value ? value : "";
}

}  // namespace

Settings settings_from_environment() {
    Settings settings;
    if (const auto seed = environment("TODOKE_MORNING_SEED"); !seed.empty()) settings.seed = std::stoull(seed);
    if (const auto kills = environment("TODOKE_MORNING_KILLS"); !kills.empty()) settings.kills = std::stoi(kills);
    if (const auto pace = environment("TODOKE_MORNING_PACE"); !pace.empty()) settings.pace = std::stod(pace);
    settings.keep = environment("TODOKE_MORNING_KEEP");
    return settings;
}

Morning::Morning(const Settings& settings)
    : settings_(settings), folder_(make_folder(settings)), clock_(database_.conninfo()), random_(settings.seed) {
    clock_.run(at(7, 20), 0);
    system::ManualClock standing(at(7, 20));
    system::RecordingLog log;
    const auto store =
        postgres::make_store({.conninfo = database_.conninfo(), .master_key = std::string(32, 'k'), .instance = "town"},
                             standing, random_, log);
    town_ = settle(*store, random_, at(7, 0));
    platforms_ = std::make_unique<Platforms>(clock_, folder_);
    platforms_->welcome(town_);
    fleet_ = std::make_unique<Fleet>(
        platforms_->write_configurations(database_.conninfo()),
        [draw = std::make_shared<system::SeededRandom>(settings.seed + 2'000'003)] { return draw_faults(*draw); });
    reader_ = std::make_unique<Database>(database_.conninfo());
}

Morning::~Morning() {
    if (balancer_) balancer_->stop();
    if (sampler_) sampler_->stop();
    balancer_.reset();
    fleet_.reset();
    platforms_.reset();
    std::error_code ignored;
    if (settings_.keep.empty()) fs::remove_all(folder_, ignored);
}

Evidence Morning::evidence() const {
    return {*reader_, town_, journal_, *platforms_, {fleet_->member(0).log, fleet_->member(1).log}};
}

void Morning::wait_until_ready() {
    const auto until = Real::now() + 30s;
    for (std::size_t i = 0; i < processes; ++i)
        while (!fleet_->ready(i)) {
            if (Real::now() > until)
                throw std::runtime_error("service " + std::to_string(i + 1) + " does not get ready; see its log");
            std::this_thread::sleep_for(50ms);
        }
}

// A few sessions of the services, whatever they are doing.
void Morning::end_sessions(system::SeededRandom& random) {
    const Database database(database_.conninfo());
    lost_sessions_ += static_cast<int>(
        database.number(fmt::format("select count(pg_terminate_backend(pid)) from (select pid from pg_stat_activity "
                                    "where datname = current_database() and "
                                    "application_name like 'todoke/%' order by md5(pid::text || '{}') limit {}) s",
                                    random.below(1'000'000), 1 + random.below(3))));
}

void Morning::kill_until(std::stop_token stop, std::chrono::duration<double> length) {
    system::SeededRandom random(settings_.seed + 1'000'003);
    const auto slot = std::chrono::duration_cast<std::chrono::microseconds>(length / std::max(settings_.kills, 1));
    const auto begin = Real::now();
    for (int i = 0; i < settings_.kills; ++i) {
        const auto inside = std::chrono::microseconds{random.below(static_cast<std::uint64_t>(slot.count()) + 1)};
        // A morning that is over early still gets all its kills: nothing here depends on their being spread.
        while (Real::now() < begin + i * slot + inside && !stop.stop_requested()) std::this_thread::sleep_for(2ms);
        fleet_->kill_and_start(random.below(processes));
        if (i % 15 == 7) end_sessions(random);
    }
}

bool Morning::quiet() const {
    return balancer_->all_accepted() && reader_->number("select count(*) from inbox where state = 0") == 0 &&
           reader_->number("select count(*) from outbox where state = 0 and rides < 2") == 0 &&
           reader_->number("select count(*) from esc_case where state <> 'resolved'") == 0 && fleet_->ready(0) &&
           fleet_->ready(1);
}

void Morning::wait_until_quiet() {
    const auto begin = Real::now();
    int in_a_row = 0;
    while (Real::now() < begin + 60s) {
        in_a_row = quiet() ? in_a_row + 1 : 0;
        if (in_a_row == 3) {
            seconds_until_quiet_ = std::chrono::duration<double>(Real::now() - begin).count();
            return;
        }
        std::this_thread::sleep_for(100ms);
    }
}

void Morning::play() {
    for (std::size_t i = 0; i < processes; ++i) fleet_->start(i);
    wait_until_ready();
    sampler_ = std::make_unique<Sampler>(database_.conninfo(), static_cast<long>(town_.children.size()));
    balancer_ = std::make_unique<Balancer>(*platforms_, *fleet_, settings_.seed + 17);
    platforms_->begin_to_misbehave(town_, random_);

    std::chrono::duration<double> length{0};
    Instant from = at(7, 20);
    for (const Part& part : parts()) {
        length += std::chrono::duration<double>(part.until - from) * settings_.pace / part.speed;
        from = part.until;
    }
    const Scene scene{clock_, town_, *platforms_, journal_, settings_.seed};
    from = at(7, 20);
    clock_.run(from, parts().front().speed / settings_.pace);
    {
        std::vector<std::jthread> staff, families;
        std::jthread gate([&](std::stop_token stop) { play_gate(scene, *balancer_, *fleet_, stop); });
        for (std::size_t i = 0; i < town_.staff.size(); ++i)
            staff.emplace_back([=](std::stop_token stop) { play_staff(scene, i, stop); });
        for (std::size_t i = 0; i < town_.children.size(); ++i)
            if (has_part(town_.children[i].plan))
                families.emplace_back([=](std::stop_token stop) { play_family(scene, i, stop); });
        std::jthread killer([&](std::stop_token stop) { kill_until(stop, length); });

        for (const Part& part : parts()) {
            clock_.run(from, part.speed / settings_.pace);
            clock_.sleep_until(part.until, {});
            from = clock_.now();
        }
        killer.request_stop();
        killer.join();
        fleet_->spare();
        platforms_->behave();
        // The faults are over. People finish what they are at, queues run empty.
        clock_.run(clock_.now(), 60 / settings_.pace);
        wait_until_quiet();
        for (auto* all : {&families, &staff})
            for (std::jthread& one : *all) one.request_stop();
        gate.request_stop();
    }
    // What the last of them said is worked off too.
    if (seconds_until_quiet_ >= 0) {
        const double first = seconds_until_quiet_;
        seconds_until_quiet_ = -1;
        wait_until_quiet();
        if (seconds_until_quiet_ >= 0) seconds_until_quiet_ += first;
    }
    balancer_->stop();
    redelivered_ = balancer_->redelivered();
    for (std::size_t i = 0; i < processes; ++i) exit_codes_.push_back(fleet_->stop(i));
    sampler_->stop();
}

}  // namespace todoke::morning
