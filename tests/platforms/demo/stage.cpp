#include "tests/platforms/demo/stage.hpp"

#include "tests/platforms/common/clock.hpp"
#include "tests/platforms/demo/box.hpp"

#include <algorithm>
#include <condition_variable>
#include <iostream>
#include <stdexcept>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::demo {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr auto quiet_for = 400ms;       // nothing new for so long: it is over
constexpr auto heartbeat_every = 20s;   // a gate silent for 2 minutes is taken for broken
constexpr std::size_t most_new = 8;     // items shown when a phone is taken up
constexpr std::size_t most_others = 8;  // lines about other people's phones

std::string text_of(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

std::string clock_of(const std::string& iso_utc) {
    const int hour = (std::stoi(iso_utc.substr(11, 2)) + 9) % 24;
    return fmt::format("{:02}{}", hour, iso_utc.substr(13, 3));
}

}  // namespace

Stage::Stage(Home home) : home_(std::move(home)), world_(home_), doors_(home_), clock_(home_.database) {
    for (const auto& gate : home_.gates) gates_.push_back(std::make_unique<GateDevice>(gate, home_.service));
    doors_.news();
    hearts();
    // Gates give signs of life while one reads and thinks. Their own connection to the clock: libpq's is one thread's.
    hearts_ = std::jthread([this](std::stop_token stop) {
        std::mutex mutex;
        std::condition_variable_any never;
        MorningClock clock(home_.database);
        std::unique_lock lock(mutex);
        while (!never.wait_for(lock, stop, heartbeat_every, [&] { return stop.stop_requested(); })) {
            std::lock_guard gates(gates_mutex_);
            for (const auto& gate : gates_) gate->heartbeat(clock.now());
        }
    });
}

Stage::~Stage() = default;

Instant Stage::now() { return clock_.now(); }

void Stage::hearts() {
    const Instant at = clock_.now();
    std::lock_guard lock(gates_mutex_);
    for (const auto& gate : gates_) gate->heartbeat(at);
}

std::vector<Stage::Item> Stage::items_of(const Person& person, std::size_t number_from) const {
    std::vector<Item> items;
    Numbering numbering;
    if (person.on_line) {
        const auto screen = doors_.line_screen(person.line_user);
        for (std::size_t i = 0; i < screen.size(); ++i) {
            const auto& shown = screen[i].as_object();
            Item item{.mine = shown.at("from") == "user",
                      .at = clock_of(text_of(shown, "at")),
                      .id = text_of(shown, "id"),
                      .channel = "LINE",
                      .drawn = {},
                      .fingerprint = {}};
            Numbering none;
            auto& counted = i >= number_from ? numbering : none;
            item.drawn = draw_line_message(shown.at("message").as_object(), i + 1 == screen.size(), counted);
            item.fingerprint = json::serialize(shown);
            items.push_back(std::move(item));
        }
    } else if (person.on_teams) {
        const auto screen = doors_.teams_screen(person.teams_user);
        for (std::size_t i = 0; i < screen.size(); ++i) {
            const auto& shown = screen[i].as_object();
            if (!shown.contains("activity")) continue;
            Item item{.mine = shown.at("from") == "user",
                      .at = clock_of(text_of(shown, "at")),
                      .id = text_of(shown, "id"),
                      .channel = "Teams",
                      .drawn = {},
                      .fingerprint = {}};
            json::value view;
            if (const auto* views = shown.if_contains("shown_to"))
                if (const auto* mine = views->as_object().if_contains(person.teams_user)) view = *mine;
            Numbering none;
            auto& counted = i >= number_from ? numbering : none;
            item.drawn = draw_teams_activity(shown.at("activity").as_object(), view, counted);
            item.fingerprint = json::serialize(shown);
            items.push_back(std::move(item));
        }
    }
    return items;
}

void Stage::print(const Person& person, const Item& item) const {
    if (item.mine) {
        std::string text;
        for (const auto& line : item.drawn.lines) text += line;
        std::cout << std::string(14, ' ') << dim(person.called + " " + item.at + " ▷ ") << text << "\n";
        return;
    }
    if (!item.drawn.notice.empty() && item.drawn.lines != std::vector{item.drawn.notice})
        std::cout << "  " << dim("lock screen: " + item.drawn.notice) << "\n";
    std::cout << frame(item.channel + " " + item.at, item.drawn.lines, 2);
    for (const auto& line : item.drawn.below)
        for (const auto& part : wrap(line, screen_columns)) std::cout << "  " << part << "\n";
}

void Stage::remember(const std::vector<Item>& items) {
    auto& seen = seen_[holding_];
    seen.clear();
    for (const auto& item : items) seen.push_back(item.fingerprint);
}

void Stage::hold(const Person& person, std::size_t items) {
    if (!person.on_line && !person.on_teams) {
        holding_ = nullptr;
        throw std::runtime_error(person.name + " has neither LINE nor Teams here; mail " + person.handle +
                                 " shows the mailbox");
    }
    holding_ = &person;
    std::cout << "\n"
              << bold(fmt::format("📱 {} · {} · {}", person.name, person.on_line ? "LINE" : "Teams",
                                  world_.family_of(person)))
              << "\n";
    const auto now = items_of(person, 0);
    const auto& seen = seen_[&person];
    std::size_t known = 0;
    while (known < now.size() && known < seen.size() && now[known].fingerprint == seen[known]) ++known;
    show(std::min<std::size_t>(std::max(items, now.size() - known), most_new));
}

void Stage::show(std::size_t count) {
    if (!holding_) throw std::runtime_error("nobody's phone is in your hand; try: as sato");
    const auto all = items_of(*holding_, 0);
    const std::size_t from = all.size() > count ? all.size() - count : 0;
    const auto items = items_of(*holding_, from);
    buttons_.clear();
    inputs_.clear();
    if (items.empty()) std::cout << dim("  (an empty screen)") << "\n";
    for (std::size_t i = from; i < items.size(); ++i) {
        print(*holding_, items[i]);
        for (const auto& button : items[i].drawn.buttons) buttons_.emplace_back(button, items[i].id);
        for (const auto& input : items[i].drawn.inputs) inputs_.emplace_back(input, items[i].id);
    }
    remember(items);
}

void Stage::show_mail(const Person& person, std::size_t count) {
    if (person.mail.empty()) throw std::runtime_error(person.name + " has no mail address");
    const auto mails = doors_.mailbox(person.mail);
    std::cout << "\n" << bold(fmt::format("✉  {} · {} · {} mails", person.name, person.mail, mails.size())) << "\n";
    for (std::size_t i = mails.size() > count ? mails.size() - count : 0; i < mails.size(); ++i) {
        const auto drawn = draw_mail(mails[i].as_object());
        std::cout << frame("mail " + clock_of(text_of(mails[i].as_object(), "at")), drawn.lines, 2);
    }
}

// Waits until nothing has arrived anywhere for a while, at most `patience` for the first thing; then shows it.
void Stage::refresh(std::chrono::milliseconds patience) {
    const auto begun = std::chrono::steady_clock::now();
    auto last = begun;
    bool anything = false;
    std::map<std::string, int> others;
    for (;;) {
        for (const auto& delivery : doors_.news()) {
            anything = true;
            last = std::chrono::steady_clock::now();
            const bool own =
                holding_ && ((delivery.way == Delivery::Way::line && delivery.to == holding_->line_user) ||
                             (delivery.way == Delivery::Way::teams && delivery.to == holding_->teams_user));
            if (!own) ++others[name_of(delivery)];
        }
        const auto at = std::chrono::steady_clock::now();
        if (anything ? at - last > quiet_for : at - begun > patience) break;
        if (at - begun > 10s) break;
        std::this_thread::sleep_for(30ms);
    }
    if (holding_) {
        const auto items = items_of(*holding_, 0);
        const auto seen = seen_[holding_];
        std::size_t from = 0;
        while (from < items.size() && from < seen.size() && items[from].fingerprint == seen[from]) ++from;
        const auto drawn = items_of(*holding_, from);
        bool cleared = false;
        for (std::size_t i = from; i < drawn.size(); ++i) {
            if (i < seen.size() && drawn[i].fingerprint == seen[i]) continue;
            print(*holding_, drawn[i]);
        }
        for (std::size_t i = from; i < drawn.size(); ++i) {
            if (drawn[i].drawn.buttons.empty() && drawn[i].drawn.inputs.empty()) continue;
            if (!cleared) buttons_.clear(), inputs_.clear(), cleared = true;
            for (const auto& button : drawn[i].drawn.buttons) buttons_.emplace_back(button, drawn[i].id);
            for (const auto& input : drawn[i].drawn.inputs) inputs_.emplace_back(input, drawn[i].id);
        }
        remember(drawn);
    }
    tell_others(others);
}

std::string Stage::name_of(const Delivery& delivery) const {
    const Person* person = delivery.way == Delivery::Way::line    ? world_.by_line(delivery.to)
                           : delivery.way == Delivery::Way::teams ? world_.by_teams(delivery.to)
                                                                  : world_.by_mail(delivery.to);
    if (!person) return delivery.to;
    const char* command = delivery.way == Delivery::Way::mail ? "mail" : person->role == Role::staff ? "teacher" : "as";
    return fmt::format("{} {} ({} {})", delivery.way == Delivery::Way::mail ? "✉ " : "📱", person->name, command,
                       person->handle);
}

void Stage::tell_others(const std::map<std::string, int>& news) {
    std::size_t told = 0;
    for (const auto& [who, count] : news) {
        if (++told > most_others) {
            std::cout << dim(fmt::format("  … and {} others", news.size() - most_others)) << "\n";
            break;
        }
        std::cout << dim("  " + who + (count > 1 ? fmt::format(" ×{}", count) : "")) << "\n";
    }
}

void Stage::move_to(Instant target) {
    clock_.move_to(target, [this] { hearts(); });
    refresh(1500ms);
}

}  // namespace todoke::demo
