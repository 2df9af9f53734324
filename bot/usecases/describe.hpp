// Message arguments for the things people talk about: one spelling of each for every message.
#pragma once

#include "domain/attendance/report.hpp"
#include "domain/message/budget.hpp"
#include "domain/people/person.hpp"
#include "domain/school.hpp"
#include "domain/value.hpp"

namespace todoke::describe {

Value child(const Student& student);            // ハナ (the text adds さん)
Value child_for_staff(const Student& student);  // 佐藤 ハナ: a class may have two of one name; never for lock screens
Value class_name(const Student& student);       // "3-2"
Value school(const School& school);             // あおば小: for subjects
Value kind(const School& school, std::string_view code);  // coded; a code the school no longer has speaks itself
Value reason(const Report& report);                       // coded, label as it was when reported
Value day(SchoolDay day);
Value time(const School& school, Instant at);  // local time of day
Value place(const School& school, std::string_view gate_code);
// A code whose words are the text "<prefix>.<code>"; spoken by bot/render.
Value said(std::string_view prefix, std::string_view code);
// A whole text with arguments of its own, as one argument of a message.
Value sentence(std::string_view key, Value args);

// What is left of an account's quota: spending, used, limit, left, ends_on.
Value budget(const Budget& budget, Spending spending, std::optional<SchoolDay> ends_on);

}  // namespace todoke::describe
