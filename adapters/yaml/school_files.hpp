// The schools of an installation, read from their YAML files and read again when a file changes. A broken file never
// takes a school away: the last good reading stays until the file is right again.
#pragma once

#include "adapters/yaml/school_reader.hpp"
#include "bot/ports/failure.hpp"
#include "bot/ports/schools.hpp"

#include <expected>
#include <filesystem>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace todoke::yaml {

// The database's id of a school; asked once per school, and again only after a failure.
using SchoolIds = std::function<std::expected<SchoolId, Failure>(const std::string& code)>;

class SchoolFiles : public Schools {
public:
    // `patterns`: shell patterns relative to `base` ("schools/*.yaml"). Without `ids` (checking a configuration)
    // schools keep id 0. `zones` must outlive this object. Reads nothing yet.
    SchoolFiles(std::filesystem::path base, std::vector<std::string> patterns, const Zones& zones, Accounts accounts,
                SchoolIds ids);

    struct Reloaded {
        std::vector<std::string> taken;        // files whose new contents are in force now
        std::vector<SettingProblem> problems;  // of the files read in this call; told once per change of a file
    };
    // Looks at every file and reads those that changed since the last look. Cheap when nothing did (one stat per file).
    // A school whose file vanished stays until the service is started again.
    Reloaded reload();

    std::shared_ptr<const SchoolList> current() const override;
    std::vector<SettingProblem> problems() const;  // of all files as they are now; empty when everything is in force

private:
    struct Stamp {  // what tells one version of a file from another
        std::filesystem::file_time_type modified;
        std::uintmax_t size = 0;
        friend bool operator==(const Stamp&, const Stamp&) = default;
    };
    struct File {
        std::optional<Stamp> seen;
        std::optional<School> school;          // the last good reading
        std::vector<SettingProblem> problems;  // of the last reading
    };

    static std::optional<Stamp> stamp_of(const std::filesystem::path& path);
    void find_files(Reloaded& result);
    bool read(const std::string& path, File& file);
    void give_id(const std::string& path, School& school, std::vector<SettingProblem>& problems);
    void publish();

    const std::filesystem::path base_;
    const std::vector<std::string> patterns_;
    const Zones& zones_;
    const Accounts accounts_;
    const SchoolIds ids_;

    mutable std::mutex mutex_;           // files_, known_ids_, pattern_problems_
    std::map<std::string, File> files_;  // by path: a stable order
    std::map<std::string, SchoolId> known_ids_;
    std::vector<SettingProblem> pattern_problems_;
    mutable std::mutex list_mutex_;  // list_; taken by every turn, so never held while reading
    std::shared_ptr<const SchoolList> list_ = std::make_shared<SchoolList>();
};

}  // namespace todoke::yaml
