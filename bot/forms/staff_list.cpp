#include "bot/forms/staff_list.hpp"

#include "bot/usecases/describe.hpp"
#include "bot/usecases/spending.hpp"

#include <algorithm>
#include <unordered_map>

namespace todoke {
namespace {

constexpr std::size_t most_rows = 30;  // per list: a card stays readable and below the platforms' size limits

struct Lists {
    Value reports = Value::array(), late_inputs = Value::array(), open = Value::array(), tasks = Value::array(),
          budgets = Value::array();
};

bool in_charge(const Turn& turn, const Student& student) {
    return can(turn.relations, Action::acknowledge, student, false);
}

void push(Value& list, Value row) {
    if (list.items().size() < most_rows) list.push_back(std::move(row));
}

Value row_of(const Student& student) {
    return Value::object({{"child", describe::child_for_staff(student)}, {"class", describe::class_name(student)}});
}

void add_school(const Turn& turn, const School& school, Lists& lists) {
    const SchoolDay today = local_day(school, turn.now);
    for (const Student& student : turn.tx.people().students_of_school(school.id)) {
        if (!in_charge(turn, student)) continue;
        for (const Report& report : turn.tx.reports().current_for(student.id, today)) {
            Value row = row_of(student);
            row.set("kind", describe::kind(school, report.kind));
            row.set("number", report.receipt_number);
            row.set("state", describe::said("state", to_text(report.state)));
            push(lists.reports, std::move(row));
        }
    }
    std::unordered_map<StudentId, Student> known;
    const auto student_of = [&](StudentId id) -> const Student* {
        if (!known.contains(id))
            if (auto found = turn.tx.people().student(id)) known.emplace(id, std::move(*found));
        const auto it = known.find(id);
        return it == known.end() || !in_charge(turn, it->second) ? nullptr : &it->second;
    };
    for (const LateInput& input : turn.tx.reports().late_inputs(school.id, today)) {
        const Student* student = student_of(input.student);
        if (!student) continue;
        Value row = row_of(*student);
        row.set("at", describe::time(school, input.received_at));
        push(lists.late_inputs, std::move(row));
    }
    for (const Case& open : turn.tx.cases().not_ended(school.id, today))
        if (const Student* student = student_of(open.student)) push(lists.open, row_of(*student));
    for (const StaffTask& task : turn.tx.cases().open_tasks(school.id)) {
        if (task.kind == "late_input" || !task.student) continue;
        const Student* student = student_of(*task.student);
        if (!student) continue;
        Value row = row_of(*student);
        row.set("task", describe::said("task", task.kind));
        push(lists.tasks, std::move(row));
    }
}

// For those who can buy more, or telephone: only while it is no matter of course that the quota lasts.
void add_budgets(const Turn& turn, const School& school, Lists& lists) {
    const bool concerned = std::ranges::any_of(turn.relations, [&](const Relation& relation) {
        return relation.school == school.id && (relation.role == Role::office || relation.role == Role::vice_principal);
    });
    if (!concerned) return;
    for (const auto& [channel, account] : school.accounts) {
        if (!costs(turn.environment, channel)) continue;
        const auto known = turn.tx.budgets().of(channel, account, turn.now);
        if (known && known->budget.limit && (known->spending != Spending::free || known->ends_on))
            push(lists.budgets, describe::budget(known->budget, known->spending, known->ends_on));
    }
}

}  // namespace

Message staff_list(const Turn& turn) {
    Lists lists;
    for (const School* school : turn.staffed_schools()) {
        add_school(turn, *school, lists);
        add_budgets(turn, *school, lists);
    }
    Message message;
    message.key = "staff.today";
    message.args = Value::object({{"reports", std::move(lists.reports)},
                                  {"late_inputs", std::move(lists.late_inputs)},
                                  {"open", std::move(lists.open)},
                                  {"tasks", std::move(lists.tasks)},
                                  {"budgets", std::move(lists.budgets)}});
    for (const char* name : {"reports", "late_inputs", "open", "tasks"})
        message.args.set(std::string(name) + "_count", static_cast<std::int64_t>(message.args[name].items().size()));
    return message;
}

}  // namespace todoke
