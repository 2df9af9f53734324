#include "bot/usecases/link_terms.hpp"

#include <charconv>
#include <stdexcept>

namespace todoke {

int terms_version(const Texts& texts) {
    const std::string text = texts.say("link.terms.version", Value::object(), "ja");
    int version = 0;
    if (std::from_chars(text.data(), text.data() + text.size(), version).ec != std::errc() || version < 1)
        throw std::logic_error("link.terms.version is no number");
    return version;
}

}  // namespace todoke
