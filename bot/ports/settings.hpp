// Configuration as a tree that remembers where every value stands, so that each complaint names file, line and column
// and says what was expected. Parsed by adapters/yaml; read by whoever owns the section.
#pragma once

#include "domain/time.hpp"

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace todoke {

struct Position {
    std::string file;
    int line = 0;    // from 1
    int column = 0;  // from 1
};

struct SettingNode {
    enum class Kind { null, scalar, sequence, mapping } kind = Kind::null;
    Position position;
    std::string scalar;
    std::vector<SettingNode> items;
    std::vector<std::pair<SettingNode, SettingNode>> members;  // key (a scalar with its position) and value
};

struct SettingProblem {
    Position position;
    std::string message;  // "unknown key 'deadlin'; did you mean 'deadline'?" — what is wrong and what was expected
};

std::string to_text(const SettingProblem& problem);  // "config/todoke.yaml:12:7: …"

// "did you mean 'deadline'?" when one of `known` is near enough, else "expected one of: …".
std::string did_you_mean(std::string_view word, const std::vector<std::string>& known);

// Where a door listens.
struct ListenAddress {
    std::string host;  // "127.0.0.1", "::1"; empty when unix_path is set
    int port = 0;
    std::string unix_path;  // "unix:PATH" (relative paths belong to the folder of the configuration); LMTP only
};

// Collects every problem of a reading, so that one run names them all.
class SettingProblems {
public:
    void add(Position position, std::string message) { all_.push_back({std::move(position), std::move(message)}); }
    bool empty() const { return all_.empty(); }
    const std::vector<SettingProblem>& all() const { return all_; }

private:
    std::vector<SettingProblem> all_;
};

// A cursor over one mapping. Every reader marks its key as known; `finish` complains about the keys nobody asked for.
// Readers return the fallback (or an empty value) after adding a problem, so reading goes on and finds the next one.
class Section {
public:
    Section(const SettingNode* node, SettingProblems& problems);

    const Position& position() const;
    bool has(std::string_view key);
    bool present() const { return node_ != nullptr; }

    std::string text(std::string_view key);  // required, not empty
    std::string text_or(std::string_view key, std::string fallback);
    std::int64_t integer_or(std::string_view key, std::int64_t fallback, std::int64_t min, std::int64_t max);
    double number_or(std::string_view key, double fallback, double min, double max);
    bool flag_or(std::string_view key, bool fallback);
    TimeOfDay time(std::string_view key);  // required, "08:00"
    std::optional<TimeOfDay> time_if(std::string_view key);
    std::chrono::minutes minutes_or(std::string_view key,
                                    std::chrono::minutes fallback);  // "5m", "2h", "300s" not allowed below a minute
    std::vector<SchoolDay> days(std::string_view key);               // empty when absent
    std::vector<std::string> texts(std::string_view key);  // a list of scalars, or one scalar; empty when absent
    // One of `allowed`; complains with the list otherwise. Returns `fallback` when absent.
    std::string one_of(std::string_view key, const std::vector<std::string>& allowed, std::string fallback);
    Section section(std::string_view key);                    // a mapping; not present() when absent
    std::vector<Section> sections(std::string_view key);      // a list of mappings; empty when absent
    const SettingNode* node(std::string_view key);            // raw, for shapes of one's own; nullptr when absent
    void problem(std::string_view key, std::string message);  // at the key's value
    void finish();                                            // unknown keys are problems

private:
    const SettingNode* node_;
    SettingProblems* problems_;
    std::vector<std::string> known_;
};

}  // namespace todoke
