#include "tests/platforms/demo/world.hpp"

#include "adapters/yaml/csv.hpp"
#include "tests/platforms/demo/names.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <set>
#include <sstream>
#include <stdexcept>

#include <boost/json/parse.hpp>
#include <boost/json/value.hpp>
#include <fmt/format.h>

namespace todoke::demo {

namespace json = boost::json;

namespace {

std::string content(const std::filesystem::path& path) {
    std::ifstream file(path, std::ios::binary);
    if (!file) throw std::runtime_error("cannot read " + path.string());
    std::ostringstream text;
    text << file.rdbuf();
    return text.str();
}

std::string text(const json::value& of, const char* key) { return std::string(of.at(key).as_string()); }

bool has_phone(const Person& person) { return person.on_line || person.on_teams; }

std::vector<std::string> cut(const std::string& list, char at) {
    std::vector<std::string> parts;
    std::istringstream stream(list);
    for (std::string part; std::getline(stream, part, at);)
        if (!part.empty()) parts.push_back(part);
    return parts;
}

std::string lower(std::string_view text) {
    std::string result(text);
    for (char& c : result)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return result;
}

}  // namespace

const char* word_for(Role role) {
    return role == Role::guardian ? "guardian" : role == Role::student ? "student" : "staff";
}

Home read_home(const std::filesystem::path& directory) {
    const auto file = json::parse(content(directory / "demo.json"));
    Home home{.directory = directory,
              .line = text(file, "line"),
              .teams = text(file, "teams"),
              .mail = text(file, "mail"),
              .service = text(file, "service"),
              .database = text(file, "database"),
              .world = text(file, "world")};
    for (const auto& gate : file.at("gates").as_array())
        home.gates.push_back({text(gate, "code"), text(gate, "school"), text(gate, "secret_file")});
    for (const auto& roster : file.at("rosters").as_array()) home.rosters.emplace_back(std::string(roster.as_string()));
    return home;
}

World::World(const Home& home) {
    for (const auto& roster : home.rosters) read_roster(roster);
    give_phones(home.world);
    std::map<std::string, int> taken;
    for (auto& person : people_) {
        person.handle = person.family_handle + "-" + person.given_handle;
        if (const int before = taken[person.handle]++; before > 0) person.handle += std::to_string(before + 1);
    }
}

void World::read_roster(const std::filesystem::path& file) {
    std::string bytes = content(file);
    if (bytes.starts_with("\xEF\xBB\xBF")) bytes.erase(0, 3);
    const auto records = yaml::read_csv(bytes);
    if (!records || records->empty()) throw std::runtime_error("cannot read the roster " + file.string());
    const auto& heads = records->front().cells;
    for (std::size_t row = 1; row < records->size(); ++row) {
        const auto& cells = (*records)[row].cells;
        const auto cell = [&](const char* head) {
            const auto at = static_cast<std::size_t>(std::find(heads.begin(), heads.end(), head) - heads.begin());
            return at < cells.size() ? cells[at] : std::string();
        };
        const std::string kind = cell("種別");
        Person person;
        person.role = kind == "guardian" ? Role::guardian : kind == "student" ? Role::student : Role::staff;
        person.family_handle = romaji(cell("姓かな"));
        person.given_handle = romaji(cell("名かな").substr(0, cell("名かな").find(' ')));
        person.name = cell("姓") + " " + cell("名");
        person.called = cell("呼び名").empty() ? cell("名") : cell("呼び名");
        person.school = cell("学校");
        person.number = cell("管理番号");
        person.grade = person.role == Role::staff ? cell("担当学年") : cell("学年");
        person.room = person.role == Role::staff ? cell("担当組") : cell("組");
        person.duty = cell("役割");
        person.language = cell("言語");
        person.phone = cell("電話");
        person.mail = cell("メール");
        person.teams_user = cell("m365_object_id");
        person.line_user = cell("line_user_id");
        person.tag = cell("カード");
        person.relation = cell("続柄");
        if (!cell("順位").empty()) person.rank = std::stoi(cell("順位"));
        for (const auto& child : cut(cell("子の管理番号"), ';'))
            person.children.push_back(child.find(':') == std::string::npos ? person.school + ":" + child : child);
        people_.push_back(std::move(person));
    }
}

void World::give_phones(const std::filesystem::path& world) {
    const auto file = json::parse(content(world));
    std::set<std::string> line, teams;
    for (const auto& user : file.at("line").at("users").as_array()) line.insert(text(user, "user_id"));
    for (const auto& user : file.at("teams").at("users").as_array()) teams.insert(text(user, "aad_object_id"));
    for (auto& person : people_) {
        person.on_line = line.erase(person.line_user) > 0;
        person.on_teams = teams.contains(person.teams_user);
    }
    // Somebody with a phone who stands in no roster: a stranger to every school.
    for (const auto& user : file.at("line").at("users").as_array()) {
        if (!line.contains(text(user, "user_id"))) continue;
        Person stranger;
        stranger.name = stranger.called = text(user, "display_name");
        stranger.family_handle = "stranger";
        stranger.given_handle = lower(text(user, "user_id")).substr(text(user, "user_id").size() - 1);
        stranger.line_user = text(user, "user_id");
        stranger.on_line = true;
        stranger.rank = 9;
        people_.push_back(std::move(stranger));
    }
}

std::vector<const Person*> World::find(std::string_view typed) const {
    const std::string key = typed_name(typed);
    std::vector<const Person*> exact, found;
    for (const auto& person : people_) {
        const std::string squeezed =
            person.name.substr(0, person.name.find(' ')) + person.name.substr(person.name.find(' ') + 1);
        if (key == typed_name(person.handle) || typed == squeezed || typed == person.name || typed == person.mail)
            exact.push_back(&person);
        else if (key == typed_name(person.family_handle) || key == typed_name(person.given_handle) ||
                 key == typed_name(person.given_handle + "-" + person.family_handle) || typed == person.called ||
                 (typed.size() > 1 && person.name.find(typed) != std::string::npos))
            found.push_back(&person);
    }
    if (!exact.empty()) found = exact;
    std::stable_sort(found.begin(), found.end(), [](const Person* a, const Person* b) {
        if (has_phone(*a) != has_phone(*b)) return has_phone(*a);
        if ((a->role == Role::guardian) != (b->role == Role::guardian)) return a->role == Role::guardian;
        return a->rank < b->rank;
    });
    return found;
}

std::vector<const Person*> World::find(std::string_view typed, Role role) const {
    auto found = find(typed);
    std::erase_if(found, [&](const Person* person) { return person->role != role; });
    return found;
}

const Person* World::by_line(std::string_view user) const {
    for (const auto& person : people_)
        if (person.on_line && person.line_user == user) return &person;
    return nullptr;
}

const Person* World::by_teams(std::string_view user) const {
    for (const auto& person : people_)
        if (person.on_teams && person.teams_user == user) return &person;
    return nullptr;
}

const Person* World::by_mail(std::string_view address) const {
    for (const auto& person : people_)
        if (!person.mail.empty() && lower(person.mail) == lower(address)) return &person;
    return nullptr;
}

std::string World::family_of(const Person& person) const {
    if (person.role != Role::guardian) return person.grade.empty() ? person.duty : person.grade + "-" + person.room;
    std::string family;
    for (const auto& child : person.children)
        for (const auto& student : people_)
            if (student.role == Role::student && student.school + ":" + student.number == child)
                family += fmt::format("{}{} ({} {}-{})", family.empty() ? "" : ", ", student.called, student.school,
                                      student.grade, student.room);
    return family;
}

}  // namespace todoke::demo
