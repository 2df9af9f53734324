#include "tests/conversations/world.hpp"

#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "adapters/text/text.hpp"
#include "adapters/yaml/school_files.hpp"
#include "bot/app/service.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "bot/usecases/confirm_desk.hpp"
#include "bot/usecases/gate_desk.hpp"
#include "bot/usecases/link_desk.hpp"
#include "bot/usecases/passing_notices.hpp"
#include "bot/usecases/returned_mail.hpp"
#include "bot/usecases/unlink.hpp"
#include "tests/conversations/people.hpp"
#include "tests/conversations/school_copies.hpp"
#include "tests/store/database_fixture.hpp"

#include <map>
#include <sstream>
#include <stdexcept>
#include <utility>

namespace todoke::talk {
namespace {

using namespace std::chrono_literals;

template <class T>
T must(std::expected<T, Failure> made) {
    if (!made) throw std::runtime_error(made.error().what);
    return std::move(*made);
}

// The token in a message's arguments that brings back `code`; "" when there is none.
std::string token_in(const Value& args, const std::string& code) {
    if (const auto& token = args["token"].as_string(); token.ends_with("." + code)) return token;
    for (const auto& [name, value] : args.members())
        if (auto found = token_in(value, code); !found.empty()) return found;
    for (const Value& item : args.items())
        if (auto found = token_in(item, code); !found.empty()) return found;
    return {};
}

}  // namespace

struct World::Impl {
    explicit Impl(Mode door_mode) : mode(door_mode) {}

    Mode mode;
    test::TestDatabase database;
    SchoolCopies files{database.conninfo()};
    system::ManualClock clock{Instant{}};
    system::SeededRandom random{1};
    system::RecordingLog log;
    std::unique_ptr<Zones> zones = system::make_zones();
    std::unique_ptr<Texts> texts = must(text::make_texts(TODOKE_TEMPLATES, log));
    std::unique_ptr<TextAnalysis> analysis = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts = must(text::make_layouts(TODOKE_TEMPLATES));
    std::unique_ptr<Door> door;
    // In process: the engine alone. Over HTTP: the whole service.
    std::unique_ptr<Store> own_store;
    std::unique_ptr<yaml::SchoolFiles> schools;
    std::unique_ptr<Engine> own_engine;
    std::unique_ptr<StoredGates> gates;
    std::unique_ptr<StoredLinkDesk> links;
    std::unique_ptr<StoredUnsubscribeDesk> unsubscribing;
    std::unique_ptr<StoredConfirmDesk> confirmations;
    std::unique_ptr<Service> service;
    Engine* engine = nullptr;
    Store* store = nullptr;
    std::unique_ptr<Cast> people;

    std::vector<Said> said;  // everything, in order
    std::size_t taken = 0;
    ScanAct last_scan;
    std::map<std::string, std::int64_t> next_seq;
    std::map<std::string, std::string> dialogs;  // whose page led to which address
    std::size_t errors_seen = 0;

    DoorParts door_parts() {
        return {[this]() -> Engine& { return *engine; },
                clock,
                random,
                log,
                [this](Said one) { note(std::move(one)); },
                [this](const std::string& gate, const std::string& body) { return scan_in_process(gate, body); },
                [this](const std::string& gate) { (void)gates->heartbeat(gate); },
                [this]() -> LinkDesk& { return *links; },
                [this]() -> ConfirmDesk& { return *confirmations; },

                [this]() -> UnsubscribeDesk& { return *unsubscribing; }};
    }

    void note(Said one) {
        door->noted(one);
        said.push_back(std::move(one));
    }

    void make() {
        if (engine) return;
        if (mode == Mode::in_process)
            make_engine();
        else
            make_service();
        engine->observe_answers(
            [this](const InboundEvent& event, const Inbound& inbound, const std::vector<Rendered>& rendered) {
                for (const Rendered& one : rendered)
                    note({{event.channel, event.account, inbound.address}, one.source, "", false});
            });
        people = std::make_unique<Cast>(*store, engine->environment().schools.current(), clock, random, *door);
    }

    // scans pull (aoba)
    void choose_scans(const std::string& text) {
        std::istringstream words(text);
        std::string scans, notice, school;
        words >> scans >> notice >> school;
        files.choose_scans(school.substr(1, school.size() - 2), notice);
        const std::size_t problems = service ? service->reload_schools().size() : schools->reload().problems.size();
        if (problems > 0) throw std::runtime_error("given: the school is not taken with scans " + notice);
    }

    void make_engine() {
        own_store = postgres::make_store(
            {.conninfo = database.conninfo(), .master_key = std::string(32, 'k'), .instance = "talk"}, clock, random,
            log);
        store = own_store.get();
        schools = std::make_unique<yaml::SchoolFiles>(
            files.folder(), std::vector<std::string>{"*.yaml"}, *zones,
            yaml::Accounts{{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}},
            [this](const std::string& code) { return store->school_id(code, clock.now()); });
        for (const SettingProblem& problem : schools->reload().problems) throw std::runtime_error(to_text(problem));
        own_engine = std::make_unique<Engine>(Engine::Parts{
            *store, clock, random, log, *schools, *texts, *analysis, *layouts, {}, "https://attend.example.ed.jp"});
        engine = own_engine.get();
        gates = std::make_unique<StoredGates>(*store, clock, engine->environment());
        links = std::make_unique<StoredLinkDesk>(*store, clock, engine->environment());
        unsubscribing = std::make_unique<StoredUnsubscribeDesk>(*store, clock, engine->environment());
        confirmations = std::make_unique<StoredConfirmDesk>(
            *store, clock, engine->ingest(),
            [](std::string_view channel, std::string_view account, std::string_view address) {
                return crypto::sha256(std::string(channel) + "|" + std::string(account) + "|" + std::string(address));
            });
        door = make_in_process_door(door_parts());
        door->add_channels(*engine);
    }

    void make_service() {
        door = make_http_door(door_parts());
        auto made = Service::make(
            door->write_config(database.conninfo(), files.folder()),
            {.clock = &clock, .random = &random, .log = &log, .wrap = [this](std::unique_ptr<Channel> channel) {
                 return std::make_unique<RecordingChannel>(std::move(channel),
                                                           [this](Said one) { note(std::move(one)); });
             }});
        if (!made) throw std::runtime_error(made.error().front());
        service = std::move(*made);
        if (const auto opened = service->open_doors(); !opened) throw std::runtime_error(opened.error().what);
        door->serve_at(service->port());
        engine = &service->engine();
        store = &service->store();
    }

    std::string scan_in_process(const std::string& gate, const std::string& body) {
        const Value upload = must(json::parse(body));
        std::vector<ScanInput> scans;
        for (const Value& one : upload["scans"].items()) {
            ScanInput input;
            input.scan.seq = one["seq"].as_integer();
            input.scan.credential = one["credential"].as_string();
            input.scan.at = Instant{Duration{one["at_us"].as_integer()}};
            input.scan.direction = *direction_from(one["direction"].as_string());
            scans.push_back(input);
        }
        const auto answer = gates->store(gate, upload["epoch"].as_integer(), scans);
        if (!answer) return answer.error().what;
        std::string statuses;
        for (const ScanStatus status : answer->statuses) statuses += std::string(to_text(status)) + " ";
        return statuses;
    }

    void pump() { engine->tick(clock.now()); }

    void move_to(Instant target) {
        while (clock.now() < target) {
            const Duration left = target - clock.now();
            clock.advance(std::min<Duration>(left, left > 20min ? Duration{60s} : Duration{15s}));
            quiet();
        }
    }

    void quiet() {
        for (int round = 0; round < 50; ++round)
            if (!engine->tick(clock.now())) return;
        throw std::runtime_error("the service does not come to rest");
    }

    // The person's last message that can be pressed with this code (on the named key, where one is given).
    const Said& pressable(const std::string& who, const Step& step, std::string& slot, std::string& code) {
        const std::string wanted_key = step.extra.starts_with('@') ? step.extra.substr(1) : std::string();
        const std::string wanted = people->code_of_alias(step.text);
        for (auto it = said.rbegin(); it != said.rend(); ++it) {
            if (people->alias_of(it->to) != who || (!step.channel.empty() && it->to.channel != step.channel)) continue;
            if (!wanted_key.empty() && it->message.key != wanted_key) continue;
            const auto matches = [&](const Choice& choice) {
                if (choice.code != wanted && choice.code != "cmd:" + wanted) return false;
                slot = choice.slot;
                code = choice.code;
                return true;
            };
            if (it->message.question)
                for (const SlotView& view : it->message.question->slots)
                    for (const Choice& option : view.options)
                        if (matches(option)) {
                            if (slot.empty() && option.code != "more") slot = view.name;
                            return *it;
                        }
            for (const Choice& choice : it->message.choices)
                if (matches(choice)) return *it;
            // A part of a card that can be pressed, such as a day of a calendar.
            if (const auto token = token_in(it->message.args, wanted); !token.empty()) {
                slot = token.substr(token.find('.') + 1);
                slot.resize(slot.find('.'));
                code = wanted;
                return *it;
            }
        }
        throw std::runtime_error("line " + std::to_string(step.line) + ": " + who + " has no message with [" +
                                 step.text + "]");
    }

    const Said& last_to(const std::string& who, const std::string& channel, const std::string& key) {
        for (auto it = said.rbegin(); it != said.rend(); ++it)
            if (people->alias_of(it->to) == who && (channel.empty() || it->to.channel == channel) &&
                !it->provider_id.empty() && (key.empty() ? !it->message.nonce.empty() : it->message.key == key))
                return *it;
        throw std::runtime_error(who + " has nothing to reply to");
    }

    Pairs raw_values(const Pairs& values) {
        Pairs raw = values;
        for (auto& [name, value] : raw) value = people->code_of_alias(value);
        return raw;
    }

    void act(const Step& asked) {
        Act act;
        Step step = asked;
        std::string reader = step.who;  // whose screen the messages are on
        act.group = people->group_of(step.channel);
        if (!act.group.empty()) reader = std::exchange(step.channel, "");
        if (step.kind == Step::Kind::join || step.kind == Step::Kind::leave) act.group = people->group_of(step.who);
        act.unproven = step.unproven;
        act.shared = step.shared;
        act.from = people->address_of(step.who, act.group.empty() ? step.channel : "line");
        switch (step.kind) {
            case Step::Kind::text:
                act.kind = Act::Kind::text;
                act.text = people->with_codes(step.text);
                break;
            case Step::Kind::overtaken:
                act.text = step.text;
                act.ago = std::chrono::minutes{1};
                break;
            case Step::Kind::attach:
                act.kind = Act::Kind::attach;
                act.text = step.text;
                break;
            case Step::Kind::edit:
                act.kind = Act::Kind::edit;
                act.text = step.text;
                break;
            case Step::Kind::unsend:
                act.kind = Act::Kind::unsend;
                break;
            case Step::Kind::join:
                act.kind = Act::Kind::join;
                break;
            case Step::Kind::leave:
                act.kind = Act::Kind::leave;
                break;
            case Step::Kind::follow:
                act.kind = Act::Kind::follow;
                break;
            case Step::Kind::unfollow:
                act.kind = Act::Kind::unfollow;
                break;
            case Step::Kind::reply: {
                act.kind = Act::Kind::reply;
                act.text = step.text;
                act.on_message = step.extra == "unknown" ? "1" : last_to(reader, step.channel, step.extra).provider_id;
                break;
            }
            case Step::Kind::press: {
                act.kind = Act::Kind::press;
                const Said& on = pressable(reader, step, act.slot, act.code);
                act.nonce = on.message.nonce;
                act.on_message = on.provider_id;
                if (step.text == "pick_day") act.picked = step.extra;
                act.inputs = raw_values(step.values);
                break;
            }
            default: {
                act.kind = Act::Kind::form;
                Step send = step;
                send.text = "send";
                send.extra.clear();
                const Said& on = pressable(step.who, send, act.slot, act.code);
                act.nonce = on.message.nonce;
                act.on_message = on.provider_id;
                act.inputs = raw_values(step.values);
            }
        }
        door->act(act, [this] { pump(); });
    }

    std::string last_page_of(const std::string& who) const {
        std::string address;
        for (const Said& one : said)
            for (const Choice& choice : one.message.choices)
                if (people->alias_of(one.to) == who && choice.style == Choice::Style::page) address = choice.extra;
        if (address.empty()) throw std::runtime_error(who + " was sent no page");
        return address;
    }

    // "$c1 ready": the last page that this person was sent
    void page(const Step& step) {
        const auto space = step.text.find(' ');
        const std::string shows = space == std::string::npos ? "ready" : step.text.substr(space + 1);
        const Door::Page page = door->page(last_page_of(step.who), people->with_codes(step.text.substr(0, space)));
        if (page.shows != shows)
            throw std::runtime_error("line " + std::to_string(step.line) + ": the page shows " + page.shows);
        if (!page.next.empty()) dialogs[step.who] = page.next;
    }

    // "$c1", "$c1 unproven": to the address on that paper; "at sato": to the address that sato was told last.
    void registers(const Step& step) {
        std::istringstream words(step.text);
        std::string where, how;
        words >> where >> how;
        std::string address = where;
        if (where == "at") {
            for (const Said& one : said)
                if (people->alias_of(one.to) == how && one.message.key == "link.add_address")
                    address = one.message.args["address"].as_string();
        } else if (where.starts_with('$')) {
            address = engine->environment()
                          .channels.find("email")
                          ->registration_address("demo", people->paper_of(where.substr(1)))
                          .value();
        }
        door->registers(people->address_of(step.who, "email"), address, how != "unproven", [this] { pump(); });
    }

    void unsubscribes(const Step& step) {
        const int status = door->unsubscribes(people->address_of(step.who, "email"));
        if (status != 200)
            throw std::runtime_error("line " + std::to_string(step.line) + ": answered " + std::to_string(status));
    }

    void dialog(const Step& step) {
        const bool delivered =
            door->dialog(people->address_of(step.who, "line"), dialogs.at(step.text), [this] { pump(); });
        if (!delivered) throw std::runtime_error("line " + std::to_string(step.line) + ": the dialog is an error page");
    }

    // "unlink sato of hana"
    void command(const Step& step) {
        std::istringstream words(step.text);
        std::string verb, guardian, of, child;
        words >> verb >> guardian >> of >> child;
        if ((verb != "unlink" && verb != "try-again") || of != "of")
            throw std::runtime_error("todoke> unlink|try-again GUARDIAN of CHILD");
        const auto schools = engine->environment().schools.current();
        const auto links = people->links_of(guardian, child);
        const auto committed = store->transact([&](Transaction& tx) {
            if (verb == "unlink")
                unlink(tx, engine->environment(), *schools, links.at(0).person, links, PersonId{}, clock.now());
            else
                try_addresses_again(tx, links.at(0).person, clock.now());
            return true;
        });
        if (!committed) throw std::runtime_error(committed.error().what);
    }

    // "hana in 08:01": a gate uploads one scan, or several separated by ';'.
    void scan(const Step& step) {
        const Cast::GateInfo& gate = people->gate(step.who);
        Value scans = Value::array();
        std::istringstream all(step.text);
        std::string one;
        while (std::getline(all, one, ';')) {
            std::istringstream words(one);
            std::string child, direction, time;
            words >> child >> direction >> time;
            const Instant at =
                time.empty() ? clock.now()
                             : gate.school->zone->instant(local_day(*gate.school, clock.now()), *parse_hh_mm(time));
            scans.push_back(Value::object({{"seq", ++next_seq[step.who]},
                                           {"credential", "tag-" + child},
                                           {"at", people->rfc3339(at)},
                                           {"at_us", at.time_since_epoch().count()},
                                           {"direction", direction}}));
        }
        last_scan = {step.who, gate.secret, json::write(Value::object({{"epoch", 1}, {"scans", std::move(scans)}})),
                     "scan-" + std::to_string(next_seq[step.who])};
        const std::string answer = door->scan(last_scan, [this] { pump(); });
        if (answer.find("unknown") != std::string::npos) throw std::runtime_error("the gate was told: " + answer);
    }
};

World::World(Mode mode) : impl_(std::make_unique<Impl>(mode)) {}
World::~World() = default;

void World::set_clock(const std::string& text) {
    std::istringstream words(text);
    std::string day, time, zone;
    words >> day >> time >> zone;
    const ZoneRules* rules = impl_->zones->find(zone);
    const auto parsed_day = parse_iso_day(day);
    const auto parsed_time = parse_hh_mm(time.substr(0, 5));
    if (!rules || !parsed_day || !parsed_time) throw std::runtime_error("clock: expected DAY HH:MM ZONE");
    Instant at = rules->instant(*parsed_day, *parsed_time);
    if (time.size() == 8) at += std::chrono::seconds{std::stoi(time.substr(6))};
    impl_->clock.set(at);
    impl_->make();
}

void World::given(const std::string& text) {
    if (text.starts_with("scans ")) return impl_->choose_scans(text);
    impl_->people->given(text);
}

void World::do_step(const Step& step) {
    Impl& i = *impl_;
    const auto pump = [&i] { i.pump(); };
    switch (step.kind) {
        case Step::Kind::again:
            i.door->again(pump);
            break;
        case Step::Kind::scan:
            i.scan(step);
            break;
        case Step::Kind::gate_again:
            i.door->scan(i.last_scan, pump);
            break;
        case Step::Kind::gate_alive:
            i.door->scan({step.who, i.people->gate(step.who).secret, "{}", "alive", true}, pump);
            break;
        case Step::Kind::advance:
            i.move_to(i.clock.now() + step.minutes);
            break;
        case Step::Kind::at: {
            const School& school = i.people->some_school();
            const auto time = parse_hh_mm(step.text.substr(0, 5));
            Instant target = school.zone->instant(local_day(school, i.clock.now()), *time);
            if (step.text.size() == 8) target += std::chrono::seconds{std::stoi(step.text.substr(6))};
            if (target < i.clock.now())
                target = school.zone->instant(add_days(local_day(school, i.clock.now()), 1), *time);
            i.move_to(target);
            break;
        }
        case Step::Kind::page:
            i.page(step);
            break;
        case Step::Kind::registers:
            i.registers(step);
            break;
        case Step::Kind::unsubscribes:
            i.unsubscribes(step);
            break;
        case Step::Kind::confirm:
            i.door->confirm(i.last_page_of(step.who), pump);
            break;
        case Step::Kind::dialog:
            i.dialog(step);
            break;
        case Step::Kind::command:
            i.command(step);
            break;
        case Step::Kind::mood: {
            std::istringstream words(step.text);
            std::string mood, who;
            words >> mood >> who;
            if (mood == "quota") {  // quota 200 used 190 · quota none
                std::string used_word;
                std::int64_t used = 0;
                words >> used_word >> used;
                i.door->quota(who == "none" ? std::nullopt : std::optional<std::int64_t>(std::stoll(who)), used);
                break;
            }
            if (mood == "returns") {  // returns sato mailbox_full
                std::string kind;
                words >> kind;
                i.door->returns(i.people->address_of(who, step.who), kind, pump);
                break;
            }
            std::optional<Address> towards;
            if (!who.empty()) towards = i.people->address_of(who, step.who);
            i.door->mood(step.who, mood, towards);
            break;
        }
        default:
            i.act(step);
    }
}

void World::run_until_quiet() { impl_->quiet(); }

std::vector<Said> World::take_said() {
    std::vector<Said> fresh(impl_->said.begin() + static_cast<std::ptrdiff_t>(impl_->taken), impl_->said.end());
    impl_->taken = impl_->said.size();
    return fresh;
}

std::string World::alias_of(const Address& address) const { return impl_->people->alias_of(address); }
std::string World::alias_of_code(const std::string& code) const { return impl_->people->alias_of_code(code); }

std::vector<std::string> World::log_errors() const {
    std::vector<std::string> errors;
    for (const auto& line : impl_->log.lines())
        if (line.level == LogLevel::error) errors.push_back(line.text);
    return errors;
}

std::vector<std::string> World::log_warnings() const {
    std::vector<std::string> warnings;
    for (const auto& line : impl_->log.lines())
        if (line.level == LogLevel::warning) warnings.push_back(line.text);
    return warnings;
}

std::string World::disagreement() { return impl_->door->disagreement(); }

}  // namespace todoke::talk
