#include "bot/forms/commands.hpp"

#include "bot/forms/calendar.hpp"
#include "bot/forms/help.hpp"
#include "bot/forms/link_conversation.hpp"
#include "bot/forms/mail_registration.hpp"
#include "bot/forms/notices.hpp"
#include "bot/forms/report_conversation.hpp"
#include "bot/forms/report_outcome.hpp"
#include "bot/forms/seen_children.hpp"
#include "bot/forms/settings.hpp"
#include "bot/forms/staff_list.hpp"
#include "bot/forms/today.hpp"
#include "bot/forms/unlink_conversation.hpp"
#include "bot/usecases/describe.hpp"

#include <algorithm>
#include <span>
#include <string_view>

namespace todoke::commands {
namespace {

Choice command_choice(const std::string& name, Choice::Style style = Choice::Style::plain) {
    return {.code = "cmd:" + name, .label = "choice." + name, .style = style};
}

// What opens a card of its own is called by that card's title.
void offer_cards(Message& menu) {
    menu.choices.push_back({.code = "cmd:today", .label = "day.today.title"});
    menu.choices.push_back({.code = "cmd:calendar", .label = "day.calendar.title"});
    menu.choices.push_back({.code = "cmd:notices", .label = "notices.list.title"});
    menu.choices.push_back({.code = "cmd:settings", .label = "settings.family.title"});
}

bool absent_today(const FormContext& context) {
    return std::ranges::any_of(context.children, [](const FormChild& child) { return !child.absent_days.empty(); });
}

// Everything this person has reported from today on, with its state.
void show_status(Turn& turn) {
    Value items = Value::array();
    for (const Student& student : turn.own_students()) {
        const School& school = *turn.schools.find(student.school);
        const SchoolDay today = local_day(school, turn.at);
        auto reports = sides_of(turn.tx.reports().current_for(student.id, today), turn.person->id,
                                turn.tx.people().ever_shielded(student.id))
                           .own;
        for (Report& later : turn.tx.reports().current_by_reporter(turn.person->id, today))
            if (later.student == student.id && later.first_day > today) reports.push_back(std::move(later));
        for (const Report& report : reports) {
            const bool own = report.reporter == turn.person->id;
            items.push_back(Value::object({{"child", describe::child(student)},
                                           {"kind", describe::kind(school, report.kind)},
                                           {"day", describe::day(report.first_day)},
                                           {"number", own ? Value(report.receipt_number) : Value()},
                                           {"state", describe::said("state", to_text(report.state))}}));
        }
    }
    if (items.items().empty()) return turn.say("report.nothing_current");
    turn.say("report.status", Value::object({{"items", std::move(items)}}));
}

// 取り消し: own reports from today on that the school has not read yet; a read one says who read it.
void offer_withdrawal(Turn& turn) {
    constexpr std::size_t most = 4;  // messages in one answer
    for (const Student& student : turn.own_students()) {
        const School& school = *turn.schools.find(student.school);
        const SchoolDay today = local_day(school, turn.at);
        for (const Report& report : turn.tx.reports().current_by_reporter(turn.person->id, today)) {
            if (report.student != student.id || turn.replies.size() >= most) continue;
            if (family_may(report) != FamilyMay::change) {
                turn.say(locked_message(turn, school, student, report));
                continue;
            }
            Message message;
            message.key = "report.withdraw_confirm";
            message.args = Value::object({{"child", describe::child(student)},
                                          {"kind", describe::kind(school, report.kind)},
                                          {"day", describe::day(report.first_day)},
                                          {"number", report.receipt_number}});
            message.nonce = turn.issue_nonce("withdraw", report.id.value, 0);
            message.choices.push_back({.code = "withdraw", .label = "choice.withdraw", .style = Choice::Style::danger});
            message.choices.push_back({.code = "cancel", .label = "choice.keep"});
            turn.say(std::move(message));
        }
    }
    if (turn.replies.empty()) turn.say("report.nothing_current");
}

void start_coming(Turn& turn) {
    const FormContext context = report_conversation::form_context(turn);
    for (const FormChild& child : context.children) {
        if (child.absent_days.empty()) continue;
        const auto kind = std::ranges::find(child.school->kinds, ReportKind::Effect::coming, &ReportKind::effect);
        if (kind == child.school->kinds.end()) continue;
        return report_conversation::start(turn, Value::object({{"child", child.student.public_id},
                                                               {"kind", kind->code},
                                                               {"day", to_iso(local_day(*child.school, turn.at))}}));
    }
    Value args = Value::object();
    if (!context.children.empty()) args.set("child", describe::child(context.children.front().student));
    turn.say("report.no_absence", std::move(args));
}

// 欠席 or 遅刻 typed: the kinds of that effect are the ones to choose from.
void start_report(Turn& turn, const std::string& name) {
    Draft draft = Value::object();
    if (name == "absence") draft.set("effect", "absent");
    if (name == "late") draft.set("effect", "late");
    report_conversation::start(turn, std::move(draft));
}

using Command = void (*)(Turn&);

struct Named {
    std::string_view name;
    Command run;
};

// What a family may do whose children's schools take reports.
constexpr Named for_reporters[] = {
    {"report", [](Turn& turn) { start_report(turn, "report"); }},
    {"absence", [](Turn& turn) { start_report(turn, "absence"); }},
    {"late", [](Turn& turn) { start_report(turn, "late"); }},
    {"coming", start_coming},
    {"status", show_status},
    {"withdraw", offer_withdrawal},
};
// What everybody may do who looks at a child's days.
constexpr Named for_families[] = {
    {"today", [](Turn& turn) { turn.say(today_card(turn)); }},
    {"calendar", [](Turn& turn) { calendar::show(turn); }},
};
constexpr Named for_staff[] = {
    {"list", [](Turn& turn) { turn.say(staff_list(turn)); }},
    {"missing", [](Turn& turn) { turn.say(staff_list(turn)); }},
    {"today", [](Turn& turn) { turn.say(staff_list(turn)); }},
};
constexpr Named for_all[] = {
    {"help", [](Turn& turn) { turn.say(help_for(turn)); }},
    {"menu", show_menu},
    {"sticker", show_menu},
    {"phone", [](Turn& turn) { turn.say(phone_card(turn)); }},
    {"notices", [](Turn& turn) { turn.say(notices_card(turn)); }},
    {"settings", settings::show},
    {"link", link_conversation::explain},
    {"add_mail", mail_registration::offer_address},
    {"unlink", unlink_conversation::begin},
};

bool run_one_of(Turn& turn, std::span<const Named> commands, const std::string& name) {
    const auto command = std::ranges::find(commands, name, &Named::name);
    if (command == commands.end()) return false;
    command->run(turn);
    return true;
}

}  // namespace

void show_menu(Turn& turn) {
    const bool staff = turn.has_role(true);
    Message message;
    const FormContext context = report_conversation::form_context(turn);
    if (!context.children.empty()) {
        const School& school = *context.children.front().school;
        const bool student =
            std::ranges::any_of(turn.relations, [](const Relation& r) { return r.role == Role::student; });
        message.key = student ? "menu.student" : "menu.guardian";
        Value children = Value::array();
        for (const FormChild& child : context.children) children.push_back(describe::child(child.student));
        message.args = Value::object({{"children", std::move(children)}, {"phone", school.phone}});
        if (!school.kinds.empty()) message.args.set("deadline", argument::time(school.kinds.front().deadline));
        message.choices.push_back(command_choice("report", Choice::Style::primary));
        if (absent_today(context)) message.choices.push_back(command_choice("coming"));
        message.choices.push_back(command_choice("status"));
        offer_cards(message);
        message.choices.push_back(command_choice("help"));
    } else if (staff) {
        message.key = "menu.staff";
        message.choices.push_back(command_choice("list", Choice::Style::primary));
        message.choices.push_back({.code = "cmd:settings", .label = "settings.family.title"});
        message.choices.push_back(command_choice("help"));
    } else {
        // Linked to a children's hall only: scans are told, reports are not taken there.
        message.key = "menu.plain";
        offer_cards(message);
        message.choices.push_back(command_choice("help"));
    }
    turn.say(std::move(message));
}

bool run(Turn& turn, const std::string& name) {
    return run_one_of(turn, for_all, name) || (!turn.own_students().empty() && run_one_of(turn, for_reporters, name)) ||
           (turn.has_role(false) && run_one_of(turn, for_families, name)) ||
           (turn.has_role(true) && run_one_of(turn, for_staff, name));
}

}  // namespace todoke::commands
