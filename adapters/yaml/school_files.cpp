#include "adapters/yaml/school_files.hpp"

#include "adapters/yaml/parse_settings.hpp"

#include <algorithm>
#include <glob.h>
#include <utility>

namespace todoke::yaml {
namespace {

std::vector<std::string> matching(const std::filesystem::path& pattern) {
    glob_t found{};
    std::vector<std::string> paths;
    if (::glob(pattern.c_str(), 0, nullptr, &found) == 0) paths.assign(found.gl_pathv, found.gl_pathv + found.gl_pathc);
    ::globfree(&found);
    return paths;
}

}  // namespace

SchoolFiles::SchoolFiles(std::filesystem::path base, std::vector<std::string> patterns, const Zones& zones,
                         Accounts accounts, SchoolIds ids)
    : base_(std::move(base)),
      patterns_(std::move(patterns)),
      zones_(zones),
      accounts_(std::move(accounts)),
      ids_(std::move(ids)) {}

std::optional<SchoolFiles::Stamp> SchoolFiles::stamp_of(const std::filesystem::path& path) {
    std::error_code error;
    const auto modified = std::filesystem::last_write_time(path, error);
    if (error) return std::nullopt;
    const auto size = std::filesystem::file_size(path, error);
    if (error) return std::nullopt;
    return Stamp{modified, size};
}

void SchoolFiles::find_files(Reloaded& result) {
    const bool told = !pattern_problems_.empty();
    pattern_problems_.clear();
    for (const auto& pattern : patterns_) {
        const auto paths = matching(base_ / pattern);
        for (const auto& path : paths) files_.try_emplace(path);
        if (paths.empty())
            pattern_problems_.push_back(
                {{(base_ / pattern).string(), 0, 0}, "no file matches; expected at least one school"});
    }
    if (!told) result.problems.insert(result.problems.end(), pattern_problems_.begin(), pattern_problems_.end());
}

void SchoolFiles::give_id(const std::string& path, School& school, std::vector<SettingProblem>& problems) {
    if (!ids_) return;
    if (const auto known = known_ids_.find(school.code); known != known_ids_.end()) {
        school.id = known->second;
        return;
    }
    const auto id = ids_(school.code);
    if (!id) {
        problems.push_back({{path, 0, 0}, "the school has no number in the database yet: " + id.error().what});
        return;
    }
    school.id = known_ids_[school.code] = *id;
}

bool SchoolFiles::read(const std::string& path, File& file) {
    file.problems.clear();
    const auto root = parse_settings(path);
    if (stamp_of(path) != file.seen) {  // written to while it was read: perhaps half a file, so look again
        file.seen.reset();
        return false;
    }
    if (!root) {
        file.problems.push_back(root.error());
        return false;
    }
    SettingProblems problems;
    School school = read_school(*root, problems, zones_, accounts_.empty() ? nullptr : &accounts_);
    file.problems = problems.all();
    for (const auto& [other_path, other] : files_) {
        if (other_path == path || !other.school || other.school->code != school.code) continue;
        Section section(&*root, problems);
        section.problem(
            "id", "\"" + school.code + "\" is already the school of " + other_path + "; expected a code of its own");
        file.problems = problems.all();
    }
    if (file.school && file.problems.empty() && file.school->code != school.code)
        file.problems.push_back(
            {root->position, "the school's id was \"" + file.school->code +
                                 "\" and cannot change while the service runs; use a new file, or start again"});
    if (!file.problems.empty()) return false;
    give_id(path, school, file.problems);
    if (!file.problems.empty()) {
        file.seen.reset();  // the file is right: try again at the next look
        return false;
    }
    file.school = std::move(school);
    return true;
}

SchoolFiles::Reloaded SchoolFiles::reload() {
    Reloaded result;
    const std::scoped_lock lock(mutex_);
    find_files(result);
    for (auto& [path, file] : files_) {
        const auto stamp = stamp_of(path);
        const bool looked_before = file.seen.has_value() || !file.problems.empty();
        if (looked_before && stamp == file.seen) continue;
        if (!stamp) {
            file.seen.reset();
            file.problems = {{{path, 0, 0}, "the file is gone; its school stays until the service is started again"}};
            result.problems.push_back(file.problems.front());
            continue;
        }
        file.seen = stamp;
        const bool good = read(path, file);
        if (good) result.taken.push_back(path);
        result.problems.insert(result.problems.end(), file.problems.begin(), file.problems.end());
    }
    if (!result.taken.empty()) publish();
    return result;
}

void SchoolFiles::publish() {
    auto list = std::make_shared<SchoolList>();
    for (const auto& [path, file] : files_)
        if (file.school) list->all.push_back(*file.school);
    const std::scoped_lock lock(list_mutex_);
    list_ = std::move(list);
}

std::shared_ptr<const SchoolList> SchoolFiles::current() const {
    const std::scoped_lock lock(list_mutex_);
    return list_;
}

std::vector<SettingProblem> SchoolFiles::problems() const {
    const std::scoped_lock lock(mutex_);
    std::vector<SettingProblem> all = pattern_problems_;
    for (const auto& [path, file] : files_) all.insert(all.end(), file.problems.begin(), file.problems.end());
    return all;
}

}  // namespace todoke::yaml
