// One message for every key, with every argument and choice that the service gives it: what templates are tried with.
#pragma once

#include "adapters/text/text.hpp"
#include "bot/ports/log.hpp"
#include "domain/message/message.hpp"

#include <filesystem>
#include <memory>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::samples {

struct CountingLog final : Log {
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField>) override {
        if (level == LogLevel::error) errors.emplace_back(event);
    }
    std::vector<std::string> errors;
};

inline std::filesystem::path templates() { return std::filesystem::path(TODOKE_SOURCE_DIR) / "templates"; }

inline std::unique_ptr<Texts> shipped_texts(Log& log) {
    auto texts = text::make_texts(templates(), log);
    if (!texts) throw std::runtime_error(texts.error().what);
    return std::move(*texts);
}

inline std::unique_ptr<Layouts> shipped_layouts() {
    auto layouts = text::make_layouts(templates());
    if (!layouts) throw std::runtime_error(layouts.error().what);
    return std::move(*layouts);
}

// Strings that no lock screen may show. Each stands in one argument of every message that has it.
inline const std::string illness = "インフルエンザA型";
inline const std::string typed = "昨夜から39度です";
inline const std::string teachers_words = "お大事にしてください";

inline Value said(const std::string& prefix, const std::string& code) {
    return Value::object({{"as", "key"}, {"code", code}, {"key", prefix + "." + code}});
}

inline Value report_args() {
    const Value child = argument::person("p1", "ハナ");
    const SchoolDay day{std::chrono::year{2026} / 11 / 24};
    return Value::object(
        {{"child", child},
         {"class", "3-2"},
         {"kind", argument::coded("absence_sick", {{"ja", "欠席（病欠）"}, {"en", "Absent (illness)"}})},
         {"reason", argument::coded("influenza_a", {{"ja", illness}, {"en", "Influenza A " + illness}})},
         {"day", argument::day(day)},
         {"expected_time", argument::time({std::chrono::minutes{565}})},
         {"remarks", argument::text(typed)},
         {"number", 1},
         {"contested", said("staff", "contested")},
         {"at", argument::time({std::chrono::minutes{468}})},
         {"now", argument::time({std::chrono::minutes{520}})},
         {"time", argument::time({std::chrono::minutes{481}})},
         {"deadline", argument::time({std::chrono::minutes{480}})},
         {"read_from", argument::time({std::chrono::minutes{450}})},
         {"phone", "0144-00-0000"},
         {"by", "森先生"},
         {"text", argument::text(teachers_words)},
         {"place", argument::coded("main", {{"ja", "正門"}, {"en", "the main gate"}})},
         {"direction", said("direction", "in")},
         {"said", said("said", "left_home")},
         {"how", said("how", "scanned")},
         {"cause", said("cause", "gate_silent")},
         {"count", 12},
         {"school", "あおば小学校"}});
}

inline Choice choice(const std::string& code, Choice::Style style = Choice::Style::plain,
                     const std::string& extra = "") {
    return {.code = code, .label = "choice." + code, .style = style, .extra = extra};
}

inline std::vector<Choice> choices(std::initializer_list<const char*> codes) {
    std::vector<Choice> out;
    for (const char* code : codes) out.push_back(choice(code));
    return out;
}

// The menu's ways to the cards.
inline std::vector<Choice> with_cards(std::vector<Choice> first) {
    for (const auto& [name, label] :
         std::initializer_list<std::pair<const char*, const char*>>{{"today", "day.today.title"},
                                                                    {"calendar", "day.calendar.title"},
                                                                    {"notices", "notices.list.title"},
                                                                    {"settings", "settings.family.title"},
                                                                    {"help", "choice.help"}})
        first.push_back({.code = std::string("cmd:") + name, .label = label});
    return first;
}

inline Value sentence(const std::string& key, Value args) {
    return Value::object({{"as", "key"}, {"code", key}, {"key", key}, {"args", std::move(args)}});
}

inline Choice phone() { return choice("phone", Choice::Style::phone, "0144-00-0000"); }

inline Choice page() {
    return choice("open_page", Choice::Style::page,
                  "https://attend.example.ed.jp/link/0123456789abcdef0123456789abcdef");
}

inline std::vector<Choice> commands(std::initializer_list<const char*> names) {
    std::vector<Choice> out;
    for (const char* name : names)
        out.push_back({.code = std::string("cmd:") + name,
                       .label = std::string("choice.") + name,
                       .style = Choice::Style::primary});
    return out;
}

inline Message message(const std::string& key, std::vector<Choice> offered = {},
                       std::vector<std::pair<std::string, Value>> more = {}) {
    Message out{.key = key};
    out.args = report_args();
    for (auto& [name, value] : more) out.args.set(name, std::move(value));
    for (const Choice& one : offered)
        if (one.style != Choice::Style::phone) out.nonce = "0123456789abcdef0123456789abcdef";
    out.choices = std::move(offered);
    return out;
}

inline SlotView slot(const std::string& name, SlotView::Input input, std::vector<Choice> options = {}) {
    SlotView out{.name = name, .input = input, .options = std::move(options)};
    for (Choice& option : out.options) option.slot = option.code == "more" ? "" : name;
    return out;
}

inline Message question(std::vector<SlotView> slots, std::vector<Choice> offered) {
    Message out = message("report.ask", std::move(offered), {{"first", true}});
    out.question = Question{.form = "report", .version = 3, .nonce = out.nonce, .slots = std::move(slots)};
    return out;
}

inline std::vector<Choice> long_options() {
    std::vector<Choice> out;
    for (int i = 0; i < 12; ++i)
        out.push_back(
            {.code = "reason_" + std::to_string(i),
             .label = argument::coded(
                 "r", {{"ja", "しっしん（肌が 赤い・かゆい）と とても長い 理由の ことば　その" + std::to_string(i)}})});
    out.push_back({.code = "more", .label = "choice.more"});
    return out;
}

inline std::vector<Message> questions() {
    using Input = SlotView::Input;
    std::vector<Message> out;
    const auto walk = [] { return choices({"skip", "back", "cancel"}); };
    out.push_back(question({slot("child", Input::choice,
                                 {{.code = "p1", .label = argument::person("p1", "ハナ")},
                                  {.code = "p2", .label = argument::person("p2", "ケン")}})},
                           choices({"cancel"})));
    out.push_back(question({slot("reason", Input::choice, long_options())}, walk()));
    SlotView day = slot(
        "day", Input::days,
        {choice("today"), choice("tomorrow"), choice("pick_day", Choice::Style::date_picker, "2026-11-24/2026-12-24")});
    day.problem = "report.problem.day_closed";
    day.earliest = "2026-11-24";
    day.latest = "2026-12-24";
    out.push_back(question({day}, walk()));
    SlotView time = slot("expected_time", Input::time);
    time.raw = "09:30";
    out.push_back(question({time}, walk()));
    SlotView remarks = slot("remarks", Input::text);
    remarks.multiple_lines = true;
    remarks.max_length = 300;
    remarks.required = false;
    remarks.raw = typed;
    out.push_back(question({remarks}, walk()));
    SlotView kind = slot("kind", Input::choice,
                         {{.code = "absence_sick", .label = argument::coded("k", {{"ja", "欠席（病欠）"}})}});
    SlotView reason = slot("reason", Input::choice, long_options());
    reason.options.pop_back();
    reason.depends_on = "kind";
    SlotView none_yet = slot("child", Input::choice);
    out.push_back(question({none_yet, kind, reason, day, time, remarks},
                           {choice("send", Choice::Style::primary), choice("cancel")}));
    return out;
}

inline const std::string card_nonce = "0123456789abcdef0123456789abcdef";

// 今日のようす of `children`, each with `lines` lines as long as a remark may be.
inline Message today(std::size_t children, std::size_t lines, const std::string& name, const std::string& written) {
    const Value args = report_args();
    Value rows = Value::array();
    for (std::size_t i = 0; i < children; ++i) {
        Value row = Value::object({{"name", sentence("day.name", Value::object({{"child", name}}))},
                                   {"day", args["day"]},
                                   {"tone", "absent"},
                                   {"school", args["school"]},
                                   {"mark", said("mark", "absent")}});
        Value entries = Value::array();
        for (std::size_t line = 0; line < lines; ++line)
            entries.push_back(Value::object(
                {{"when", args["at"]},
                 {"what", sentence("day.entry.report", Value::object({{"kind", args["kind"]},
                                                                      {"reason", args["reason"]},
                                                                      {"state", said("state", "acknowledged")},
                                                                      {"remarks", argument::text(written)}}))}}));
        if (lines == 0) row.set("nothing", sentence("day.entry.nothing", Value::object()));
        row.set("entries", std::move(entries));
        rows.push_back(std::move(row));
    }
    Message out{.key = "day.today"};
    out.args = Value::object({{"children", std::move(rows)}});
    out.choices.push_back({.code = "cmd:calendar", .label = "day.calendar.title"});
    return out;
}

// A month of six weeks, every day with something to press; `others` more children to choose.
inline Message calendar(std::size_t others, const std::string& name) {
    const Value args = report_args();
    Message out{.key = "day.calendar", .nonce = card_nonce};
    const auto month = [](const char* number) {
        return sentence("day.month", Value::object({{"year", "2026"}, {"month", said("format.month", number)}}));
    };
    Value weekdays = Value::array(), weeks = Value::array(), listed = Value::array();
    for (int day = 0; day < 7; ++day)
        weekdays.push_back(Value::object({{"name", said("format.weekday", std::to_string(day))}}));
    const char* marks[] = {"absent", "late", "present", "closed", "unknown"};
    int day = -5;  // a 31-day month that begins on a Friday
    for (int week = 0; week < 6; ++week) {
        Value days = Value::array();
        for (int i = 0; i < 7; ++i, ++day) {
            if (day < 0 || day > 30) {
                days.push_back(Value::object({{"is_blank", true}}));
                continue;
            }
            const std::string mark = marks[day % 5];
            days.push_back(Value::object({{"number", std::to_string(day + 1)},
                                          {"sign", said("sign", mark)},
                                          {"mark", mark},
                                          {"is_today", day == 23},
                                          {"token", card_nonce + ".day.2026-10-" + std::to_string(10 + day)}}));
        }
        weeks.push_back(Value::object({{"days", std::move(days)}}));
    }
    for (int i = 0; i < 31; ++i)
        listed.push_back(Value::object(
            {{"day", args["day"]},
             {"mark", said("mark", "absent")},
             {"kinds", Value::array({sentence(
                           "day.entry.said", Value::object({{"kind", args["kind"]}, {"reason", args["reason"]}}))})}}));
    out.args = Value::object({{"child", argument::person("p1", name)},
                              {"month", month("10")},
                              {"school", args["school"]},
                              {"weekdays", std::move(weekdays)},
                              {"weeks", std::move(weeks)},
                              {"listed", std::move(listed)},
                              {"framed", true}});
    out.choices.push_back({.code = "2026-09", .label = month("9"), .slot = "month"});
    out.choices.push_back({.code = "2026-11", .label = month("11"), .slot = "month"});
    for (std::size_t i = 0; i < others; ++i)
        out.choices.push_back({.code = "p" + std::to_string(i), .label = argument::person("p", name), .slot = "child"});
    return out;
}

inline Message notices(std::size_t count, const std::string& name) {
    const Value args = report_args();
    Value items = Value::array();
    const Value about = Value::object({{"child", name}, {"text", args["text"]}, {"kind", args["kind"]}});
    for (std::size_t i = 0; i < count; ++i)
        items.push_back(
            Value::object({{"when", sentence("day.when", Value::object({{"day", args["day"]}, {"time", args["at"]}}))},
                           {"title", sentence("report.reply.title", about)},
                           {"short", sentence("report.reply.notice", about)}}));
    Message out{.key = "notices.list"};
    out.args = Value::object({{"items", std::move(items)}});
    return out;
}

inline std::vector<Message> looking_back() {
    const Value args = report_args();
    Message one = today(1, 3, "ハナ", typed);
    one.key = "day.one";
    std::vector<Message> out{today(2, 3, "ハナ", typed), today(1, 0, "ハナ", ""), std::move(one), calendar(2, "ハナ"),
                             notices(3, "ハナ")};
    const Value child = Value::object({{"child", args["child"]}, {"school", args["school"]}, {"class", "3-2"}});
    Message family{.key = "settings.family", .nonce = card_nonce};
    family.args = Value::object({{"language", said("language", "ja")}, {"children", Value::array({child, child})}});
    family.choices = {{.code = "ja-easy", .label = "language.ja-easy", .slot = "language"},
                      {.code = "en", .label = "language.en", .slot = "language"},
                      {.code = "cmd:link", .label = "settings.family.add_child"},
                      {.code = "cmd:unlink", .label = "settings.family.leave"}};
    out.push_back(std::move(family));
    Message changed{.key = "settings.language_set"};
    changed.args = Value::object({{"language", said("language", "en")}});
    out.push_back(std::move(changed));
    Message phones{.key = "help.phone"};
    const Value school = Value::object({{"name", args["school"]}, {"phone", "0144-00-0000"}, {"hours", "平日"}});
    phones.args = Value::object({{"schools", Value::array({school, school})}});
    phones.choices = {phone(), phone()};
    out.push_back(std::move(phones));
    return out;
}

std::vector<Message> receiving();    // in template_samples_receiving.hpp
std::vector<Message> registering();  // in template_samples_registering.hpp

inline std::vector<Message> messages() {
    using Style = Choice::Style;
    const Value args = report_args();
    const Value row = Value::object({{"child", args["child"]},
                                     {"class", "3-2"},
                                     {"kind", args["kind"]},
                                     {"reason", args["reason"]},
                                     {"day", args["day"]},
                                     {"number", 1},
                                     {"remarks", args["remarks"]},
                                     {"at", args["at"]},
                                     {"state", said("state", "submitted")},
                                     {"task", said("task", "phone_family")},
                                     {"token", "0123456789abcdef0123456789abcdef..acknowledge"}});
    const Value rows = Value::array({row, row});
    const Value children = Value::array({argument::person("p1", "ハナ"), argument::person("p2", "ケン")});
    const Value people = Value::array(
        {Value::object({{"name", "佐藤 恵子"},
                        {"phone", "090-0000-0001"},
                        {"relation", said("relation", "mother")},
                        {"tried", said("tried", "sent")}}),
         Value::object(
             {{"name", "佐藤 健"}, {"phone", ""}, {"relation", Value{}}, {"tried", said("tried", "not_reached")}})});
    const Value passing = Value::object(
        {{"child", args["child"]}, {"time", args["time"]}, {"place", args["place"]}, {"direction", args["direction"]}});
    const Value passings = Value::array({passing, passing});
    const Value budget = Value::object(
        {{"spending", "saving"}, {"used", 3120}, {"limit", 5000}, {"left", 1880}, {"ends_on", args["day"]}});
    const auto guardian_says = choices({"absent", "late", "left_home", "unknown", "phone_me"});
    const auto closing = choices({"found", "contacted", "close"});
    const std::vector<Choice> card = {choice("acknowledge", Style::primary), choice("reply")};
    std::vector<Message> out = questions();
    for (Message& more : looking_back()) out.push_back(std::move(more));
    for (Message& more : std::vector<Message>{
             message("hello.unlinked"),
             message("hello.unlinked", commands({"link_page"})),
             message("hello.linked", {}, {{"children", children}}),
             message("menu.guardian", with_cards(commands({"report", "coming", "status"})), {{"children", children}}),
             message("menu.staff", commands({"list", "missing", "help"})),
             message("menu.student", commands({"report", "status"})),
             message("menu.plain", with_cards({})),
             message("help.text"),
             message("help.staff"),
             message("help.plain"),
             message("notices.none"),
             message("help.greeting", commands({"report", "help"})),
             message("help.thanks"),
             message("help.not_a_report", commands({"report", "status"}), {{"hours", "平日 7:30〜17:00"}}),
             message("help.too_long", {phone()}, {{"hours", "平日 7:30〜17:00"}}),
             message("help.not_attendance", {phone()}, {{"hours", "平日 7:30〜17:00"}}),
             message(
                 "help.danger", {phone()},
                 {{"hours", "平日 7:30〜17:00"}, {"numbers", Value::array({Value::object({{"label", "警察 110"}})})}}),
             message("service.phone_please"),
             message("report.confirm", {choice("send", Style::primary), choice("edit"), choice("cancel")},
                     {{"items", rows}}),
             message("report.edit",
                     {{.code = "kind", .label = "slot.report.kind.label", .slot = "edit"}, choice("cancel")}),
             message("report.received"),
             message("report.received_several", {phone()},
                     {{"items", Value::array({Value::object({{"child", args["child"]},
                                                             {"day", args["day"]},
                                                             {"number", 1},
                                                             {"result", said("result", "received")}}),
                                              Value::object({{"child", args["child"]},
                                                             {"day", args["day"]},
                                                             {"result", said("result", "too_late")}})})},
                      {"any", true},
                      {"missing", true}}),
             message("report.cancelled"),
             message("report.stale"),
             message("report.already_received"),
             message("report.too_late", {phone()}),
             message("report.exists", choices({"change", "leave"})),
             message("report.left"),
             message("report.no_absence"),
             message("report.informed"),
             message("report.withdrawn_informed"),
             message("report.acknowledged"),
             message("report.reply"),
             message("report.locked", {{.code = "cmd:coming", .label = "choice.coming"}, phone()}),
             message("report.withdraw_confirm", {choice("withdraw", Style::danger), choice("keep")}),
             message("report.withdrawn"),
             message("report.nothing_current"),
             message("report.status", {}, {{"items", rows}}),
             message("report.problem.past_day"),
             message("report.problem.day_closed"),
             message("report.problem.too_far_ahead"),
             message("staff.report_new", card),
             message("staff.report_changed", card),
             message("staff.report_coming", card),
             message("staff.report_unread", card),
             message("report.kept"),
             message("help.no_hurry"),
             message("staff.report_done", {choice("reply")}),
             message("staff.report_withdrawn"),
             message("staff.report_list", {}, {{"items", rows}}),
             message("staff.already_done"),
             message("staff.reply_sent"),
             message("staff.reply_failed"),
             message("staff.reply_where"),
             message("staff.absent_scanned"),
             message("staff.scan_flag", {}, {{"reason", said("flag", "impossible")}}),
             message("staff.late_inputs", {}, {{"items", rows}}),
             message("staff.today", {},
                     {{"reports", rows},
                      {"late_inputs", rows},
                      {"open", rows},
                      {"tasks", rows},
                      {"reports_count", 2},
                      {"budgets", Value::array({budget})}}),
             message("scan.passed"),
             message("scan.passed_late"),
             message("scan.digest", {}, {{"items", passings}}),
             message("staff.budget", {}, budget.members()),
             message("case.ask_classroom", choices({"present", "not_present"})),
             message("case.ask_guardian", guardian_says),
             message("case.ask_student", choices({"absent", "late", "on_my_way", "phone_me"})),
             message("case.ask_teacher", closing, {{"tried", people}}),
             message("case.call_list", closing, {{"people", people}}),
             message("case.late_input", closing),
             message("case.hold", choices({"release", "found_all"})),
             message("case.released"),
             message("case.urgent", closing),
             message("case.staff_note", closing),
             message("case.all_clear"),
             message("case.all_clear_reported"),
             message("case.all_clear_closed"),
             message("case.thanks", {phone()}),
             message("case.ended"),
             message("case.closed_by"),
             message("case.ask_close_reason", {{.code = "close.found_at_home", .label = "close.found_at_home"},
                                               {.code = "close.other", .label = "close.other"}}),
             message("link.terms", {choice("agree", Style::primary), choice("cancel")}),
             message("link.confirm", {choice("link", Style::primary), choice("cancel")}, {{"children", children}}),
             message("link.done", {}, {{"children", children}}),
             message("link.already", commands({"link_page"}), {{"children", children}}),
             message("link.page", {page()}, {{"minutes", 30}}),
             message("link.failed"),
             message("link.failed", {}, {{"children", children}}),
             message("link.throttled"),
             message("link.someone_linked"),
             message("link.staff_notice", {choice("end_link", Style::danger)},
                     {{"person", "佐藤 恵子"}, {"place", 2}, {"channel", said("channel", "line")}}),
             message("link.staff_full"),
             message("link.staff_ended", {}, {{"person", "佐藤 恵子"}, {"by", said("ended_by", "family")}}),
             message("link.leave", {choice("leave", Style::danger), choice("cancel")}, {{"children", children}}),
             message("link.leave_which", choices({"all_children", "cancel"})),
             message("link.leave_by_school"),
             message("link.kept"),
             message("link.left", {}, {{"children", children}, {"on_their_way", 2}}),
             message("link.left", {}, {{"children", children}, {"on_their_way", 0}}),
             message("link.end_confirm", {choice("end_link", Style::danger), choice("cancel")},
                     {{"person", "佐藤 恵子"}}),
             message("link.ended_by_school", {}, {{"person", "佐藤 恵子"}}),
             message("link.ended_already")})
        out.push_back(std::move(more));
    for (Message& more : receiving()) out.push_back(std::move(more));
    for (Message& more : registering()) out.push_back(std::move(more));
    return out;
}

}  // namespace todoke::samples

#include "tests/unit/template_samples_receiving.hpp"
#include "tests/unit/template_samples_registering.hpp"
