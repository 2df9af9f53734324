// todoke: one program, many commands. Exit codes: 0 done, 1 failed, 2 wrong use.
#include "bot/app/commands.hpp"

#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include <CLI/CLI.hpp>

namespace {

// `todoke [--config FILE] line setup …`: a first word that is no command of ours belongs to a channel, and only the
// configuration says which channels there are.
struct ChannelCommand {
    std::string group;
    std::vector<std::string> rest;
};

ChannelCommand channel_command(const CLI::App& app, int argc, char** argv, std::string& config) {
    ChannelCommand command;
    for (int i = 1; i < argc; ++i) {
        const std::string_view word = argv[i];
        if (word == "--config" && i + 1 < argc)
            config = argv[++i];
        else if (word.starts_with("--config="))
            config = word.substr(word.find('=') + 1);
        else if (!command.group.empty())
            command.rest.emplace_back(word);
        else if (word.starts_with('-'))
            return {};
        else
            command.group = word;
    }
    const auto ours = app.get_subcommands([&](const CLI::App* known) { return known->get_name() == command.group; });
    return ours.empty() ? command : ChannelCommand{};
}

}  // namespace

int main(int argc, char** argv) {
    CLI::App app{"Todoke — a school's attendance desk in the chats people already use"};
    app.footer(
        "todoke CHANNEL VERB …: what a channel does besides, such as `todoke line`; a channel alone lists its verbs");
    app.require_subcommand(1);
    std::string config = "config/todoke.yaml";
    app.add_option("--config", config, "the configuration file")->capture_default_str();
    int result = todoke::commands::failed;

    auto add = [&](const char* name, const char* help, auto&& run) {
        auto* command = app.add_subcommand(name, help);
        command->fallthrough();
        command->callback([&result, run] { result = run(); });
        return command;
    };
    add("serve", "run the service", [&] { return todoke::commands::serve(config); });
    add("migrate", "bring the database's schema up to date", [&] { return todoke::commands::migrate(config); });
    add("check-config", "read everything and say what is wrong",
        [&] { return todoke::commands::check_config(config); });
    add("doctor", "check configuration, database and words of this installation",
        [&] { return todoke::commands::doctor(config); });
    add("version", "print the version", [] { return todoke::commands::version(); });

    std::string roster;
    bool dry_run = false;
    auto* import = add("import-roster", "read a school's roster (CSV)",
                       [&] { return todoke::commands::import_roster(config, roster, dry_run); });
    import->add_option("file", roster, "CSV, UTF-8 or Shift_JIS")->required();
    import->add_flag("--dry-run", dry_run, "check only, import nothing");

    std::string school, number;
    todoke::commands::InviteOptions paper;
    auto* invite = add("invite", "make the papers with the codes by which guardians register; older unused codes end",
                       [&] { return todoke::commands::invite(config, paper); });
    invite->add_option("--school", paper.school, "the school's id")->required();
    invite->add_option("--sheet", paper.sheet, "the file to print: HTML, readable by you only")->required();
    invite->add_option("--class", paper.class_name, "only this class, such as 3-2");
    invite->add_option("--student", paper.student_number, "only the student of this number in the roster");
    invite->add_option("--until", paper.until, "last day of the codes, such as 2026-12-24; else the end of the term");

    std::int64_t link = 0;
    auto* unlink = add("unlink", "list who is linked to a student, or end a link at once",
                       [&] { return todoke::commands::unlink(config, school, number, link); });
    unlink->add_option("--school", school, "the school's id")->required();
    unlink->add_option("--student", number, "the student's number in the roster")->required();
    unlink->add_option("--link", link, "the link to end, as listed");

    auto* again = add("try-again", "use a family's addresses again that were given up because mail came back",
                      [&] { return todoke::commands::try_again(config, school, number); });
    again->add_option("--school", school, "the school's id")->required();
    again->add_option("--student", number, "the student's number in the roster")->required();

    int group_days = 7;
    auto* group_code = add("group-code", "make a code that ties a group chat of staff to a school",
                           [&] { return todoke::commands::group_code(config, school, group_days); });
    group_code->add_option("--school", school, "the school's id")->required();
    group_code->add_option("--days", group_days, "how long the code is valid")->check(CLI::Range(1, 30));

    std::string gate;
    auto* gates = app.add_subcommand("gate", "gates that upload scans");
    gates->require_subcommand(1);
    gates->fallthrough();
    auto* gate_add = gates->add_subcommand("add", "register a gate and print its secret once");
    gate_add->fallthrough();
    gate_add->add_option("code", gate, "as in the school's YAML")->required();
    gate_add->add_option("--school", school, "the school's id")->required();
    gate_add->callback([&] { result = todoke::commands::add_gate(config, school, gate); });

    if (const auto command = channel_command(app, argc, argv, config); !command.group.empty())
        return todoke::commands::channel(config, command.group, command.rest);
    try {
        app.parse(argc, argv);
    } catch (const CLI::ParseError& error) {
        const int code = app.exit(error);
        return code == 0 ? todoke::commands::done : todoke::commands::wrong_use;
    }
    return result;
}
