// What one does with the phone in one's hand, and at the gates.
#include "tests/platforms/demo/box.hpp"
#include "tests/platforms/demo/stage.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::demo {

namespace json = boost::json;
using namespace std::chrono_literals;

namespace {

constexpr auto answer_within = 5000ms;  // how long a person looks at the screen for an answer

std::string text_of(const json::object& object, const char* key) {
    const auto* value = object.if_contains(key);
    return value && value->is_string() ? std::string(value->get_string()) : "";
}

}  // namespace

// Sends through the double and looks what came of it.
void Stage::act(const json::object& what) {
    if (!holding_) throw std::runtime_error("nobody's phone is in your hand; try: as sato");
    json::object order = what;
    order["user"] = holding_->on_line ? holding_->line_user : holding_->teams_user;
    const auto result = holding_->on_line ? doors_.line_send(order) : doors_.teams_send(order);
    const auto status = result.at("status").to_number<int>();
    if (status == 0) throw std::runtime_error("the service did not answer: " + text_of(result, "error"));
    if (status / 100 != 2)
        throw std::runtime_error(fmt::format("the service answered {}: {}", status, text_of(result, "body")));
    if (!text_of(result, "error").empty())
        throw std::runtime_error("the double refused the answer: " + text_of(result, "error"));
    refresh(answer_within);
}

void Stage::say(const std::string& text) { act({{"text", text}}); }

void Stage::reply(const std::string& text) {
    if (!holding_) throw std::runtime_error("nobody's phone is in your hand; try: as sato");
    const auto items = items_of(*holding_, 0);
    for (auto item = items.rbegin(); item != items.rend(); ++item) {
        if (item->mine || item->id.empty() || item->drawn.lines.empty()) continue;
        if (item->drawn.buttons.empty() && std::next(item) != items.rend()) continue;
        if (holding_->on_line) return act({{"text", text}, {"quoted_message_id", item->id}});
        return act({{"text", text}, {"quote", item->id}});
    }
    throw std::runtime_error("there is nothing on this screen to reply to");
}

void Stage::press(std::size_t number, const std::string& extra) {
    if (number == 0 || number > buttons_.size())
        throw std::runtime_error(fmt::format("there is no button {} on this screen", number));
    const auto [button, id] = buttons_[number - 1];
    press_button(button, id, extra);
}

void Stage::press_code(const std::string& code, const std::string& extra, std::size_t skip) {
    if (!holding_) throw std::runtime_error("nobody's phone is in your hand");
    const auto items = items_of(*holding_, 0);
    for (auto item = items.rbegin(); item != items.rend(); ++item)
        for (const auto& button : item->drawn.buttons)
            if (button.code == code || button.label.find(code) != std::string::npos) {
                if (skip-- > 0) continue;
                std::cout << "  "
                          << dim(fmt::format("{} presses [{}]{}", holding_->called, button.label,
                                             extra.empty() ? "" : " " + extra))
                          << "\n";
                return press_button(button, item->id, extra);
            }
    throw std::runtime_error("there is no button " + code + " on the screen of " + holding_->name);
}

void Stage::press_button(const Button& button, const std::string& id, const std::string& extra) {
    if (button.kind == "link") {
        std::cout << "  " << dim("(the phone opens " + button.data + ")") << "\n";
        return;
    }
    if (button.kind == "message") return act({{"text", button.data}});
    if (button.kind == "postback") {
        const std::string shown = text_of(button.action, "displayText");
        return act({{"postback", button.data}, {"display_text", shown}});
    }
    if (button.kind == "date" || button.kind == "time" || button.kind == "datetime") {
        if (extra.empty())
            throw std::runtime_error("this opens a picker; give the number and what you pick, e.g. 3 " +
                                     std::string(button.kind == "time" ? "09:30" : "2026-11-25"));
        return act({{"postback", button.data}, {"params", {{button.kind, extra}}}, {"display_text", extra}});
    }

    // Teams: the client merges what was filled in, unless the action wants none of it.
    json::object data;
    if (const auto* fixed = button.action.if_contains("data"); fixed && fixed->is_object()) data = fixed->get_object();
    if (text_of(button.action, "associatedInputs") != "none") {
        auto& filled = filled_[id];
        for (const auto& item : items_of(*holding_, 0)) {
            if (item.id != id) continue;
            for (const auto& input : item.drawn.inputs) {
                const bool is_text = input.choices.empty() && !input.is_date && !input.is_time;
                if (!extra.empty() && is_text) filled[input.id] = extra;
                const auto typed = filled.find(input.id);
                const std::string value = typed == filled.end() ? input.value : typed->second;
                if (value.empty() && input.required)
                    throw std::runtime_error("“" + input.label + "” is empty; fill it in first");
                if (!value.empty()) data[input.id] = value;
            }
        }
        filled.clear();
    }
    if (button.kind == "execute")
        return act({{"invoke", {{"verb", text_of(button.action, "verb")}, {"data", data}}}, {"reply_to", id}});
    return act({{"press", {{"title", button.label}, {"activity", id}, {"inputs", data}}}});
}

void Stage::fill(const std::string& letter, const std::string& value) {
    for (std::size_t i = 0; i < inputs_.size(); ++i) {
        if (input_letter(i) != letter) continue;
        const auto& [input, id] = inputs_[i];
        std::string chosen = value;
        if (!input.choices.empty()) {
            chosen.clear();
            for (std::size_t k = 0; k < input.choices.size(); ++k)
                if (value == std::to_string(k + 1) || value == input.choices[k].first ||
                    value == input.choices[k].second)
                    chosen = input.choices[k].first;
            if (chosen.empty()) throw std::runtime_error("“" + input.label + "” offers no " + value);
        }
        filled_[id][input.id] = chosen;
        std::cout << "  " << dim(input.label + ": " + value) << "\n";
        return;
    }
    throw std::runtime_error("there is no field " + letter + " on this screen");
}

void Stage::fill_id(const std::string& id, const std::string& value) {
    show(1);
    for (std::size_t i = 0; i < inputs_.size(); ++i)
        if (inputs_[i].first.id == id) return fill(input_letter(i), value);
    throw std::runtime_error("there is no field " + id + " on the screen of " + (holding_ ? holding_->name : "nobody"));
}

GateDevice& Stage::gate(const std::string& code) {
    for (const auto& gate : gates_)
        if (gate->gate().code == code) return *gate;
    std::string known;
    for (const auto& gate : gates_) known += " " + gate->gate().code;
    throw std::runtime_error("no gate " + code + "; there are:" + known);
}

std::vector<const Person*> Stage::pupils(const std::string& school) const {
    std::vector<const Person*> found;
    for (const auto& person : world_.people())
        if (person.role == Role::student && person.school == school) found.push_back(&person);
    return found;
}

const std::set<std::string>& Stage::scanned_today(const std::string& school) {
    return scanned_[day_text(now()) + school];
}

std::vector<std::string> Stage::scan(const std::string& code, const std::vector<const Person*>& children, bool out,
                                     Instant at) {
    auto& device = gate(code);
    std::vector<GateDevice::Read> reads;
    for (const auto* child : children) reads.push_back({child->tag, at, out});
    GateAnswer answer;
    {
        std::lock_guard lock(gates_mutex_);
        answer = device.upload(reads, now());
    }
    if (answer.status == 0) throw std::runtime_error("the service did not answer the gate");
    if (answer.status != 200)
        throw std::runtime_error(fmt::format("the service answered the gate {}: {}", answer.status, answer.body));
    if (!out)
        for (const auto* child : children) scanned_[day_text(now()) + child->school].insert(child->number);
    return answer.statuses;
}

std::set<std::string> Stage::everything_shown() const {
    std::set<std::string> shown;
    for (const auto& person : world_.people()) {
        for (const auto& item : items_of(person, 0)) shown.insert(item.fingerprint);
        if (!person.mail.empty())
            for (const auto& mail : doors_.mailbox(person.mail)) shown.insert(json::serialize(mail));
    }
    return shown;
}

std::string Stage::said_to(const Person& person, const std::set<std::string>& before) const {
    std::string text;
    for (const auto& item : items_of(person, 0)) {
        if (item.mine || before.contains(item.fingerprint)) continue;
        for (const auto& line : item.drawn.lines) text += line + "\n";
        for (const auto& line : item.drawn.below) text += line + "\n";
    }
    if (person.mail.empty()) return text;
    for (const auto& mail : doors_.mailbox(person.mail))
        if (!before.contains(json::serialize(mail)))
            for (const auto& line : draw_mail(mail.as_object()).lines) text += line + "\n";
    return text;
}

std::string Stage::notices_of(const Person& person, const std::set<std::string>& before) const {
    std::string text;
    for (const auto& item : items_of(person, 0))
        if (!item.mine && !before.contains(item.fingerprint)) text += item.drawn.notice + "\n";
    return text;
}

}  // namespace todoke::demo
