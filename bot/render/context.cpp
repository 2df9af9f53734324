#include "bot/render/context.hpp"

#include <algorithm>
#include <utility>

namespace todoke {
namespace {

std::string line_of(const Choice& choice, const std::string& label) {
    std::string line = "［" + label + "］";
    const bool shown = choice.style == Choice::Style::phone || choice.style == Choice::Style::page;
    if (shown && !choice.extra.empty()) line += " " + choice.extra;
    return line;
}

Value choice_value(const Choice& choice, const std::string& nonce, const Speaker& speaker, const Value& sayable) {
    using Style = Choice::Style;
    const std::string label = speaker.label(choice.label, sayable);
    Value out = Value::object({{"label", label},
                               {"line", line_of(choice, label)},
                               {"code", choice.code},
                               {"slot", choice.slot},
                               {"token", nonce + "." + choice.slot + "." + choice.code},
                               {"is_plain", choice.style == Style::plain},
                               {"is_primary", choice.style == Style::primary},
                               {"is_danger", choice.style == Style::danger},
                               {"is_date", choice.style == Style::date_picker},
                               {"is_phone", choice.style == Style::phone},
                               {"is_page", choice.style == Style::page},
                               {"extra", choice.extra}});
    static constexpr const char* names[] = {"plain", "primary", "danger", "date_picker", "phone", "page"};
    out.set("style", names[static_cast<int>(choice.style)]);
    if (choice.style == Style::date_picker) {
        const auto slash = choice.extra.find('/');
        const std::string earliest = choice.extra.substr(0, slash);
        const std::string latest = slash == std::string::npos ? "" : choice.extra.substr(slash + 1);
        if (parse_iso_day(earliest)) out.set("min", earliest);
        // LINE refuses a picker whose last day is not after its first.
        if (parse_iso_day(latest) && latest > earliest) out.set("max", latest);
    }
    if (choice.style == Style::phone) {
        if (const auto uri = tel_uri(choice.extra); !uri.empty()) out.set("uri", uri);
    } else if (choice.extra.starts_with("https://") || choice.extra.starts_with("http://")) {
        out.set("uri", choice.extra);
    }
    return out;
}

Value choice_values(const std::vector<Choice>& choices, const std::string& nonce, const Speaker& speaker,
                    const Value& sayable) {
    Value::Array out;
    out.reserve(choices.size());
    std::int64_t number = 0;
    for (const Choice& choice : choices) {
        out.push_back(choice_value(choice, nonce, speaker, sayable));
        if (takes_number(choice)) out.back().set("number", std::to_string(++number));
    }
    return out;
}

Value slot_value(const SlotView& slot, const Question& question, const Texts& texts, const Speaker& speaker,
                 const Value& sayable, std::string_view language) {
    using Input = SlotView::Input;
    const std::string words = "slot." + question.form + "." + slot.name;
    const std::string& nonce = question.nonce;
    Value asking = sayable;
    asking.set("required", slot.required);
    Value out = Value::object({{"name", slot.name},
                               {"token", question.nonce + "." + slot.name + ".pick"},
                               {"label", texts.say(words + ".label", sayable, language)},
                               {"ask", texts.say(words + ".ask", asking, language)},
                               {"is_choice", slot.input == Input::choice},
                               {"is_days", slot.input == Input::days},
                               {"is_time", slot.input == Input::time},
                               {"is_text", slot.input == Input::text},
                               {"required", slot.required},
                               {"multiple_lines", slot.multiple_lines},
                               {"depends_on", slot.depends_on},
                               {"few", slot.options.size() <= 6},
                               {"options", choice_values(slot.options, nonce, speaker, sayable)}});
    if (slot.max_length) out.set("max_length", static_cast<std::int64_t>(slot.max_length));
    if (!slot.value.is_null()) out.set("value", speaker.spoken(slot.value));
    if (!slot.raw.empty()) out.set("raw", slot.raw);
    if (!slot.earliest.empty()) out.set("earliest", slot.earliest);
    if (!slot.latest.empty()) out.set("latest", slot.latest);
    if (!slot.problem.empty()) out.set("problem", texts.say(slot.problem, sayable, language));
    return out;
}

void add_line(std::string& text, const std::string& line) {
    if (line.empty()) return;
    if (!text.empty()) text += '\n';
    text += line;
}

// Parts left out of a text ({x, select, none{} …}) may leave empty lines behind.
std::string trimmed(const std::string& text) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        if (end > begin) add_line(out, text.substr(begin, end - begin));
        begin = end + 1;
    }
    return out;
}

// Cards show numbers inside texts, and the platforms refuse a number where a text belongs.
Value shown(const Value& args) {
    if (args.is_integer()) return std::to_string(args.as_integer());
    if (args.is_array()) {
        Value::Array items;
        for (const Value& item : args.items()) items.push_back(shown(item));
        return items;
    }
    if (!args.is_object()) return args;
    Value::Object members;
    for (const auto& [name, value] : args.members()) members.emplace_back(name, shown(value));
    return members;
}

Value lines_of(std::string_view text) {
    Value::Array lines;
    while (!text.empty()) {
        const auto end = text.find('\n');
        if (const auto line = text.substr(0, end); !line.empty()) lines.emplace_back(line);
        text = end == std::string_view::npos ? std::string_view{} : text.substr(end + 1);
    }
    return lines;
}

void add_choices(std::string& plain, const Value& choices) {
    for (const Value& choice : choices.items()) add_line(plain, choice["line"].as_string());
}

}  // namespace

SpokenMessage speak_message(const Message& message, const Texts& texts, const TextAnalysis& analysis,
                            std::string_view language) {
    const Speaker speaker(texts, analysis, language);
    SpokenMessage out;
    out.args = speaker.spoken(message.args);
    out.sayable = speaker.sayable(message.args, out.args, message.key);
    const auto say = [&](const std::string& key) { return texts.say(key, out.sayable, language); };

    // A problem line such as report.problem.past_day is a text itself and may also be a whole message.
    out.text = trimmed(say(texts.has(message.key + ".text") ? message.key + ".text" : message.key));
    if (message.question) {
        const Question& question = *message.question;
        Value::Array slots;
        for (const SlotView& slot : question.slots)
            slots.push_back(slot_value(slot, question, texts, speaker, out.sayable, language));
        out.slots = std::move(slots);
        if (out.args["first"].truthy() && texts.has(message.key + ".intro"))
            add_line(out.text, say(message.key + ".intro"));
        for (const Value& slot : out.slots.items()) {
            add_line(out.text, slot["problem"].as_string());
            add_line(out.text, slot["ask"].as_string());
        }
    }
    const std::string& nonce = message.question && message.nonce.empty() ? message.question->nonce : message.nonce;
    out.choices = choice_values(message.choices, nonce, speaker, out.sayable);

    out.notice = texts.has(message.key + ".notice") ? say(message.key + ".notice") : say("notice.default");
    std::ranges::replace(out.notice, '\n', ' ');
    out.plain = out.text;
    for (const Value& slot : out.slots.items()) add_choices(out.plain, slot["options"]);
    add_choices(out.plain, out.choices);
    return out;
}

Value context_of(const Message& message, SpokenMessage spoken, std::string_view language) {
    Value context = Value::object({{"args", shown(spoken.args)},
                                   {"choices", std::move(spoken.choices)},
                                   {"key", message.key},
                                   {"language", language},
                                   {"lines", lines_of(spoken.text)},
                                   {"text", std::move(spoken.text)},
                                   {"notice", std::move(spoken.notice)},
                                   {"plain", std::move(spoken.plain)}});
    if (!message.nonce.empty()) context.set("nonce", message.nonce);
    if (message.question) {
        context.set("slots", std::move(spoken.slots));
        context.set("form", message.question->form);
        context.set("version", message.question->version);
        if (!message.question->nonce.empty()) context.set("nonce", message.question->nonce);
    }
    return context;
}

}  // namespace todoke
