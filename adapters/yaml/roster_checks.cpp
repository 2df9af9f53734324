#include "adapters/yaml/roster_checks.hpp"

#include <algorithm>
#include <functional>
#include <map>
#include <string>

namespace todoke::yaml::roster {
namespace {

constexpr std::string_view hex = "0123456789abcdef";
constexpr std::string_view letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ";
constexpr std::string_view card_letters = "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-_";

bool all_of(std::string_view text, std::string_view allowed) {
    return text.find_first_not_of(allowed) == std::string_view::npos;
}

}  // namespace

std::optional<Kind> kind_from(std::string_view text) {
    static const std::map<std::string, Kind, std::less<>> names = {
        {"student", Kind::student}, {"児童", Kind::student},      {"生徒", Kind::student},   {"学生", Kind::student},
        {"園児", Kind::student},    {"staff", Kind::staff},       {"教職員", Kind::staff},   {"職員", Kind::staff},
        {"教員", Kind::staff},      {"guardian", Kind::guardian}, {"保護者", Kind::guardian}};
    const auto found = names.find(text);
    return found == names.end() ? std::nullopt : std::optional(found->second);
}

std::optional<Role> staff_role_from(std::string_view text) {
    static const std::map<std::string, Role, std::less<>> japanese = {
        {"担任", Role::homeroom_teacher}, {"副担任", Role::deputy_homeroom_teacher},
        {"教頭", Role::vice_principal},   {"副校長", Role::vice_principal},
        {"事務", Role::office},           {"支援員", Role::hall_staff},
        {"指導員", Role::hall_staff}};
    if (const auto found = japanese.find(text); found != japanese.end()) return found->second;
    const auto role = role_from(text);
    return role && is_staff(*role) ? role : std::nullopt;
}

bool looks_like_mail(std::string_view text) {
    const auto at = text.find('@');
    if (at == std::string_view::npos || at == 0 || text.size() > 254) return false;
    const auto domain = text.substr(at + 1);
    return domain.find('@') == std::string_view::npos && domain.find('.') != std::string_view::npos &&
           !domain.starts_with('.') && !domain.ends_with('.') && std::ranges::all_of(text, [](char c) {
               return c > 0x20 && c < 0x7F && c != ',' && c != '"' && c != '<' && c != '>';
           });
}

bool is_uuid(std::string_view text) {
    if (text.size() != 36) return false;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const bool dash = i == 8 || i == 13 || i == 18 || i == 23;
        if (dash ? text[i] != '-' : hex.find(text[i]) == std::string_view::npos) return false;
    }
    return true;
}

bool is_line_user_id(std::string_view text) {
    return text.size() == 33 && text[0] == 'U' && all_of(text.substr(1), hex);
}

bool is_phone(std::string_view text) { return text.size() >= 3 && text.size() <= 20 && all_of(text, "0123456789-+"); }

bool is_card(std::string_view text) { return text.size() >= 8 && text.size() <= 128 && all_of(text, card_letters); }

bool is_language(std::string_view text) {
    if (text.size() < 2 || text.size() > 12 || !all_of(text.substr(0, 2), letters)) return false;
    return text.size() == 2 || (text[2] == '-' && text.size() > 3 && all_of(text.substr(3), letters));
}

bool is_kana(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead == ' ' || lead == '-') {
            ++i;
            continue;
        }
        if (i + 2 >= text.size() || (lead & 0xF0) != 0xE0) return false;
        const char32_t point = (lead & 0x0Fu) << 12 | (static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6 |
                               (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
        // Hiragana and katakana with their marks; half-width katakana; the full-width blank.
        const bool kana =
            (point >= 0x3041 && point <= 0x30FF) || (point >= 0xFF65 && point <= 0xFF9F) || point == 0x3000;
        if (!kana) return false;
        i += 3;
    }
    return true;
}

}  // namespace todoke::yaml::roster
