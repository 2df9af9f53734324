// The six stories of the first morning, played by themselves and told while they happen.
#pragma once

#include "tests/platforms/demo/stage.hpp"

namespace todoke::demo {

struct Played {
    int seen = 0, missing = 0;  // what a person's screen was expected to say
};

class Stories {
public:
    explicit Stories(Stage& stage) : stage_(stage) {}
    static const char* title(int story);  // 1 … 6
    // Goes to the story's time of the morning first, on the next school day when today's is over.
    Played play(int story);

private:
    void tell(const std::string& what);
    const Person& who(const char* handle) const;
    void hold(const char* handle);
    void until(int hour, int minute);
    void morning(int hour, int minute, int last_hour, int last_minute, int story);
    void expect(const char* handle, const std::string& words);
    void expect_not(const char* handle, const std::string& words);
    void expect_that(bool holds, const std::string& what);
    void report_hana();
    void need_report_of_hana();
    void everybody_in(const std::string& school, const std::string& gate, const std::vector<const char*>& but,
                      bool show);

    void report();
    void acknowledge();
    void coming();
    void scans();
    void search();
    void by_mail();

    Stage& stage_;
    Played played_;
    std::string day_;  // what was played belongs to this day
    std::set<int> played_today_;
    std::set<std::string> before_;  // what the screens showed when the story began
};

}  // namespace todoke::demo
