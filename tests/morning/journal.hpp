// What the people and the gate of the trial know themselves: what they did and what they were told. The checker
// compares it with the database; the service never grades itself.
#pragma once

#include <cstdint>
#include <map>
#include <mutex>
#include <set>
#include <string>
#include <vector>

namespace todoke::morning {

class Journal {
public:
    enum class Outcome { received, too_late, withdrawn, locked, gave_up };
    struct Attempt {
        std::size_t guardian = 0, child = 0;
        Outcome outcome = Outcome::gave_up;
        std::string last_words;  // for a reader of a failure
    };
    struct Sent {  // a scan as the device read it
        std::size_t child = 0;
        std::string at;
    };

    void note(Attempt attempt) {
        const std::lock_guard lock(mutex_);
        attempts_.push_back(std::move(attempt));
    }
    void note_scan(std::int64_t seq, Sent scan) {
        const std::lock_guard lock(mutex_);
        scans_[seq] = std::move(scan);
    }
    void note_stored_through(std::int64_t seq) {
        const std::lock_guard lock(mutex_);
        stored_through_ = std::max(stored_through_, seq);
    }
    // Answers of our doors that no platform and no device must ever get for what these people do.
    void note_bad_answer(const std::string& what) {
        const std::lock_guard lock(mutex_);
        bad_answers_.push_back(what);
    }
    void note_trouble(const std::string& what) {  // the script itself went wrong
        const std::lock_guard lock(mutex_);
        troubles_.push_back(what);
    }

    std::vector<Attempt> attempts() const {
        const std::lock_guard lock(mutex_);
        return attempts_;
    }
    std::map<std::int64_t, Sent> scans() const {
        const std::lock_guard lock(mutex_);
        return scans_;
    }
    std::int64_t stored_through() const {
        const std::lock_guard lock(mutex_);
        return stored_through_;
    }
    std::vector<std::string> bad_answers() const {
        const std::lock_guard lock(mutex_);
        return bad_answers_;
    }
    std::vector<std::string> troubles() const {
        const std::lock_guard lock(mutex_);
        return troubles_;
    }

private:
    mutable std::mutex mutex_;
    std::vector<Attempt> attempts_;
    std::map<std::int64_t, Sent> scans_;
    std::int64_t stored_through_ = 0;
    std::vector<std::string> bad_answers_, troubles_;
};

}  // namespace todoke::morning
