// Which words and layout a message gets for one person on one channel.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/texts.hpp"
#include "domain/message/message.hpp"

#include <memory>
#include <string_view>

namespace todoke {

class Renderer {
public:
    // All three have to outlive the renderer. Layouts are compiled when first used.
    Renderer(const Texts& texts, const TextAnalysis& analysis, const Layouts& layouts);
    ~Renderer();

    // Safe to call from several threads.
    Rendered render(const Message& message, std::string_view language, std::string_view channel) const;

private:
    struct Compiled;
    const Texts& texts_;
    const TextAnalysis& analysis_;
    const Layouts& layouts_;
    std::unique_ptr<Compiled> compiled_;
};

}  // namespace todoke
