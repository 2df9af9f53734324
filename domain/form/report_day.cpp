#include "domain/form/report_slots.hpp"
#include "domain/form/typed_text.hpp"
#include "domain/form/typed_when.hpp"

#include <algorithm>

namespace todoke::report_slots {
namespace {

// The last day that may be reported; while the kind is open, the furthest any kind allows.
SchoolDay furthest_day(const School& school, const ReportKind* kind, SchoolDay today) {
    const auto ahead = [](const ReportKind& k) { return k.same_day_only ? 0 : k.days_ahead; };
    if (kind) return add_days(today, ahead(*kind));
    int days = 0;
    for (const ReportKind& each : school.kinds) days = std::max(days, ahead(each));
    return add_days(today, days);
}

bool absent_on(const Draft& draft, const FormContext& context, SchoolDay day) {
    const auto children = children_of(draft, context);
    return !children.empty() && std::ranges::all_of(children, [&](const FormChild* child) {
        return std::ranges::find(child->absent_days, day) != child->absent_days.end();
    });
}

// What is wrong with a day, apart from the deadline: that is judged when the report is sent, by the instant of sending.
std::optional<std::string_view> wrong_day(const School& school, const Draft& draft, const FormContext& context,
                                          SchoolDay day) {
    const SchoolDay today = local_day(school, context.now);
    const ReportKind* kind = kind_of(draft, context);
    if (day < today) return "past_day";
    if (day > furthest_day(school, kind, today)) return "too_far_ahead";
    if (!is_school_day(school, day)) return "day_closed";
    if (kind && kind->needs_absence && !absent_on(draft, context, day)) return "no_absence";
    return std::nullopt;
}

// What is wrong with several days whose first one is right. The last may be a day without school: 月曜まで.
std::optional<std::string_view> wrong_span(const School& school, const Draft& draft, const FormContext& context,
                                           const DaySpan& days) {
    if (days.first == days.last) return std::nullopt;
    const ReportKind* kind = kind_of(draft, context);
    if (days.last > furthest_day(school, kind, local_day(school, context.now))) return "too_far_ahead";
    int longest = 0;
    for (const ReportKind& each : school.kinds)
        if (!kind || kind->code == each.code) longest = std::max(longest, each.longest_range);
    if (days.last >= add_days(days.first, longest)) return "range_too_long";
    return std::nullopt;
}

Value day_label(SchoolDay day, SchoolDay today) {
    if (day == today) return "choice.today";
    if (day == add_days(today, 1)) return "choice.tomorrow";
    return argument::day(day);
}

SlotView view_day(const Draft& draft, const FormContext& context) {
    SlotView view{.name = "day", .input = SlotView::Input::days, .depends_on = "kind"};
    const School* school = school_of(draft, context);
    if (!school) return view;
    const SchoolDay today = local_day(*school, context.now);
    const SchoolDay furthest = furthest_day(*school, kind_of(draft, context), today);
    view.earliest = to_iso(today);
    view.latest = to_iso(furthest);

    // Today and the next school day at a tap; everything else by the date picker.
    std::optional<SchoolDay> last_offered;
    int offered = 0;
    for (SchoolDay day = today; day <= furthest && offered < 2; day = add_days(day, 1)) {
        if (wrong_day(*school, draft, context, day)) continue;
        if (day != today && last_offered && *last_offered != today) break;
        view.options.push_back(choice("day", to_iso(day), day_label(day, today)));
        last_offered = day;
        ++offered;
    }
    bool more = false;
    for (SchoolDay day = last_offered ? add_days(*last_offered, 1) : today; day <= furthest && !more;
         day = add_days(day, 1))
        more = !wrong_day(*school, draft, context, day);
    if (more) {
        Choice picker = choice("day", "pick_day", "choice.pick_day");
        picker.style = Choice::Style::date_picker;
        picker.extra = view.earliest + "/" + view.latest;
        view.options.push_back(std::move(picker));
    }
    if (const auto days = days_of(draft)) {
        view.value = said_days(*days);
        view.raw = to_text(*days);
    }
    return view;
}

Reading read_day(std::string_view raw, const Draft& draft, const FormContext& context) {
    const School* school = school_of(draft, context);
    if (!school) return problem("day", "not_a_day");
    const SchoolDay today = local_day(*school, context.now);
    auto days = parse_day_span(raw);
    if (!days) days = typed::read_days(typed::plain(raw, context), today);
    if (!days) return problem("day", "not_a_day");
    if (const auto wrong = wrong_day(*school, draft, context, days->first)) {
        Problem result = problem("day", *wrong);
        result.args.set("day", argument::day(days->first));
        return result;
    }
    if (const auto wrong = wrong_span(*school, draft, context, *days)) return problem("day", *wrong);
    return Value(to_text(*days));
}

}  // namespace

Slot day_slot() {
    return {"day", [](const Draft&, const FormContext&) { return true; }, view_day, read_day, {}, {}};
}

}  // namespace todoke::report_slots
