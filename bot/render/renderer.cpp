#include "bot/render/renderer.hpp"

#include "bot/render/context.hpp"
#include "bot/render/layout.hpp"

#include <mutex>
#include <shared_mutex>
#include <string>
#include <unordered_map>

namespace todoke {
namespace {

std::size_t utf16_units(std::string_view utf8) {
    std::size_t units = 0;
    for (const char c : utf8) {
        const auto byte = static_cast<unsigned char>(c);
        if (byte < 0x80 || byte >= 0xC0) units += byte >= 0xF0 ? 2 : 1;
    }
    return units;
}

// A report.ask without a layout of its own is drawn as a question, not by the family layout "report".
const Value* find_layout(const Layouts& layouts, const Message& message, std::string_view channel) {
    if (const Value* exact = layouts.find(channel, message.key)) return exact;
    if (message.question)
        if (const Value* question = layouts.find(channel, "question")) return question;
    std::string_view name;
    if (!message.question) name = message.key;
    for (auto dot = name.rfind('.'); dot != std::string_view::npos; dot = name.rfind('.')) {
        name = name.substr(0, dot);
        if (const Value* family = layouts.find(channel, name)) return family;
    }
    return layouts.find(channel, "default");
}

}  // namespace

struct Renderer::Compiled {
    std::shared_mutex mutex;
    std::unordered_map<const Value*, std::unique_ptr<const Layout>> layouts;  // sources live as long as Layouts

    const Layout& of(const Value& source, const Layouts& all, std::string_view channel) {
        {
            const std::shared_lock lock(mutex);
            if (const auto found = layouts.find(&source); found != layouts.end()) return *found->second;
        }
        auto made =
            std::make_unique<const Layout>(source, [&](std::string_view name) { return all.find(channel, name); });
        const std::unique_lock lock(mutex);
        return *layouts.try_emplace(&source, std::move(made)).first->second;
    }
};

Renderer::Renderer(const Texts& texts, const TextAnalysis& analysis, const Layouts& layouts)
    : texts_(texts), analysis_(analysis), layouts_(layouts), compiled_(std::make_unique<Compiled>()) {}

Renderer::~Renderer() = default;

Rendered Renderer::render(const Message& message, std::string_view language, std::string_view channel) const {
    SpokenMessage spoken = speak_message(message, texts_, analysis_, language);
    const Value sayable = spoken.sayable;
    Rendered out;
    out.notice = spoken.notice;
    out.plain = spoken.plain;
    const Value* source = find_layout(layouts_, message, channel);
    if (!source) {  // a channel without layouts of its own gets the bare words
        out.payload = Value::object({{"text", out.plain}});
        return out;
    }
    const Value context = context_of(message, std::move(spoken), language);

    LayoutVoice voice;
    voice.text = [&](const std::string& key) { return Value(texts_.say(key, sayable, language)); };
    voice.piece = [&](const std::string& piece) {
        const std::string key = message.key + "." + piece;
        return texts_.has(key) ? Value(texts_.say(key, sayable, language)) : Value{};
    };
    voice.cut = [&](const std::string& text, std::size_t limit) {
        if (utf16_units(text) <= limit) return text;
        // A grapheme may be many units long: the most graphemes that fit are found by halving.
        std::string shorter = "…";
        for (std::size_t fits = 1, too_many = limit + 1; too_many - fits > 1;) {
            const std::size_t middle = fits + (too_many - fits) / 2;
            std::string candidate = analysis_.cut_graphemes(text, middle);
            if (utf16_units(candidate) > limit) {
                too_many = middle;
            } else {
                fits = middle;
                shorter = std::move(candidate);
            }
        }
        return shorter;
    };
    out.payload = compiled_->of(*source, layouts_, channel).fill(context, voice);
    return out;
}

}  // namespace todoke
