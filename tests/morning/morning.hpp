// The whole trial: a database, the platforms, two services, the people, the killer; from 07:20 to 09:10 and until it is
// quiet.
#pragma once

#include "tests/morning/checks.hpp"
#include "tests/morning/sampler.hpp"
#include "tests/morning/settings.hpp"
#include "tests/store/database_fixture.hpp"

#include <chrono>
#include <filesystem>
#include <memory>
#include <string>

namespace todoke::morning {

class Morning {
public:
    explicit Morning(const Settings& settings);
    ~Morning();

    void play();  // throws std::runtime_error when the trial itself cannot go on

    int kills() const { return fleet_->kills(); }
    int deaths_at_points() const { return fleet_->deaths_at_points(); }
    int sudden_deaths() const { return fleet_->sudden_deaths(); }
    int lost_sessions() const { return lost_sessions_; }  // sessions of the services that the database was told to end
    // After the last fault: real seconds until nothing was left to do; negative: never, within a minute.
    double seconds_until_quiet() const { return seconds_until_quiet_; }
    std::size_t redelivered() const { return redelivered_; }
    const Sampler& sampler() const { return *sampler_; }
    const std::vector<int>& exit_codes() const { return exit_codes_; }
    const std::vector<std::string> troubles() const { return journal_.troubles(); }
    Evidence evidence() const;
    std::filesystem::path folder() const { return folder_; }

private:
    void kill_until(std::stop_token stop, std::chrono::duration<double> length);
    void end_sessions(system::SeededRandom& random);
    bool quiet() const;
    void wait_until_ready();
    void wait_until_quiet();

    const Settings settings_;
    std::filesystem::path folder_;
    test::TestDatabase database_;
    SimulatedMorning clock_;
    system::SeededRandom random_;
    Town town_;
    std::unique_ptr<Platforms> platforms_;
    std::unique_ptr<Fleet> fleet_;
    std::unique_ptr<Balancer> balancer_;
    std::unique_ptr<Sampler> sampler_;
    std::unique_ptr<Database> reader_;
    Journal journal_;
    int lost_sessions_ = 0;
    double seconds_until_quiet_ = -1;
    std::size_t redelivered_ = 0;
    std::vector<int> exit_codes_;
};

}  // namespace todoke::morning
