// The prompt of the demo.
#pragma once

#include "tests/platforms/demo/stage.hpp"
#include "tests/platforms/demo/stories.hpp"

#include <string>

namespace todoke::demo {

class Terminal {
public:
    Terminal(Stage& stage, Stories& stories) : stage_(stage), stories_(stories) {}
    // Reads commands until quit or the end of the input. `echo` repeats each one: for scripts.
    // Returns how many could not be done, plus what stories missed.
    int run(bool echo);
    static void help();

private:
    bool command(const std::string& line);  // false: quit
    void take(const std::string& name, const Role* role);
    void people(const std::string& filter) const;
    void gate(const std::vector<std::string>& words);
    void fail(const std::vector<std::string>& words);
    void mail(const std::string& name);
    void move(const std::string& word, const std::string& time);
    const Person& one(const std::string& name, const Role* role) const;

    Stage& stage_;
    Stories& stories_;
    int problems_ = 0;
};

}  // namespace todoke::demo
