#include "adapters/text/text.hpp"

#include <memory>
#include <string>

#include <unicode/brkiter.h>
#include <unicode/normalizer2.h>
#include <unicode/uchar.h>
#include <unicode/unistr.h>
#include <unicode/utext.h>
#include <unicode/utf8.h>

namespace todoke::text {
namespace {

bool is_space(UChar32 c) { return u_isUWhiteSpace(c) != 0; }

// Marks that reorder text on a screen: a name with U+202E inside could make a card say something else.
bool is_bidi_mark(UChar32 c) {
    return c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x202A && c <= 0x202E) || (c >= 0x2066 && c <= 0x2069);
}

// Small kana stand in for large ones in hurried typing (しよう/しょう); for comparing they are one.
UChar32 large_kana(UChar32 c) {
    switch (c) {
        case 0x3041:
        case 0x3043:
        case 0x3045:
        case 0x3047:
        case 0x3049:  // ぁぃぅぇぉ
        case 0x3063:  // っ
        case 0x3083:
        case 0x3085:
        case 0x3087:  // ゃゅょ
        case 0x308E:
            return c + 1;  // ゎ
        case 0x3095:
            return 0x304B;  // ゕ → か
        case 0x3096:
            return 0x3051;  // ゖ → け
        default:
            return c;
    }
}

UChar32 hiragana(UChar32 c) {
    if (c >= 0x30A1 && c <= 0x30F6) return c - 0x60;
    if (c == 0x30FD || c == 0x30FE) return c - 0x60;  // ヽヾ
    return c;
}

icu::UnicodeString to_icu(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string from_icu(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::UnicodeString normalised(std::string_view text) {
    UErrorCode status = U_ZERO_ERROR;
    const auto* normalizer = icu::Normalizer2::getNFKCInstance(status);
    icu::UnicodeString all = U_SUCCESS(status) ? normalizer->normalize(to_icu(text), status) : to_icu(text);
    icu::UnicodeString tidy;
    bool gap = false;
    for (int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1)) {
        const UChar32 c = all.char32At(i);
        if (is_space(c)) {
            gap = !tidy.isEmpty();
            continue;
        }
        if (gap) tidy.append(static_cast<UChar32>(' '));
        gap = false;
        tidy.append(c);
    }
    return tidy;
}

// Break iterators are costly to make and not for sharing.
icu::BreakIterator& character_breaks() {
    thread_local const std::unique_ptr<icu::BreakIterator> breaks = [] {
        UErrorCode status = U_ZERO_ERROR;
        return std::unique_ptr<icu::BreakIterator>(
            icu::BreakIterator::createCharacterInstance(icu::Locale::getRoot(), status));
    }();
    return *breaks;
}

class IcuTextAnalysis final : public TextAnalysis {
public:
    std::string nfkc(std::string_view text) const override { return from_icu(normalised(text)); }

    std::string fold(std::string_view text) const override {
        icu::UnicodeString all = normalised(text);
        all.toLower(icu::Locale::getRoot());
        icu::UnicodeString folded;
        for (int32_t i = 0; i < all.length(); i = all.moveIndex32(i, 1)) {
            const UChar32 c = all.char32At(i);
            if (c == 0x30FC || c == 0x30FB) continue;  // long vowel mark, middle dot
            folded.append(large_kana(hiragana(c)));
        }
        return from_icu(folded);
    }

    std::size_t graphemes(std::string_view text) const override {
        const icu::UnicodeString all = to_icu(text);
        auto& breaks = character_breaks();
        breaks.setText(all);
        std::size_t count = 0;
        while (breaks.next() != icu::BreakIterator::DONE) ++count;
        return count;
    }

    std::string cut_graphemes(std::string_view text, std::size_t count) const override {
        if (text.size() <= count) return std::string(text);  // a grapheme has at least one byte
        const icu::UnicodeString all = to_icu(text);
        auto& breaks = character_breaks();
        breaks.setText(all);
        int32_t keep = 0;  // end of the grapheme before the last one that fits
        std::size_t seen = 0;
        int32_t at = 0;
        while (seen < count && (at = breaks.next()) != icu::BreakIterator::DONE)
            if (++seen + 1 == count) keep = at;
        const bool cut = at != icu::BreakIterator::DONE && at < all.length();
        if (!cut) return from_icu(all);
        if (count == 0) return {};
        return from_icu(icu::UnicodeString(all, 0, keep)) + "…";
    }

    std::string printable(std::string_view text) const override {
        std::string out;
        out.reserve(text.size());
        const auto length = static_cast<int32_t>(text.size());
        for (int32_t i = 0; i < length;) {
            const int32_t start = i;
            UChar32 c = 0;
            U8_NEXT(text.data(), i, length, c);
            if (c < 0) {
                out += "\xEF\xBF\xBD";
            } else if (c == '\n' || c == 0x2028 || c == 0x2029) {
                out += '\n';
            } else if (c == '\r') {
                if (i >= length || text[static_cast<std::size_t>(i)] != '\n') out += '\n';
            } else if (c == '\t') {
                out += ' ';
            } else if (u_charType(c) == U_CONTROL_CHAR || is_bidi_mark(c) || c == 0xFEFF || (c & 0xFFFE) == 0xFFFE) {
                continue;
            } else {
                out.append(text, static_cast<std::size_t>(start), static_cast<std::size_t>(i - start));
            }
        }
        return out;
    }
};

}  // namespace

std::unique_ptr<TextAnalysis> make_text_analysis() { return std::make_unique<IcuTextAnalysis>(); }

}  // namespace todoke::text
