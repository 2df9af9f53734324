// Shared by the tests of the rules: Asia/Tokyo, the demo's elementary school in small, two children, and a context that
// lends a fold of its own (the real one lives behind a port).
#pragma once

#include "domain/attendance/presence.hpp"
#include "domain/form/form.hpp"
#include "domain/school.hpp"

#include <initializer_list>
#include <ostream>
#include <string>
#include <string_view>

namespace todoke {

// How GoogleTest shows these in a failure.
inline void PrintTo(Presence presence, std::ostream* out) { *out << to_text(presence); }

}  // namespace todoke

namespace todoke::domain_test {

class Tokyo : public ZoneRules {
public:
    LocalTime local(Instant at) const override {
        const auto moved = at + std::chrono::hours{9};
        const auto day = std::chrono::floor<std::chrono::days>(moved);
        return {SchoolDay{day}, std::chrono::floor<std::chrono::seconds>(moved - day)};
    }
    Instant instant(SchoolDay day, TimeOfDay time) const override {
        return std::chrono::sys_days{day} + time.since_midnight - std::chrono::hours{9};
    }
};

inline const Tokyo tokyo;

inline SchoolDay day(std::string_view iso) { return parse_iso_day(iso).value(); }

inline TimeOfDay clock_time(std::string_view hh_mm) { return parse_hh_mm(hh_mm).value(); }

// at("2026-11-24 08:00") in Tokyo, plus seconds.
inline Instant at(std::string_view local, Duration more = Duration{0}) {
    return tokyo.instant(day(local.substr(0, 10)), clock_time(local.substr(11))) + more;
}

inline Reason reason(std::string code, std::string ja, std::string en, std::vector<std::string> synonyms = {}) {
    return {.code = std::move(code),
            .label = {{"ja", std::move(ja)}, {"en", std::move(en)}},
            .synonyms = std::move(synonyms)};
}

inline Reason other() {
    Reason result = reason("other", "その他", "Other");
    result.needs_remarks = true;
    return result;
}

inline School aoba() {
    School school;
    school.id = SchoolId{1};
    school.code = "aoba";
    school.zone_name = "Asia/Tokyo";
    school.zone = &tokyo;
    school.staff_from = clock_time("07:30");
    school.staff_until = clock_time("17:00");
    school.closed_days = {day("2026-11-23")};

    ReportKind sick{.code = "absence_sick", .label = {{"ja", "欠席（病欠）"}, {"en", "Absent (sick)"}}};
    sick.effect = ReportKind::Effect::absent;
    sick.deadline = clock_time("08:00");
    sick.days_ahead = 14;
    sick.reasons = {reason("headache", "頭痛", "Headache", {"頭が痛"}),
                    reason("fever", "発熱", "Fever", {"熱", "fever", "temperature"}),
                    reason("stomach_ache", "腹痛", "Stomach ache", {"お腹が痛", "おなかが痛", "腹痛", "stomach ache"}),
                    reason("vomiting", "嘔吐・下痢", "Vomiting, diarrhoea", {"嘔吐", "下痢", "吐いて", "吐き"}),
                    reason("hospital_visit", "通院", "Doctor's visit", {"通院", "病院", "doctor"}),
                    reason("influenza_a", "インフルエンザA型", "Influenza A", {"インフルエンザa", "インフルa"}),
                    reason("covid19", "新型コロナウイルス感染症", "COVID-19", {"コロナ", "covid"}),
                    other()};
    ReportKind away{.code = "absence_other", .label = {{"ja", "欠席（病欠以外）"}, {"en", "Absent (other)"}}};
    away.effect = ReportKind::Effect::absent;
    away.deadline = clock_time("08:00");
    away.days_ahead = 14;
    away.reasons = {reason("travel", "旅行", "Travel", {"旅行", "trip"}),
                    reason("bereavement", "忌引き", "Bereavement", {"忌引", "葬式", "funeral"}), other()};
    ReportKind late{.code = "late", .label = {{"ja", "遅刻"}, {"en", "Late"}}};
    late.effect = ReportKind::Effect::late;
    late.deadline = clock_time("08:00");
    late.asks_expected_time = true;
    late.days_ahead = 14;
    late.reasons = {reason("headache", "頭痛", "Headache", {"頭が痛"}),
                    reason("hospital_visit", "通院", "Doctor's visit", {"通院", "病院", "doctor"}),
                    reason("family", "家事都合", "Family matters", {"家事都合", "家の都合"}), other()};
    ReportKind coming{.code = "coming", .label = {{"ja", "登校"}, {"en", "Coming after all"}}};
    coming.effect = ReportKind::Effect::coming;
    coming.deadline = clock_time("13:00");
    coming.needs_absence = true;
    coming.same_day_only = true;
    coming.reasons = {reason("better", "病状改善", "Feeling better", {"よくなった"}), other()};
    school.kinds = {sick, away, late, coming};
    return school;
}

inline Student hana() {
    Student student{.id = StudentId{1}, .public_id = "a0000000000000000000000000000001", .school = SchoolId{1}};
    student.class_ref = {3, "2"};
    student.family_name = "佐藤";
    student.given_name = "花";
    student.family_kana = "サトウ";
    student.given_kana = "ハナ";
    student.called = "ハナ";
    return student;
}

inline Student ken() {
    Student student{.id = StudentId{2}, .public_id = "a0000000000000000000000000000002", .school = SchoolId{1}};
    student.class_ref = {1, "1"};
    student.family_name = "佐藤";
    student.given_name = "健";
    student.family_kana = "サトウ";
    student.given_kana = "ケン";
    student.called = "ケン";
    return student;
}

// What the TextAnalysis port promises of a fold, as far as the rules lean on it: lower case, katakana to hiragana,
// small kana made large, the long vowel mark dropped.
inline std::string fold(std::string_view text) {
    std::string result;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const auto lead = static_cast<unsigned char>(text[i]);
        if (lead >= 'A' && lead <= 'Z') {
            result += static_cast<char>(lead + 32);
        } else if (lead == 0xE3 && i + 2 < text.size()) {
            unsigned code = 0x3000u | ((static_cast<unsigned char>(text[i + 1]) & 0x3Fu) << 6) |
                            (static_cast<unsigned char>(text[i + 2]) & 0x3Fu);
            if (code == 0x30FC) {
                i += 2;
                continue;
            }
            if (code >= 0x30A1 && code <= 0x30F6) code -= 0x60;
            const bool small = (code >= 0x3041 && code <= 0x3049 && code % 2 == 1) || code == 0x3063 ||
                               code == 0x3083 || code == 0x3085 || code == 0x3087 || code == 0x308E;
            if (small) ++code;
            result += static_cast<char>(0xE3);
            result += static_cast<char>(0x80u | ((code >> 6) & 0x3Fu));
            result += static_cast<char>(0x80u | (code & 0x3Fu));
            i += 2;
        } else {
            result += text[i];
        }
    }
    return result;
}

inline FormContext context_of(const School& school, Instant now,
                              std::initializer_list<Student> students = {hana(), ken()}) {
    FormContext context;
    context.now = now;
    for (const Student& student : students) context.children.push_back({.student = student, .school = &school});
    context.fold = fold;
    return context;
}

}  // namespace todoke::domain_test
