#include "tests/platforms/demo/terminal.hpp"

#include "tests/platforms/demo/box.hpp"

#include <algorithm>
#include <iostream>
#include <sstream>
#include <stdexcept>

#include <fmt/format.h>

namespace todoke::demo {

using namespace std::chrono_literals;

namespace {

std::vector<std::string> words_of(const std::string& line) {
    std::istringstream stream(line);
    std::vector<std::string> words;
    for (std::string word; stream >> word;) words.push_back(word);
    return words;
}

std::string rest_after(const std::string& line, const std::string& word) {
    const auto at = line.find(word) + word.size();
    const auto begin = line.find_first_not_of(' ', at);
    return begin == std::string::npos ? "" : line.substr(begin);
}

bool is_number(const std::string& word) {
    return !word.empty() && word.size() < 4 &&
           std::all_of(word.begin(), word.end(), [](char c) { return c >= '0' && c <= '9'; });
}

// a=…, also za=…: a field of a card.
bool is_field(const std::string& word) {
    const auto at = word.find('=');
    return at != std::string::npos && at >= 1 && at <= 2 &&
           std::all_of(word.begin(), word.begin() + static_cast<long>(at), [](char c) { return c >= 'a' && c <= 'z'; });
}

}  // namespace

void Terminal::help() {
    std::cout << R"(
  play 1 … play 6        a story of the morning plays by itself: report, acknowledge, 登校, gate, search, mail
  people [word]          who lives here           as sato · teacher mori · student okada     take somebody's phone
  (anything else)        is typed into the phone in your hand, e.g.   メニュー   or   今日ハナは熱で休みます
  3                      presses button [3]       3 2026-11-25 · 3 09:30 · 2 承知しました     presses and picks or writes
  a=2 · a=text           fills in field a of a card in Teams            reply text           replies to the newest card
  screen [n]             the end of this screen again                   mail [sato]          a mailbox
  gate main scan hana    the tag of Hana is read  … out                 on the way out       … at 07:58   uploaded late
  gate main scan all but hana taro                gate main again · unknown · heartbeat
  at 08:35 · +5 · +2h    the clock goes on        tomorrow 07:20        time
  fail sato · fail off   LINE refuses messages to her (400), and works again
  say text               types even what looks like a command           help · quit
)" << std::flush;
}

int Terminal::run(bool echo) {
    std::string line;
    for (;;) {
        const auto* holding = stage_.holding();
        std::cout << "\n" << clock_text(stage_.now()) << (holding ? " " + holding->called : "") << "> " << std::flush;
        if (!std::getline(std::cin, line)) break;
        if (echo) std::cout << line << "\n";
        while (!line.empty() && (line.back() == '\r' || line.back() == ' ')) line.pop_back();
        if (line.empty() || line[0] == '#') continue;
        try {
            if (!command(line)) break;
        } catch (const std::exception& problem) {
            ++problems_;
            std::cout << red(std::string("  ") + problem.what()) << "\n";
        }
    }
    std::cout << "\n";
    return problems_;
}

bool Terminal::command(const std::string& line) {
    const auto words = words_of(line);
    if (words.empty()) return true;
    const std::string& first = words[0];
    const std::string rest = rest_after(line, first);
    static constexpr Role guardian = Role::guardian, student = Role::student, staff = Role::staff;
    if (first == "quit" || first == "exit") return false;
    if (first == "help" || first == "?")
        help();
    else if (first == "people")
        people(rest);
    else if (first == "as")
        take(rest, nullptr);
    else if (first == "guardian")
        take(rest, &guardian);
    else if (first == "student")
        take(rest, &student);
    else if (first == "teacher" || first == "staff")
        take(rest, &staff);
    else if (first == "screen")
        stage_.show(is_number(rest) ? std::stoul(rest) : 6);
    else if (first == "mail")
        mail(rest);
    else if (first == "time")
        std::cout << "  " << day_text(stage_.now()) << " " << clock_text(stage_.now()) << " (Asia/Tokyo)\n";
    else if (first == "at" || first == "tomorrow" || (first[0] == '+' && first.size() > 1))
        move(first, rest);
    else if (first == "gate")
        gate(words);
    else if (first == "fail")
        fail(words);
    else if (first == "play" && is_number(rest))
        problems_ += stories_.play(std::stoi(rest)).missing;
    else if (first == "say")
        stage_.say(rest);
    else if (first == "reply")
        stage_.reply(rest);
    else if (is_number(first))
        stage_.press(std::stoul(first), rest);
    else if (is_field(first))
        stage_.fill(line.substr(0, line.find('=')), line.substr(line.find('=') + 1));
    else
        stage_.say(line);
    return true;
}

const Person& Terminal::one(const std::string& name, const Role* role) const {
    auto found = role ? stage_.world().find(name, *role) : stage_.world().find(name);
    if (found.empty()) throw std::runtime_error("nobody here is called “" + name + "”; people shows who lives here");
    std::string others;
    for (std::size_t i = 1; i < found.size() && i < 7; ++i) others += (i > 1 ? ", " : "") + found[i]->handle;
    if (!others.empty()) std::cout << dim("  " + found.front()->handle + " (also: " + others + ")") << "\n";
    return *found.front();
}

void Terminal::take(const std::string& name, const Role* role) { stage_.hold(one(name, role), 4); }

void Terminal::mail(const std::string& name) {
    if (name.empty() && !stage_.holding()) throw std::runtime_error("whose mail? e.g. mail sato");
    const Person& person = name.empty() ? *stage_.holding() : one(name, nullptr);
    stage_.show_mail(person);
}

void Terminal::people(const std::string& filter) const {
    std::size_t hidden = 0;
    for (const auto& person : stage_.world().people()) {
        const bool phone = person.on_line || person.on_teams;
        const std::string line =
            fmt::format("  {} {} {}{}", padded(person.handle, 24), padded(person.name, 26),
                        padded(fmt::format("{} {}", word_for(person.role),
                                           person.on_line        ? "LINE"
                                           : person.on_teams     ? "Teams"
                                           : person.mail.empty() ? "-"
                                                                 : "mail"),
                               16),
                        (person.role == Role::guardian ? "" : person.school + " ") + stage_.world().family_of(person));
        // Without a word: those with a phone of their own; a class full of pupils is of no help.
        if (filter.empty() ? phone && person.role != Role::student : line.find(filter) != std::string::npos)
            std::cout << line << "\n";
        else
            ++hidden;
    }
    if (filter.empty())
        std::cout << dim(fmt::format("  … and {} more: people aoba, people 3-2, people student, people mail, …",
                                     hidden))
                  << "\n";
}

void Terminal::move(const std::string& word, const std::string& time) {
    Instant target = stage_.now();
    if (word[0] == '+') {
        const char unit = word.back();
        const std::string digits = word.substr(1, word.size() - (unit == 'm' || unit == 'h' ? 2 : 1));
        if (!is_number(digits)) throw std::runtime_error("+5 means five minutes, +2h two hours");
        target += unit == 'h' ? std::chrono::minutes(60 * std::stoi(digits)) : std::chrono::minutes(std::stoi(digits));
    } else {
        const auto minutes = time_from(time);
        if (!minutes) throw std::runtime_error("a time, please: at 08:35");
        target = word == "tomorrow" ? next_school_day(target, *minutes) : on_same_day(target, *minutes);
        if (target < stage_.now())
            throw std::runtime_error("time goes forward only; tomorrow 07:20 is the next school day");
    }
    stage_.move_to(target);
}

void Terminal::fail(const std::vector<std::string>& words) {
    if (words.size() < 2) throw std::runtime_error("fail sato, or fail off");
    if (words[1] == "off") return stage_.line_works();
    const Person& person = one(words[1], nullptr);
    if (!person.on_line) throw std::runtime_error(person.name + " does not use LINE");
    stage_.line_fails(person, 400);
    std::cout << "  LINE answers 400 to everything for " << person.name << " until: fail off\n";
}

// gate main scan hana taro [out] [at 07:58] · gate main scan all [but …] · gate main again | unknown | heartbeat
void Terminal::gate(const std::vector<std::string>& words) {
    if (words.size() < 3) throw std::runtime_error("e.g. gate main scan hana");
    auto& device = stage_.gate(words[1]);
    GateAnswer answer;
    if (words[2] == "again" || words[2] == "unknown" || words[2] == "heartbeat") {
        const Instant now = stage_.now();
        answer = words[2] == "again"     ? device.again(now)
                 : words[2] == "unknown" ? device.upload({{"00000000000000000000000000000000", now, false}}, now)
                                         : device.heartbeat(now);
        std::cout << "  the gate is answered " << answer.status << " " << answer.body << "\n";
        return stage_.refresh(1500ms);
    }
    bool out = false, all = false, but = false;
    Instant at = stage_.now();
    std::vector<const Person*> named;
    for (std::size_t i = 3; i < words.size(); ++i) {
        if (words[i] == "out")
            out = true;
        else if (words[i] == "in")
            out = false;
        else if (words[i] == "all")
            all = true;
        else if (words[i] == "but")
            but = true;
        else if (words[i] == "at" && i + 1 < words.size()) {
            const auto minutes = time_from(words[++i]);
            if (!minutes) throw std::runtime_error("a time, please: at 07:58");
            at = on_same_day(at, *minutes);
        } else {
            auto found = stage_.world().find(words[i], Role::student);
            std::erase_if(found, [&](const Person* child) { return child->school != device.gate().school; });
            if (found.empty())
                throw std::runtime_error("no pupil of " + device.gate().school + " is called “" + words[i] + "”");
            named.push_back(found.front());
        }
    }
    std::vector<const Person*> children = named;
    if (all) {
        children = stage_.pupils(device.gate().school);
        if (but)
            std::erase_if(children, [&](const Person* child) {
                return std::find(named.begin(), named.end(), child) != named.end();
            });
    }
    if (children.empty()) throw std::runtime_error("whose tag? e.g. gate main scan hana");
    const auto statuses = stage_.scan(words[1], children, out, at);
    for (std::size_t i = 0; i < statuses.size() && i < 5; ++i)
        std::cout << "  " << children[i]->name << ": " << statuses[i] << "\n";
    if (statuses.size() > 5)
        std::cout << "  … " << statuses.size() << " tags, " << std::count(statuses.begin(), statuses.end(), "accepted")
                  << " accepted\n";
    stage_.refresh(3s);
}

}  // namespace todoke::demo
