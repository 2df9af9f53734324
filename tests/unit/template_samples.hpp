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

inline Choice phone() { return choice("phone", Choice::Style::phone, "0144-00-0000"); }

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
                        {"relation", said("relation", "guardian")},
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
    for (Message& more : std::vector<Message>{
             message("hello.unlinked"),
             message("hello.linked", {}, {{"children", children}}),
             message("menu.guardian", commands({"report", "coming", "status", "help"}), {{"children", children}}),
             message("menu.staff", commands({"list", "missing", "help"})),
             message("menu.student", commands({"report", "status"})),
             message("menu.plain", commands({"help"})),
             message("help.text"),
             message("help.not_understood"),
             message("help.not_attendance"),
             message("service.phone_please"),
             message("service.busy"),
             message("report.confirm", {choice("send", Style::primary), choice("edit"), choice("cancel")},
                     {{"items", rows}}),
             message("report.edit",
                     {{.code = "kind", .label = "slot.report.kind.label", .slot = "edit"}, choice("cancel")}),
             message("report.received"),
             message("report.cancelled"),
             message("report.stale"),
             message("report.already_received"),
             message("report.too_late", {phone()}),
             message("report.exists", choices({"edit", "withdraw", "cancel"})),
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
             message("link.confirm", {choice("link", Style::primary), choice("cancel")}),
             message("link.done"),
             message("link.failed"),
             message("link.throttled"),
             message("link.someone_linked"),
             message("link.staff_notice", {}, {{"person", "佐藤 恵子"}})})
        out.push_back(std::move(more));
    return out;
}

}  // namespace todoke::samples
