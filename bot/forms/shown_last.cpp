#include "bot/forms/shown_last.hpp"

#include <ranges>

namespace todoke {
namespace {

constexpr int most_looked_at = 8;  // messages without choices may follow the card that is meant

ShownLast look(const Message& message, std::size_t number) {
    ShownLast shown{.nonce = message.nonce, .choice = std::nullopt};
    // Beside a question only its options count: a form that waits for words or a time takes a number as such.
    std::vector<Choice> choices = message.question ? std::vector<Choice>() : message.choices;
    if (message.question)
        for (const SlotView& slot : message.question->slots)
            choices.insert(choices.end(), slot.options.begin(), slot.options.end());
    if (number >= 1 && number <= choices.size()) shown.choice = choices[number - 1];
    return shown;
}

}  // namespace

std::optional<std::size_t> typed_number(const TextAnalysis& analysis, std::string_view typed) {
    const std::string plain = analysis.nfkc(typed);
    std::string_view digits = plain;
    for (const std::string_view end : {"番", ".", ")"})
        if (digits.ends_with(end)) digits.remove_suffix(end.size());
    if (digits.empty() || digits.size() > 2) return std::nullopt;
    std::size_t number = 0;
    for (const char c : digits) {
        if (c < '0' || c > '9') return std::nullopt;
        number = number * 10 + static_cast<std::size_t>(c - '0');
    }
    return number;
}

std::optional<ShownLast> shown_last(const Turn& turn, std::size_t number) {
    if (!turn.contact || turn.capabilities.presents != Presents::one_slot) return std::nullopt;
    for (const auto& past : turn.tx.outbox().last_to(turn.contact->id, most_looked_at))
        for (const Message& message : std::views::reverse(past.draft.messages))
            if (message.question || !message.choices.empty()) return look(message, number);
    return std::nullopt;
}

}  // namespace todoke
