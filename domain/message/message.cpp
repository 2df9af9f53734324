#include "domain/message/message.hpp"

#include <array>
#include <utility>

namespace todoke {
namespace {

constexpr std::array<std::pair<Choice::Style, std::string_view>, 6> styles{{{Choice::Style::plain, "plain"},
                                                                            {Choice::Style::primary, "primary"},
                                                                            {Choice::Style::danger, "danger"},
                                                                            {Choice::Style::date_picker, "date_picker"},
                                                                            {Choice::Style::phone, "phone"},
                                                                            {Choice::Style::page, "page"}}};

constexpr std::array<std::pair<SlotView::Input, std::string_view>, 4> inputs{{{SlotView::Input::choice, "choice"},
                                                                              {SlotView::Input::days, "days"},
                                                                              {SlotView::Input::time, "time"},
                                                                              {SlotView::Input::text, "text"}}};

template <class Enum, std::size_t n>
std::string_view name_of(const std::array<std::pair<Enum, std::string_view>, n>& names, Enum wanted) {
    for (const auto& [value, name] : names)
        if (value == wanted) return name;
    return names.front().second;
}

template <class Enum, std::size_t n>
bool read_name(const std::array<std::pair<Enum, std::string_view>, n>& names, const Value& v, Enum& out) {
    if (v.is_null()) return true;  // left out: the default
    for (const auto& [value, name] : names)
        if (name == v.as_string()) {
            out = value;
            return true;
        }
    return false;
}

// Rows hold many messages: what equals its default is left out.
void put(Value& object, std::string_view key, const std::string& text) {
    if (!text.empty()) object.set(key, text);
}

Value to_value(const Choice& choice) {
    Value v = Value::object({{"code", choice.code}});
    if (!choice.label.is_null()) v.set("label", choice.label);
    put(v, "slot", choice.slot);
    if (choice.style != Choice::Style::plain) v.set("style", name_of(styles, choice.style));
    put(v, "extra", choice.extra);
    return v;
}

bool read_choice(const Value& v, Choice& out) {
    if (!v["code"].is_string()) return false;
    out.code = v["code"].as_string();
    out.label = v["label"];
    out.slot = v["slot"].as_string();
    out.extra = v["extra"].as_string();
    return read_name(styles, v["style"], out.style);
}

Value to_value(const std::vector<Choice>& choices) {
    Value list = Value::array();
    for (const Choice& choice : choices) list.push_back(to_value(choice));
    return list;
}

bool read_choices(const Value& v, std::vector<Choice>& out) {
    for (const Value& item : v.items())
        if (!read_choice(item, out.emplace_back())) return false;
    return true;
}

Value to_value(const SlotView& slot) {
    Value v = Value::object({{"name", slot.name}});
    if (slot.input != SlotView::Input::choice) v.set("input", name_of(inputs, slot.input));
    if (!slot.options.empty()) v.set("options", to_value(slot.options));
    if (!slot.required) v.set("required", false);
    if (slot.multiple_lines) v.set("multiple_lines", true);
    if (slot.max_length != 0) v.set("max_length", static_cast<std::int64_t>(slot.max_length));
    if (!slot.value.is_null()) v.set("value", slot.value);
    put(v, "raw", slot.raw);
    put(v, "problem", slot.problem);
    put(v, "earliest", slot.earliest);
    put(v, "latest", slot.latest);
    put(v, "depends_on", slot.depends_on);
    return v;
}

bool read_slot(const Value& v, SlotView& out) {
    if (!v["name"].is_string()) return false;
    out.name = v["name"].as_string();
    out.required = v["required"].as_bool(true);
    out.multiple_lines = v["multiple_lines"].as_bool();
    out.max_length = static_cast<std::size_t>(v["max_length"].as_integer());
    out.value = v["value"];
    out.raw = v["raw"].as_string();
    out.problem = v["problem"].as_string();
    out.earliest = v["earliest"].as_string();
    out.latest = v["latest"].as_string();
    out.depends_on = v["depends_on"].as_string();
    return read_name(inputs, v["input"], out.input) && read_choices(v["options"], out.options);
}

Value to_value(const Question& question) {
    Value slots = Value::array();
    for (const SlotView& slot : question.slots) slots.push_back(to_value(slot));
    Value v = Value::object({{"form", question.form}, {"version", question.version}, {"slots", std::move(slots)}});
    put(v, "nonce", question.nonce);
    if (!question.draft.is_null()) v.set("draft", question.draft);
    return v;
}

bool read_question(const Value& v, Question& out) {
    if (!v["form"].is_string()) return false;
    out.form = v["form"].as_string();
    out.version = static_cast<int>(v["version"].as_integer());
    out.nonce = v["nonce"].as_string();
    out.draft = v["draft"];
    for (const Value& slot : v["slots"].items())
        if (!read_slot(slot, out.slots.emplace_back())) return false;
    return true;
}

}  // namespace

const std::string& words_in(const Words& words, std::string_view language) {
    static const std::string none;
    if (const auto exact = words.find(language); exact != words.end()) return exact->second;
    const auto japanese = words.find("ja");
    return japanese != words.end() ? japanese->second : none;
}

bool is_notice_of_passing(std::string_view key) {
    return key == "scan.passed" || key == "scan.passed_late" || key == "scan.digest";
}

bool takes_number(const Choice& choice) {
    return choice.style != Choice::Style::phone && choice.style != Choice::Style::page &&
           choice.style != Choice::Style::date_picker && choice.code != "reply";
}

namespace argument {

Value coded(std::string_view code, const Words& words) {
    Value labels = Value::object();
    for (const auto& [language, label] : words) labels.set(language, label);
    return Value::object({{"as", "coded"}, {"code", code}, {"words", std::move(labels)}});
}

Value person(std::string_view reference, std::string_view name) {
    return Value::object({{"as", "person"}, {"code", reference}, {"words", Value::object({{"ja", name}})}});
}

Value day(SchoolDay day) { return Value::object({{"as", "day"}, {"code", to_iso(day)}}); }

Value time(TimeOfDay time) { return Value::object({{"as", "time"}, {"code", to_hh_mm(time)}}); }

Value text(std::string_view typed_by_a_person) { return Value::object({{"as", "text"}, {"code", typed_by_a_person}}); }

}  // namespace argument

Value to_value(const Message& message) {
    Value v = Value::object({{"key", message.key}, {"args", message.args}});
    if (!message.choices.empty()) v.set("choices", to_value(message.choices));
    put(v, "nonce", message.nonce);
    if (message.question) v.set("question", to_value(*message.question));
    put(v, "updates", message.updates);
    if (message.update_only) v.set("update_only", true);
    return v;
}

std::optional<Message> message_from(const Value& v) {
    if (!v["key"].is_string()) return std::nullopt;
    Message message;
    message.key = v["key"].as_string();
    if (const Value* args = v.find("args")) message.args = *args;
    message.nonce = v["nonce"].as_string();
    message.updates = v["updates"].as_string();
    message.update_only = v["update_only"].as_bool();
    if (!read_choices(v["choices"], message.choices)) return std::nullopt;
    if (const Value* question = v.find("question"))
        if (!read_question(*question, message.question.emplace())) return std::nullopt;
    return message;
}

}  // namespace todoke
