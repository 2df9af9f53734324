// todoke-demo: a morning in the demo city, played from a terminal. Exit codes: 0 done, 1 failed or not as expected, 2
// wrong use.
#include "tests/platforms/demo/box.hpp"
#include "tests/platforms/demo/terminal.hpp"

#include <filesystem>
#include <iostream>
#include <unistd.h>

#include <CLI/CLI.hpp>

namespace {

using namespace todoke::demo;

// Where ./run keeps what belongs to the demo: beside the build that this program comes from, or below the current
// directory.
std::filesystem::path usual_home() {
    std::error_code ignored;
    const auto program = std::filesystem::read_symlink("/proc/self/exe", ignored);
    for (auto at = program.parent_path(); at.has_relative_path(); at = at.parent_path())
        if (std::filesystem::exists(at / "var/demo/demo.json")) return at / "var/demo";
    return "var/demo";
}

int run(const std::filesystem::path& home, const std::vector<int>& plays) {
    Stage stage(read_home(home));
    Stories stories(stage);
    int missing = 0;
    for (const int story : plays) missing += stories.play(story).missing;
    if (!plays.empty()) return missing ? 1 : 0;
    std::cout << bold("Todoke, the demo city. ") << day_text(stage.now()) << " " << clock_text(stage.now())
              << ". play 1 plays the first story, as sato takes Keiko Sato's phone, help shows the rest.\n";
    Terminal terminal(stage, stories);
    return terminal.run(isatty(STDIN_FILENO) == 0) ? 1 : 0;
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app("Play guardian, student, teacher, mailbox and gate against a running demo (./run).", "todoke-demo");
    std::filesystem::path home = usual_home();
    std::vector<int> plays;
    app.add_option("--home", home, "directory that ./run wrote (var/demo)");
    app.add_option("--play", plays, "play these stories and end: 1 … 6")->check(CLI::Range(1, 6));
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        return app.exit(error) == 0 ? 0 : 2;
    }
    use_colours(isatty(STDOUT_FILENO) == 1);
    try {
        return run(home, plays);
    } catch (const std::exception& problem) {
        std::cerr << "todoke-demo: " << problem.what() << '\n';
        return 1;
    }
}
