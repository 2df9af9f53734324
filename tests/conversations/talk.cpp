#include "tests/conversations/talk.hpp"

#include <filesystem>
#include <fstream>
#include <stdexcept>

namespace todoke::talk {
namespace {

std::string trim(std::string text) {
    const auto first = text.find_first_not_of(" \t\r");
    if (first == std::string::npos) return {};
    return text.substr(first, text.find_last_not_of(" \t\r") - first + 1);
}

class Parser {
public:
    explicit Parser(const std::string& path) : path_(path) {}

    Script run() {
        Script script{std::filesystem::path(path_).stem().string(), {}};
        std::ifstream file(path_);
        std::string line;
        while (std::getline(file, line)) {
            ++line_;
            line = trim(line);
            if (line.empty() || line.front() == '#') continue;
            Step step = parse_line(line);
            step.line = line_;
            script.steps.push_back(std::move(step));
        }
        if (script.steps.empty()) fail("a script with at least one line");
        return script;
    }

private:
    [[noreturn]] void fail(const std::string& expected) const {
        throw std::runtime_error(path_ + ":" + std::to_string(line_) + ": expected " + expected);
    }

    Step parse_line(const std::string& line) const {
        if (line.starts_with("clock ")) return {.kind = Step::Kind::clock, .text = trim(line.substr(6))};
        if (line.starts_with("given ")) return {.kind = Step::Kind::given, .text = trim(line.substr(6))};
        if (line.starts_with("at ")) return {.kind = Step::Kind::at, .text = trim(line.substr(3))};
        if (line.front() == '+' && line.back() == 'm')
            return {.kind = Step::Kind::advance, .minutes = std::chrono::minutes{std::stoi(line.substr(1))}};
        if (line == "again>") return {.kind = Step::Kind::again};
        const auto arrow = line.find('>');
        if (arrow == std::string::npos) fail("NAME> …, bot> …, at HH:MM, +Nm, clock or given");
        const std::string who = trim(line.substr(0, arrow)), rest = trim(line.substr(arrow + 1));
        if (who == "bot") return parse_expectation(rest);
        if (who.starts_with("gate ")) return parse_gate(trim(who.substr(5)), rest);
        if (who == "todoke") return {.kind = Step::Kind::command, .text = rest};
        if (who == "line" || who == "teams" || who == "email")
            return {.kind = Step::Kind::mood, .who = who, .text = rest};
        return parse_action(who, rest);
    }

    Step parse_gate(const std::string& gate, const std::string& rest) const {
        if (rest == "again") return {.kind = Step::Kind::gate_again, .who = gate};
        if (rest == "alive") return {.kind = Step::Kind::gate_alive, .who = gate};
        return {.kind = Step::Kind::scan, .who = gate, .text = rest};
    }

    // verb "words": the words.
    static bool quoted_after(const std::string& verb, const std::string& rest, Step& step) {
        if (!rest.starts_with(verb + '"') || rest.back() != '"' || rest.size() < verb.size() + 2) return false;
        step.text = rest.substr(verb.size() + 1, rest.size() - verb.size() - 2);
        for (std::size_t at = 0; (at = step.text.find("\\n", at)) != std::string::npos;) step.text.replace(at, 2, "\n");
        return true;
    }

    Step parse_action(const std::string& who, const std::string& rest) const {
        const bool unproven = rest.starts_with("unproven "), shared = rest.starts_with("shared ");
        if (!unproven && !shared) return parse_plain(who, rest);
        Step step = parse_plain(who, trim(rest.substr(rest.find(' '))));
        step.unproven = unproven;
        step.shared = shared;
        return step;
    }

    Step parse_plain(std::string who, const std::string& rest) const {
        Step step{.kind = Step::Kind::text, .text = rest};
        if (const auto at = who.find('@'); at != std::string::npos) {
            step.channel = who.substr(at + 1);
            who = who.substr(0, at);
        }
        step.who = who;
        if (rest == "follow")
            step.kind = Step::Kind::follow;
        else if (rest == "unfollow")
            step.kind = Step::Kind::unfollow;
        else if (rest.starts_with("page ")) {
            step.kind = Step::Kind::page;
            step.text = trim(rest.substr(5));
        } else if (rest.starts_with("registers ")) {
            step.kind = Step::Kind::registers;
            step.text = trim(rest.substr(10));
        } else if (rest == "unsubscribes") {
            step.kind = Step::Kind::unsubscribes;
        } else if (rest == "dialog" || rest.starts_with("dialog of ")) {
            step.kind = Step::Kind::dialog;
            step.text = rest == "dialog" ? who : trim(rest.substr(10));
        } else if (rest == "confirms")
            step.kind = Step::Kind::confirm;
        else if (rest == "unsend")
            step.kind = Step::Kind::unsend;
        else if (rest == "join")
            step.kind = Step::Kind::join;
        else if (rest == "leave")
            step.kind = Step::Kind::leave;
        else if (rest.starts_with("attach ")) {
            step.kind = Step::Kind::attach;
            step.text = trim(rest.substr(7));
        } else if (quoted_after("edit ", rest, step))
            step.kind = Step::Kind::edit;
        else if (quoted_after("overtaken ", rest, step))
            step.kind = Step::Kind::overtaken;
        else if (quoted_after("endless ", rest, step)) {
            const std::string once = step.text;
            while (step.text.size() < 5000) step.text += once;
        } else if (quoted_after("reply ", rest, step))
            step.kind = Step::Kind::reply;
        else if (rest.starts_with("reply @") && rest.back() == '"') {
            const auto quote = rest.find(" \"");
            step.kind = Step::Kind::reply;
            step.extra = rest.substr(7, quote - 7);
            quoted_after(rest.substr(0, quote + 1), rest, step);
        } else if (rest.starts_with('[')) {
            const auto end = rest.find(']');
            if (end == std::string::npos) fail("[code]");
            step.kind = Step::Kind::press;
            step.text = trim(rest.substr(1, end - 1));
            if (const auto space = step.text.find(' '); space != std::string::npos) {
                step.extra = trim(step.text.substr(space + 1));
                step.text = step.text.substr(0, space);
            }
            const std::string inputs = trim(rest.substr(end + 1));
            if (!inputs.empty()) step.values = parse_pairs(inputs);
        } else if (rest.starts_with('{')) {
            step.kind = Step::Kind::form;
            step.values = parse_pairs(rest);
        }
        return step;
    }

    Step parse_expectation(const std::string& rest) const {
        const auto colon = rest.find(':');
        if (colon == std::string::npos) fail("bot> NAME: message.key");
        Step step{.kind = Step::Kind::expect, .who = trim(rest.substr(0, colon))};
        if (const auto at = step.who.find('@'); at != std::string::npos) {
            step.channel = step.who.substr(at + 1);
            step.who = step.who.substr(0, at);
        }
        std::string what = trim(rest.substr(colon + 1));
        if (const auto bracket = what.rfind('['); bracket != std::string::npos && what.back() == ']') {
            std::vector<std::string> choices;
            std::string inside = what.substr(bracket + 1, what.size() - bracket - 2);
            while (!inside.empty()) {
                const auto bar = inside.find('|');
                choices.push_back(trim(inside.substr(0, bar)));
                inside = bar == std::string::npos ? std::string() : inside.substr(bar + 1);
            }
            step.choices = std::move(choices);
            what = trim(what.substr(0, bracket));
        }
        if (const auto brace = what.find('{'); brace != std::string::npos) {
            step.values = parse_pairs(what.substr(brace));
            what = trim(what.substr(0, brace));
        }
        step.text = what;
        return step;
    }

    // {a: b, c: "d, e"}
    Pairs parse_pairs(const std::string& text) const {
        if (text.size() < 2 || text.front() != '{' || text.back() != '}') fail("{name: value, …}");
        Pairs pairs;
        std::size_t here = 1;
        while (here < text.size() - 1) {
            const auto colon = text.find(':', here);
            if (colon == std::string::npos) break;
            const std::string name = trim(text.substr(here, colon - here));
            std::size_t begin = text.find_first_not_of(" ", colon + 1), end = 0;
            std::string value;
            if (begin != std::string::npos && text[begin] == '"') {
                end = text.find('"', begin + 1);
                if (end == std::string::npos) fail("a closing quote");
                value = text.substr(begin + 1, end - begin - 1);
                ++end;
            } else {
                end = std::min(text.find(',', begin), text.size() - 1);
                value = trim(text.substr(begin, end - begin));
            }
            pairs.emplace_back(name, value);
            end = text.find(',', end);
            if (end == std::string::npos) break;
            here = end + 1;
        }
        return pairs;
    }

    std::string path_;
    int line_ = 0;
};

}  // namespace

Script parse(const std::string& path) { return Parser(path).run(); }

}  // namespace todoke::talk
