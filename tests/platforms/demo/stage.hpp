// The stage of the demo: one holds somebody's phone, sees its screen, presses, types; and hears who else got something.
#pragma once

#include "tests/platforms/demo/clock.hpp"
#include "tests/platforms/demo/doors.hpp"
#include "tests/platforms/demo/gate.hpp"
#include "tests/platforms/demo/screens.hpp"
#include "tests/platforms/demo/world.hpp"

#include <chrono>
#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <thread>
#include <vector>

namespace todoke::demo {

class Stage {
public:
    explicit Stage(Home home);
    ~Stage();

    const World& world() const { return world_; }
    const Person* holding() const { return holding_; }
    Instant now();

    // Holding a phone. `hold` shows what is new on it since it was last held (at least `items`), `show` its end again.
    void hold(const Person& person, std::size_t items = 1);
    void show(std::size_t items = 4);
    void show_mail(const Person& person, std::size_t mails = 3);

    // What the person does; afterwards everything new on this phone is shown. All throw std::runtime_error in words for
    // a person when it cannot be done.
    void say(const std::string& text);
    void reply(const std::string& text);                       // to the newest message of the school that has a button
    void press(std::size_t number, const std::string& extra);  // as shown; extra: a day, a time, a text
    void fill(const std::string& letter, const std::string& value);
    // For the stories: the newest button with this code or label (skip: older ones instead).
    void press_code(const std::string& code, const std::string& extra = "", std::size_t skip = 0);
    void fill_id(const std::string& id, const std::string& value);

    // The gates.
    GateDevice& gate(const std::string& code);
    std::vector<std::string> scan(const std::string& gate, const std::vector<const Person*>& children, bool out,
                                  Instant at);
    std::vector<const Person*> pupils(const std::string& school) const;
    const std::set<std::string>& scanned_today(const std::string& school);  // numbers of children
    void hearts();                                                          // every gate gives a sign of life

    void move_to(Instant target);
    void refresh(std::chrono::milliseconds patience);  // waits until it is quiet, then shows what is new
    void line_fails(const Person& person, int status) { doors_.line_fails(person.line_user, status); }
    void line_works() { doors_.line_works(); }

    // What everybody's screens and mails show now; and what one person's say that was not there then, as plain text.
    std::set<std::string> everything_shown() const;
    std::string said_to(const Person& person, const std::set<std::string>& before = {}) const;
    std::string notices_of(const Person& person, const std::set<std::string>& before = {}) const;

private:
    struct Item {
        bool mine = false;
        std::string at, id, channel;
        Drawn drawn;
        std::string fingerprint;
    };
    std::vector<Item> items_of(const Person& person, std::size_t number_from) const;
    void print(const Person& person, const Item& item) const;
    void remember(const std::vector<Item>& items);
    void act(const boost::json::object& what);
    void press_button(const Button& button, const std::string& id, const std::string& extra);
    void tell_others(const std::map<std::string, int>& news);
    std::string name_of(const Delivery& delivery) const;

    Home home_;
    World world_;
    Doors doors_;
    MorningClock clock_;
    std::vector<std::unique_ptr<GateDevice>> gates_;
    std::map<std::string, std::set<std::string>> scanned_;  // "day school" → numbers
    const Person* holding_ = nullptr;
    std::map<const Person*, std::vector<std::string>> seen_;  // fingerprints of the items of the phones held so far
    std::vector<std::pair<Button, std::string>> buttons_;     // with the id of their message
    std::vector<std::pair<Input, std::string>> inputs_;
    std::map<std::string, std::map<std::string, std::string>> filled_;  // message id → input → value
    std::mutex gates_mutex_;
    std::jthread hearts_;
};

}  // namespace todoke::demo
