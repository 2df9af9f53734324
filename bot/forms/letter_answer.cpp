#include "bot/forms/letter_answer.hpp"

#include "bot/forms/report_conversation.hpp"
#include "bot/forms/words.hpp"
#include "domain/form/written_form.hpp"

#include <algorithm>
#include <ranges>

namespace todoke {
namespace {

using Labels = std::vector<std::string>;

std::vector<Choice> numbered(const std::vector<Choice>& choices) {
    std::vector<Choice> all;
    std::ranges::copy_if(choices, std::back_inserter(all), takes_number);
    return all;
}

class AnswerReader {
public:
    AnswerReader(const Turn& turn, const Message& asked, const answer::Reply& reply)
        : turn_(turn),
          asked_(asked),
          reply_(reply),
          first_(first_line_of(reply.text)),
          context_(report_conversation::text_context(turn)) {}

    std::optional<Answer> run() const {
        const bool is_confirmation = asked_.key == "report.confirm";
        if (asked_.question || is_confirmation)
            if (auto lines = filled_in(reply_.text)) return lines;
        if (asked_.question && asked_.question->slots.size() == 1)
            if (auto option = option_of_only_slot()) return option;
        if (auto press = pressed()) return press;
        if (asked_.question || is_confirmation)
            if (auto lines = filled_in(reply_.whole)) return lines;
        if (takes_words()) return answer::Reply{reply_.to_message_id, reply_.text};
        return std::nullopt;
    }

private:
    // In every language: a mail may be answered years after somebody has changed theirs.
    Labels labels_of(const Value& label) const {
        Labels all;
        if (label.is_string())
            for (const std::string& language : turn_.environment.texts.languages())
                all.push_back(turn_.environment.texts.say(label.as_string(), Value::object(), language));
        for (const auto& [language, words] : label["words"].members()) all.push_back(words.as_string());
        if (label["as"].as_string() == "day")
            if (const auto day = parse_iso_day(label["code"].as_string()))
                for (const std::string& language : turn_.environment.texts.languages())
                    all.push_back(turn_.environment.texts.say_day(*day, language));
        return all;
    }
    std::vector<Labels> labels_of(const std::vector<Choice>& choices) const {
        std::vector<Labels> all;
        for (const Choice& choice : choices) all.push_back(labels_of(choice.label));
        return all;
    }

    std::vector<WrittenField> fields() const {
        std::vector<WrittenField> all;
        for (const Slot& slot : report_form().slots)
            all.push_back({slot.name, labels_of(Value("slot.report." + slot.name + ".label"))});
        return all;
    }

    // What the mail itself printed between the labels.
    Labels printed() const {
        Labels lines;
        if (!asked_.question) return lines;
        for (const SlotView& slot : asked_.question->slots) {
            const auto options = numbered(slot.options);
            for (std::size_t i = 0; i < options.size(); ++i)
                for (const std::string& label : labels_of(options[i].label))
                    lines.push_back(std::to_string(i + 1) + " " + label);
            for (const std::string& line : labels_of(Value("slot.report." + slot.name + ".ask"))) lines.push_back(line);
        }
        return lines;
    }

    // A number means the option that this mail showed with it.
    std::string code_of(const std::string& slot_name, const std::string& value) const {
        if (!asked_.question) return value;
        const auto slot = std::ranges::find(asked_.question->slots, slot_name, &SlotView::name);
        if (slot == asked_.question->slots.end()) return value;
        const auto options = numbered(slot->options);
        const auto place = chosen(value, labels_of(options), context_);
        return place ? options[*place].code : value;
    }

    std::optional<Answer> filled_in(const std::string& text) const {
        answer::Slots slots{asked_.nonce, asked_.question ? "send" : "fill", {}};
        slots.values = read_written_form(text, fields(), printed(), context_);
        if (slots.values.empty()) return std::nullopt;
        for (auto& [name, value] : slots.values) value = code_of(name, value);
        if (asked_.question)
            for (const SlotView& slot : asked_.question->slots) {
                const bool left_empty =
                    std::ranges::none_of(slots.values, [&](const auto& value) { return value.first == slot.name; });
                if (slot.input == SlotView::Input::text && left_empty) slots.values.emplace_back(slot.name, "skip");
            }
        return slots;
    }

    std::optional<Answer> option_of_only_slot() const {
        const SlotView& slot = asked_.question->slots.front();
        const auto options = numbered(slot.options);
        const auto place = chosen(first_.line, labels_of(options), context_);
        if (!place) return std::nullopt;
        return answer::Choice{asked_.nonce, slot.name, options[*place].code};
    }

    std::optional<Answer> pressed() const {
        if (asked_.question) return std::nullopt;  // やめる and もどる are words like any other
        const auto choices = numbered(asked_.choices);
        auto place = chosen(first_.line, labels_of(choices), context_);
        if (!place && first_.rest.empty())
            if (const auto command = command_of(turn_.environment, first_.line)) {
                const auto named = std::ranges::find(choices, *command, &Choice::code);
                if (named != choices.end()) place = static_cast<std::size_t>(named - choices.begin());
            }
        if (!place) return std::nullopt;
        const Choice& choice = choices[*place];
        constexpr std::string_view command_mark = "cmd:";
        if (choice.code.starts_with(command_mark)) return answer::Command{choice.code.substr(command_mark.size()), {}};
        if (takes_words()) return answer::Reply{reply_.to_message_id, first_.rest};
        if (first_.rest.empty()) return answer::Choice{asked_.nonce, choice.slot, choice.code};
        const char* words = asked_.key == "report.confirm" ? "remarks" : "text";
        return answer::Slots{asked_.nonce, choice.code, {{words, first_.rest}}};
    }

    // A card about a report, on which staff acknowledge or write.
    bool takes_words() const {
        return turn_.has_role(true) &&
               std::ranges::find(asked_.choices, "reply", &Choice::code) != asked_.choices.end();
    }

    const Turn& turn_;
    const Message& asked_;
    const answer::Reply& reply_;
    const FirstLine first_;
    const FormContext context_;
};

}  // namespace

std::optional<Answer> letter_answer(const Turn& turn, const std::vector<Message>& sent, const answer::Reply& reply) {
    for (const Message& message : std::views::reverse(sent))
        if (message.question || !message.choices.empty()) return AnswerReader(turn, message, reply).run();
    return std::nullopt;
}

}  // namespace todoke
