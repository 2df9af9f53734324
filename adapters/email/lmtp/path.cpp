#include "adapters/email/lmtp/path.hpp"

namespace todoke::email::lmtp {
namespace {

constexpr std::size_t longest_path = 1000;

bool is_control(char c) {
    const auto byte = static_cast<unsigned char>(c);
    return byte < 0x20 || byte == 0x7f;
}

// Postfix quotes what the standard does not allow bare: "a..b."@docomo.ne.jp. Takes the local part away from `text`.
std::optional<std::string> read_local(std::string_view& text) {
    std::string local;
    if (!text.starts_with('"')) {
        const auto end = text.find_first_of("@<>\" ");
        if (end == text.npos || text[end] == '<' || text[end] == '"' || text[end] == ' ') return std::nullopt;
        local = text.substr(0, end);
        text.remove_prefix(end);
        return local;
    }
    for (std::size_t i = 1; i < text.size(); ++i) {
        if (text[i] == '"') {
            text.remove_prefix(i + 1);
            return local;
        }
        if (text[i] == '\\' && ++i == text.size()) break;
        local += text[i];
    }
    return std::nullopt;
}

}  // namespace

std::string lower_case(std::string_view text) {
    std::string lower(text);
    for (char& c : lower)
        if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
    return lower;
}

std::string Path::canonical() const { return lower_case(text()); }

std::optional<std::pair<Path, std::string_view>> read_path(std::string_view text) {
    if (!text.starts_with('<')) return std::nullopt;
    text.remove_prefix(1);
    const auto whole = text;
    // "@relay,@relay:" in front is a way that nobody goes any more.
    if (text.starts_with('@')) {
        const auto end = text.find(':');
        if (end == text.npos) return std::nullopt;
        text.remove_prefix(end + 1);
    }
    Path path;
    if (!text.starts_with('>')) {
        auto local = read_local(text);
        if (!local || local->empty()) return std::nullopt;
        path.local = std::move(*local);
    }
    if (text.starts_with('@')) {
        const auto end = text.find('>');
        if (end == text.npos || end == 1) return std::nullopt;
        path.domain = text.substr(1, end - 1);
        if (path.domain.find_first_of("@<\" ") != path.domain.npos) return std::nullopt;
        text.remove_prefix(end);
    }
    if (!text.starts_with('>')) return std::nullopt;
    text.remove_prefix(1);
    if (whole.size() - text.size() > longest_path) return std::nullopt;
    for (const std::string* part : {&path.local, &path.domain})
        for (const char c : *part)
            if (is_control(c)) return std::nullopt;
    return std::pair{std::move(path), text};
}

}  // namespace todoke::email::lmtp
