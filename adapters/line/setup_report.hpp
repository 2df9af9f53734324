// The lines of a set-up: what it did, would do, or could not.
#pragma once

#include <ostream>
#include <string>

namespace todoke::line {

class SetupReport {
public:
    SetupReport(std::ostream& out, bool dry_run) : out_(out), dry_run_(dry_run) {}

    bool dry_run() const { return dry_run_; }
    void kept(const std::string& what) { line("ok", what); }
    // Says it, and whether it is to be done: a dry run only says.
    bool change(const std::string& verb, const std::string& what) {
        line(dry_run_ ? "would " + verb : verb, what);
        ++changes_;
        return !dry_run_;
    }
    bool failed(const std::string& what, const std::string& why) {
        line("FAILED", what + ": " + why);
        return false;
    }
    void line(const std::string& word, const std::string& what) {
        out_ << "  " << word << std::string(word.size() < 13 ? 13 - word.size() : 1, ' ') << what << '\n';
    }
    void heading(const std::string& what) { out_ << what << '\n'; }
    int changes() const { return changes_; }

private:
    std::ostream& out_;
    bool dry_run_;
    int changes_ = 0;
};

}  // namespace todoke::line
