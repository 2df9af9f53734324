// Who lives in the demo city: the people of the rosters, with the phones that the platform doubles give them.
#pragma once

#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::demo {

enum class Role { guardian, student, staff };

struct Person {
    Role role = Role::guardian;
    std::string handle;  // what one types: sato-keiko; unique
    std::string family_handle, given_handle;
    std::string name, called;                 // 佐藤 恵子 · ハナ, 森先生
    std::string school, number, grade, room;  // number within the school; staff: grade and room they care for
    std::string duty;                         // staff: homeroom_teacher …
    std::string language, phone, mail, line_user, teams_user, tag;
    std::vector<std::string> children;  // guardians: school:number
    std::string relation;
    int rank = 0;
    bool on_line = false, on_teams = false;  // the double knows this person
};

struct Gate {
    std::string code, school, secret_file;
};

// What `./run` writes for the demo: addresses and files.
struct Home {
    std::filesystem::path directory;
    std::string line, teams, mail, service;  // origins
    std::string database;                    // libpq
    std::vector<Gate> gates;
    std::filesystem::path world;
    std::vector<std::filesystem::path> rosters;
};
Home read_home(const std::filesystem::path& directory);  // demo.json; throws std::runtime_error

class World {
public:
    explicit World(const Home& home);
    const std::vector<Person>& people() const { return people_; }
    // Everybody whose handle, family or given name, kanji, kana-in-letters or mail address is `typed`, best first:
    // those with a phone before those without, the first guardian before the second.
    std::vector<const Person*> find(std::string_view typed) const;
    std::vector<const Person*> find(std::string_view typed, Role role) const;
    const Person* by_line(std::string_view user) const;
    const Person* by_teams(std::string_view user) const;
    const Person* by_mail(std::string_view address) const;
    std::string family_of(
        const Person& person) const;  // "ハナ (3-2), タロウ (1-1)" for a guardian, the class otherwise

private:
    void read_roster(const std::filesystem::path& file);
    void give_phones(const std::filesystem::path& world);
    std::vector<Person> people_;
};

const char* word_for(Role role);

}  // namespace todoke::demo
