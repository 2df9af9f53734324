// todoke-samples: every sample message as LINE gets it, in every language, as JSON on the standard output:
// [{"key", "language", "notice", "message"}].
#include "bot/ports/json.hpp"
#include "bot/render/renderer.hpp"
#include "tests/unit/template_samples.hpp"

#include <iostream>

int main() {
    using namespace todoke;
    samples::CountingLog log;
    const auto texts = samples::shipped_texts(log);
    const auto analysis = text::make_text_analysis();
    const auto layouts = samples::shipped_layouts();
    const Renderer renderer(*texts, *analysis, *layouts);
    Value all = Value::array();
    for (const std::string& language : texts->languages())
        for (const Message& message : samples::messages()) {
            const Rendered rendered = renderer.render(message, language, "line");
            all.push_back(Value::object({{"key", message.key},
                                         {"language", language},
                                         {"notice", rendered.notice},
                                         {"message", rendered.payload}}));
        }
    std::cout << json::write(all) << '\n';
    return log.errors.empty() ? 0 : 1;
}
