#include "adapters/email/receive/matching.hpp"

#include "adapters/email/receive/ascii.hpp"

#include <unicode/normalizer2.h>
#include <unicode/unistr.h>

namespace todoke::email {

std::string comparable(std::string_view text) {
    UErrorCode error = U_ZERO_ERROR;
    const icu::Normalizer2* folding = icu::Normalizer2::getNFKCCasefoldInstance(error);
    std::string folded(text);
    if (U_SUCCESS(error)) {
        const auto wide =
            icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
        const icu::UnicodeString normal = folding->normalize(wide, error);
        if (U_SUCCESS(error)) {
            folded.clear();
            normal.toUTF8String(folded);
        }
    }
    std::string out;
    for (const char c : ascii::trimmed(folded)) {
        const bool space = ascii::is_space(c);
        if (!space)
            out += c;
        else if (!out.ends_with(' '))
            out += ' ';
    }
    return out;
}

}  // namespace todoke::email
