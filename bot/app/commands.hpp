#pragma once

#include <cstdint>
#include <string>
#include <vector>

namespace todoke::commands {

inline constexpr int done = 0, failed = 1, wrong_use = 2;

int serve(const std::string& config);
int migrate(const std::string& config);
int check_config(const std::string& config);
int doctor(const std::string& config);
int version();
int import_roster(const std::string& config, const std::string& file, bool dry_run);

// Which papers: of a school, of one class ("3-2"), or of one student; `until` is an ISO day, "" = the end of the term.
struct InviteOptions {
    std::string school, class_name, student_number, until, sheet;
};
int invite(const std::string& config, const InviteOptions& options);
// Without a link: lists who is linked to the student.
int unlink(const std::string& config, const std::string& school, const std::string& student_number, std::int64_t link);
// Uses addresses of the student's guardians again that were given up because messages to them came back.
int try_again(const std::string& config, const std::string& school, const std::string& student_number);
int group_code(const std::string& config, const std::string& school, int valid_days);
int add_gate(const std::string& config, const std::string& school, const std::string& gate);
// What a channel does besides: rest is its verb and the verb's own arguments. Without a verb all verbs are listed.
int channel(const std::string& config, const std::string& group, const std::vector<std::string>& rest);

}  // namespace todoke::commands
