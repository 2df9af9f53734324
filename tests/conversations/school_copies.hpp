// The demo's schools as one script has them: a copy of its own, so that a school may choose otherwise than in the demo.
#pragma once

#include <filesystem>
#include <string>

namespace todoke::talk {

class SchoolCopies {
public:
    explicit SchoolCopies(const std::string& database);
    ~SchoolCopies();
    SchoolCopies(const SchoolCopies&) = delete;
    SchoolCopies& operator=(const SchoolCopies&) = delete;

    const std::filesystem::path& folder() const { return folder_; }
    // `notice` as in the school's file, or by_quota: nothing chosen. Takes effect when the schools are read again.
    void choose_scans(const std::string& school, const std::string& notice) const;

private:
    std::filesystem::path folder_;
};

}  // namespace todoke::talk
