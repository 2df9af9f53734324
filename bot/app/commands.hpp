#pragma once

#include <string>

namespace todoke::commands {

inline constexpr int done = 0, failed = 1, wrong_use = 2;

int serve(const std::string& config);
int migrate(const std::string& config);
int check_config(const std::string& config);
int doctor(const std::string& config);
int version();
int import_roster(const std::string& config, const std::string& file, bool dry_run);
int invite(const std::string& config, const std::string& school, const std::string& student_number, int valid_days);
int add_gate(const std::string& config, const std::string& school, const std::string& gate);

}  // namespace todoke::commands
