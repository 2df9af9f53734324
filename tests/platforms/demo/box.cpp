#include "tests/platforms/demo/box.hpp"

#include <algorithm>

namespace todoke::demo {

const std::string rule = "\x01";

namespace {

bool colours = false;

std::size_t columns_of(char32_t c) {
    if (c == 0x200B || c == 0x200D || (c >= 0xFE00 && c <= 0xFE0F) || (c >= 0x0300 && c <= 0x036F)) return 0;
    const bool wide = (c >= 0x1100 && c <= 0x115F) || (c >= 0x2E80 && c <= 0xA4CF) || (c >= 0xAC00 && c <= 0xD7A3) ||
                      (c >= 0xF900 && c <= 0xFAFF) || (c >= 0xFE30 && c <= 0xFE6F) || (c >= 0xFF00 && c <= 0xFF60) ||
                      (c >= 0xFFE0 && c <= 0xFFE6) || (c >= 0x1F300 && c <= 0x1FAFF) || (c >= 0x20000 && c <= 0x3FFFD);
    return wide ? 2 : 1;
}

std::string utf8_of(char32_t c) {
    std::string text;
    if (c < 0x80) {
        text += static_cast<char>(c);
    } else if (c < 0x800) {
        text += static_cast<char>(0xC0 | (c >> 6));
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else if (c < 0x10000) {
        text += static_cast<char>(0xE0 | (c >> 12));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    } else {
        text += static_cast<char>(0xF0 | (c >> 18));
        text += static_cast<char>(0x80 | ((c >> 12) & 0x3F));
        text += static_cast<char>(0x80 | ((c >> 6) & 0x3F));
        text += static_cast<char>(0x80 | (c & 0x3F));
    }
    return text;
}

std::string coloured(std::string_view text, const char* code) {
    return colours ? "\033[" + std::string(code) + "m" + std::string(text) + "\033[0m" : std::string(text);
}

}  // namespace

std::vector<char32_t> code_points(std::string_view utf8) {
    std::vector<char32_t> points;
    for (std::size_t i = 0; i < utf8.size();) {
        const auto lead = static_cast<unsigned char>(utf8[i]);
        const std::size_t length = lead < 0x80 ? 1 : lead < 0xE0 ? 2 : lead < 0xF0 ? 3 : 4;
        char32_t c = length == 1 ? lead : lead & (0x7F >> length);
        for (std::size_t k = 1; k < length && i + k < utf8.size(); ++k)
            c = (c << 6) | (static_cast<unsigned char>(utf8[i + k]) & 0x3F);
        points.push_back(c);
        i += length;
    }
    return points;
}

std::size_t columns_of(std::string_view utf8) {
    std::size_t columns = 0;
    for (const char32_t c : code_points(utf8)) columns += columns_of(c);
    return columns;
}

std::vector<std::string> wrap(std::string_view utf8, std::size_t columns) {
    std::vector<std::string> lines(1);
    std::size_t used = 0;
    std::size_t blank = std::string::npos;  // where the last blank of this line stands: Latin words are not cut
    for (const char32_t c : code_points(utf8)) {
        if (c == '\r') continue;
        if (c == '\n') {
            lines.emplace_back();
            used = 0;
            blank = std::string::npos;
            continue;
        }
        const std::size_t needed = columns_of(c);
        if (used + needed > columns) {
            std::string rest;
            if (c < 0x80 && c != ' ' && blank != std::string::npos) {
                rest = lines.back().substr(blank + 1);
                lines.back().resize(blank);
            }
            used = columns_of(rest);
            lines.push_back(std::move(rest));
            blank = std::string::npos;
            if (c == ' ') continue;
        }
        if (c == ' ') blank = lines.back().size();
        lines.back() += utf8_of(c);
        used += needed;
    }
    return lines;
}

std::string padded(std::string_view utf8, std::size_t columns) {
    const std::size_t used = columns_of(utf8);
    return std::string(utf8) + std::string(used < columns ? columns - used : 0, ' ');
}

void use_colours(bool yes) { colours = yes; }
std::string bold(std::string_view text) { return coloured(text, "1"); }
std::string dim(std::string_view text) { return coloured(text, "2"); }
std::string red(std::string_view text) { return coloured(text, "31"); }
std::string green(std::string_view text) { return coloured(text, "32"); }

std::string frame(const std::string& title, const std::vector<std::string>& lines, std::size_t indent) {
    const std::string margin(indent, ' ');
    const std::size_t inner = screen_columns - 4;
    std::string bar;
    for (std::size_t i = columns_of(title); i < inner; ++i) bar += "─";
    std::string text = margin + "┌ " + title + " " + bar + "┐\n";
    for (const auto& line : lines) {
        if (line == rule) {
            text += margin + "├";
            for (std::size_t i = 0; i < inner + 2; ++i) text += "┄";
            text += "┤\n";
            continue;
        }
        for (const auto& part : wrap(line, inner)) text += margin + "│ " + padded(part, inner) + " │\n";
    }
    text += margin + "└";
    for (std::size_t i = 0; i < inner + 2; ++i) text += "─";
    return text + "┘\n";
}

}  // namespace todoke::demo
