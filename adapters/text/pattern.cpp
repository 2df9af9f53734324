#include "adapters/text/pattern.hpp"

#include <map>
#include <mutex>
#include <utility>

#include <unicode/locid.h>
#include <unicode/messagepattern.h>
#include <unicode/msgfmt.h>
#include <unicode/parseerr.h>

namespace todoke::text {
namespace {

icu::UnicodeString to_icu(std::string_view text) {
    return icu::UnicodeString::fromUTF8(icu::StringPiece(text.data(), static_cast<int32_t>(text.size())));
}

std::string from_icu(const icu::UnicodeString& text) {
    std::string out;
    text.toUTF8String(out);
    return out;
}

icu::Locale locale_for(std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    const std::string tag(language);
    icu::Locale locale = icu::Locale::forLanguageTag(tag.c_str(), status);
    if (U_SUCCESS(status) && !locale.isBogus() && *locale.getLanguage()) return locale;
    return icu::Locale(tag.substr(0, tag.find('-')).c_str());
}

std::string plain(const Value& value) {
    if (value.is_string()) return value.as_string();
    if (value.is_integer()) return std::to_string(value.as_integer());
    if (value.is_bool()) return value.as_bool() ? "true" : "false";
    if (value.is_number()) {
        icu::UnicodeString digits;
        UErrorCode status = U_ZERO_ERROR;
        return from_icu(icu::Formattable(value.as_double()).getString(digits, status));
    }
    return {};
}

// What a person typed must not be able to choose a branch: a remark "none" is a remark.
std::string selector(const std::string& said) {
    if (said.empty()) return "none";
    return said == "none" ? "none\xE2\x80\x8B" : said;
}

enum class Use { text, number, selector };

// A pattern is "choosing" when any argument has a type; then ICU formats the whole of it.
struct Anatomy {
    std::map<std::string, Use> uses;
    bool choosing = false;
};

Anatomy read_anatomy(const icu::MessagePattern& pattern) {
    Anatomy anatomy;
    for (int32_t i = 0; i < pattern.countParts(); ++i) {
        const auto& part = pattern.getPart(i);
        const auto type = part.getType();
        if (type == UMSGPAT_PART_TYPE_REPLACE_NUMBER) anatomy.choosing = true;
        if (type != UMSGPAT_PART_TYPE_ARG_START) continue;
        const auto kind = part.getArgType();
        const std::string name = from_icu(pattern.getSubstring(pattern.getPart(i + 1)));
        Use& use = anatomy.uses.try_emplace(name, Use::text).first->second;
        if (kind != UMSGPAT_ARG_TYPE_NONE) anatomy.choosing = true;
        if (kind == UMSGPAT_ARG_TYPE_SELECT) use = Use::selector;
        if (UMSGPAT_ARG_TYPE_HAS_PLURAL_STYLE(kind) || kind == UMSGPAT_ARG_TYPE_SIMPLE) use = Use::number;
    }
    return anatomy;
}

}  // namespace

struct Pattern::Choosing {
    Choosing(std::unique_ptr<icu::MessageFormat> f, std::map<std::string, Use> u)
        : format(std::move(f)), uses(std::move(u)) {}

    // MessageFormat::format is const but fills caches of number formats and plural rules behind that const.
    mutable std::mutex one_at_a_time;
    std::unique_ptr<icu::MessageFormat> format;
    std::map<std::string, Use> uses;
};

Pattern::Pattern() = default;
Pattern::Pattern(Pattern&&) noexcept = default;
Pattern& Pattern::operator=(Pattern&&) noexcept = default;
Pattern::~Pattern() = default;

std::expected<Pattern, std::string> Pattern::compile(std::string_view text, std::string_view language) {
    UErrorCode status = U_ZERO_ERROR;
    UParseError where{};
    const icu::UnicodeString source = to_icu(text);
    icu::MessagePattern parsed(source, &where, status);
    if (U_FAILURE(status)) return std::unexpected("pattern is broken at character " + std::to_string(where.offset));
    if (parsed.hasNumberedArguments()) return std::unexpected("arguments have names, not numbers");

    Pattern pattern;
    Anatomy anatomy = read_anatomy(parsed);
    for (const auto& [name, use] : anatomy.uses) pattern.arguments_.insert(name);
    if (anatomy.choosing) {
        auto format = std::make_unique<icu::MessageFormat>(source, locale_for(language), where, status);
        if (U_FAILURE(status)) return std::unexpected(std::string("ICU refuses the pattern: ") + u_errorName(status));
        pattern.choosing_ = std::make_unique<Choosing>(std::move(format), std::move(anatomy.uses));
        return pattern;
    }

    int32_t from = 0;
    const auto add_text = [&](int32_t until) {
        if (until > from) pattern.pieces_.push_back({from_icu(source.tempSubStringBetween(from, until)), false});
    };
    for (int32_t i = 0; i < parsed.countParts(); ++i) {
        const auto& part = parsed.getPart(i);
        switch (part.getType()) {
            case UMSGPAT_PART_TYPE_SKIP_SYNTAX:  // an apostrophe that only quotes
                add_text(part.getIndex());
                from = part.getLimit();
                break;
            case UMSGPAT_PART_TYPE_ARG_START:
                add_text(part.getIndex());
                pattern.pieces_.push_back({from_icu(parsed.getSubstring(parsed.getPart(i + 1))), true});
                break;
            case UMSGPAT_PART_TYPE_ARG_LIMIT:
                from = part.getLimit();
                break;
            default:
                break;
        }
    }
    add_text(source.length());
    return pattern;
}

std::string Pattern::say(const Value& args) const {
    std::string out;
    if (!choosing_) {
        for (const Piece& piece : pieces_) out += piece.is_argument ? plain(args[piece.text]) : piece.text;
        return out;
    }
    std::vector<icu::UnicodeString> names;
    std::vector<icu::Formattable> values;
    names.reserve(choosing_->uses.size());
    values.reserve(choosing_->uses.size());
    for (const auto& [name, use] : choosing_->uses) {
        const Value& value = args[name];
        names.push_back(to_icu(name));
        std::string said = plain(value);
        if (use == Use::number && value.is_integer())
            values.emplace_back(static_cast<int64_t>(value.as_integer()));
        else if (use == Use::number)
            values.emplace_back(value.as_double());
        else
            values.emplace_back(to_icu(use == Use::selector ? selector(said) : said));
    }
    icu::UnicodeString result;
    UErrorCode status = U_ZERO_ERROR;
    {
        const std::lock_guard lock(choosing_->one_at_a_time);
        choosing_->format->format(names.data(), values.data(), static_cast<int32_t>(names.size()), result, status);
    }
    return U_SUCCESS(status) ? from_icu(result) : std::string{};
}

}  // namespace todoke::text
