// Rules that hold whatever comes in: seeded random input, so that a failure can be repeated by its seed.
#include "domain/escalation/case.hpp"
#include "domain_support.hpp"

#include <algorithm>
#include <random>

#include <gtest/gtest.h>

namespace todoke::domain_test {
namespace {

using namespace std::chrono_literals;

class Dice {
public:
    explicit Dice(unsigned seed) : engine_(seed) {}
    int below(int limit) { return std::uniform_int_distribution<int>(0, limit - 1)(engine_); }
    bool coin() { return below(2) == 0; }
    template <class T, std::size_t n>
    const T& of(const T (&list)[n]) {
        return list[static_cast<std::size_t>(below(static_cast<int>(n)))];
    }
    template <class T>
    const T& of(const std::vector<T>& list) {
        return list[static_cast<std::size_t>(below(static_cast<int>(list.size())))];
    }

    std::string text() {
        static const char* const pieces[] = {
            "今日",       "明日",     "ハナ",       "ケン",  "は",           "熱",   "で",       "休みます",
            "休みました", "遅れます", "？",         "。",    "、",           "9",    "24日",     ":",
            "/",          "時",       "半",         " ",     "\n",           "なし", "skip",     "today",
            "late",       "sick",     "1",          "-",     "\xE3",         "\xFF", "\xEF\xBC", "さん",
            "その他",     "来週月曜", "2026-11-24", "fever", "absence_sick", "\x01", "９：３０", "か",
            "11月",       "日"};
        std::string result;
        for (int i = below(9); i > 0; --i) result += of(pieces);
        return result;
    }
    Value value(int depth = 0) {
        switch (below(depth > 2 ? 5 : 7)) {
            case 0:
                return {};
            case 1:
                return coin();
            case 2:
                return below(100000) - 50000;
            case 3:
                return below(1000) / 8.0;
            case 4:
                return text();
            case 5: {
                Value list = Value::array();
                for (int i = below(4); i > 0; --i) list.push_back(value(depth + 1));
                return list;
            }
            default: {
                Value object = Value::object();
                for (int i = below(4); i > 0; --i) object.set(text(), value(depth + 1));
                return object;
            }
        }
    }
    std::vector<Choice> choices() {
        std::vector<Choice> list;
        for (int i = below(4); i > 0; --i)
            list.push_back({text(), value(), text(), static_cast<Choice::Style>(below(5)), text()});
        return list;
    }

private:
    std::mt19937 engine_;
};

TEST(AnyMessage, IsTheSameAfterStorage) {
    for (unsigned seed = 0; seed < 500; ++seed) {
        Dice dice(seed);
        Message message{.key = dice.text(), .args = dice.value(), .choices = dice.choices(), .nonce = dice.text()};
        message.updates = dice.text();
        message.update_only = dice.coin();
        if (dice.coin()) {
            Question& question = message.question.emplace();
            question = {.form = dice.text(), .version = dice.below(99), .nonce = dice.text(), .draft = dice.value()};
            for (int i = dice.below(4); i > 0; --i) {
                SlotView& slot = question.slots.emplace_back();
                slot = {.name = dice.text(),
                        .input = static_cast<SlotView::Input>(dice.below(4)),
                        .options = dice.choices(),
                        .required = dice.coin(),
                        .multiple_lines = dice.coin()};
                slot.max_length = static_cast<std::size_t>(dice.below(300));
                slot.value = dice.value();
                slot.raw = dice.text();
                slot.problem = dice.text();
                slot.depends_on = dice.text();
            }
        }
        const auto read = message_from(to_value(message));
        ASSERT_TRUE(read) << seed;
        EXPECT_EQ(to_value(*read), to_value(message)) << seed;
        EXPECT_EQ(read->choices, message.choices) << seed;
    }
}

TEST(AnyValue, ReadAsAMessageOrPolicyNeverCrashes) {
    for (unsigned seed = 0; seed < 2000; ++seed) {
        Dice dice(seed);
        Value hostile = dice.value();
        for (const char* key : {"key", "choices", "question", "steps", "cut_off", "slots", "code", "ask"})
            if (dice.coin()) hostile.set(key, dice.value());
        (void)message_from(hostile);
        (void)policy_from(hostile);
    }
}

TEST(AnyTyping, FillsTheFormOrSaysWhyNot) {
    const School school = aoba();
    const Form& form = report_form();
    const char* const slots[] = {"child", "kind", "reason", "day", "expected_time", "remarks"};
    for (unsigned seed = 0; seed < 400; ++seed) {
        Dice dice(seed);
        FormContext context = context_of(school, at("2026-11-20 00:00") + dice.below(10 * 24 * 60) * 1min);
        if (dice.coin()) context.children[0].absent_days = {local_day(school, context.now)};
        if (dice.below(5) == 0) context.children.pop_back();
        if (dice.below(9) == 0) context.fold = nullptr;
        Draft draft = dice.coin() ? Value::object() : dice.value();
        for (int turn = 0; turn < 12; ++turn) {
            const Slot* slot = dice.coin() ? next_slot(form, draft, context) : form.slot(dice.of(slots));
            if (!slot) break;
            const SlotView view = slot->view(draft, context);
            // Whatever is offered is taken, except the picker, which stands for a day.
            for (const Choice& option : view.options)
                if (option.style != Choice::Style::date_picker && slot->name != "reason") {
                    EXPECT_TRUE(std::holds_alternative<Value>(slot->read(option.code, draft, context)))
                        << seed << " " << slot->name << " " << option.code;
                }
            const std::string raw = view.options.empty() || dice.coin() ? dice.text() : dice.of(view.options).code;
            Reading reading = slot->read(raw, draft, context);
            if (const auto* problem = std::get_if<Problem>(&reading)) {
                EXPECT_EQ(problem->slot, slot->name);
                EXPECT_TRUE(problem->text_key.starts_with("report.problem.")) << problem->text_key;
                continue;
            }
            fill(form, draft, slot->name, std::get<Value>(reading));
            EXPECT_TRUE(is_filled(*slot, draft, context)) << seed << ": what was read is read again: " << raw;
        }
        fill_obvious(form, draft, context);
        const Slot* missing = next_slot(form, draft, context);
        const auto wrong = form.check(draft, context);
        if (!missing) {
            EXPECT_FALSE(wrong) << seed;
        } else if (missing->name != "remarks") {
            EXPECT_TRUE(wrong) << seed;
        }
        (void)previous_slot(form, draft, context);
    }
}

TEST(AnyTyping, FreeTextFillsOnlyWhatTheFormTakes) {
    const School school = aoba();
    for (unsigned seed = 0; seed < 1000; ++seed) {
        Dice dice(seed);
        const FormContext context = context_of(school, at("2026-11-20 00:00") + dice.below(10 * 24 * 60) * 1min);
        const std::string text = dice.text() + dice.text();
        const FreeText understood = read_free_text(text, context);
        if (!understood.is_report) {
            EXPECT_EQ(understood.draft, Value::object()) << text;
        }
        for (const auto& [name, value] : understood.draft.members()) {
            if (name == "said") continue;  // the sentence itself, for later slots
            const Slot* slot = report_form().slot(name);
            ASSERT_TRUE(slot) << name;
            const bool ok = is_filled(*slot, understood.draft, context);
            // A day may be right for the kind and the kind not known yet; everything else holds by itself.
            EXPECT_TRUE(ok) << seed << " " << text << " " << name;
        }
    }
}

TEST(AnyDay, PresenceNeverLeavesArrivedClosedOrExcused) {
    for (unsigned seed = 0; seed < 300; ++seed) {
        Dice dice(seed);
        Presence presence = Presence::expected;
        for (int event = 0; event < 30; ++event) {
            const auto move = move_presence(presence, static_cast<PresenceCause>(dice.below(12)));
            const bool final_state =
                presence == Presence::arrived || presence == Presence::closed || presence == Presence::excused;
            if (final_state) {
                EXPECT_FALSE(move);
            }
            if (!move) continue;
            EXPECT_NE(move->to, presence) << "a move moves";
            presence = move->to;
        }
    }
}

Case random_case(Dice& dice) {
    Case the_case;
    the_case.opened_at = at("2026-11-24 08:35");
    the_case.due_at = the_case.opened_at;
    the_case.hold = static_cast<Hold>(dice.below(5));
    the_case.policy.remind_every = std::chrono::minutes{dice.below(8)};
    the_case.policy.hold_release = std::chrono::minutes{dice.below(3) * 10};
    const char* const codes[] = {"absent",  "late",      "unknown",   "not_present",
                                 "present", "contacted", "on_my_way", "left_home"};
    for (int i = dice.below(6); i > 0; --i) {
        EscalationStep step;
        step.name = std::to_string(i);
        step.faces_family = dice.coin();
        step.wait = std::chrono::minutes{dice.below(12)};
        for (const char* code : codes)
            if (dice.coin()) step.choices.emplace_back(code);
        the_case.policy.steps.push_back(step);
    }
    return the_case;
}

TEST(AnyCase, IsNeverForgottenAndNeverSkipsAStep) {
    const char* const codes[] = {"absent",    "late",      "unknown",  "not_present", "present", "contacted",
                                 "on_my_way", "left_home", "phone_me", "found",       "close",   "other"};
    const Role roles[] = {Role::guardian, Role::student, Role::homeroom_teacher, Role::vice_principal, Role::office};
    for (unsigned seed = 0; seed < 800; ++seed) {
        Dice dice(seed);
        Case the_case = random_case(dice);
        Instant now = the_case.opened_at;
        std::optional<Instant> last_family;
        Duration gap{};
        for (int tick = 0; tick < 80 && the_case.state != CaseState::resolved; ++tick) {
            now += dice.below(5) == 0 ? dice.below(3600) * 1s : dice.below(90) * 1s;
            const CaseAction action = next_action(the_case, now);
            ASSERT_TRUE(action.due_at) << seed << ": an open case always has a due time";
            EXPECT_NE(action.state, CaseState::resolved);
            EXPECT_FALSE(action.reason.empty());
            if (action.kind == CaseAction::Kind::fire_step) {
                ASSERT_EQ(action.step, the_case.step) << seed;
                ASSERT_LT(action.step, static_cast<int>(the_case.policy.steps.size()));
                const EscalationStep& step = the_case.policy.steps[static_cast<std::size_t>(action.step)];
                if (step.faces_family) {
                    if (last_family) {
                        EXPECT_GE(now - *last_family, gap) << seed << ": the family is given time to answer";
                    }
                    last_family = now;
                    gap = std::min<Duration>(step.wait, 60s);
                }
                ++the_case.step;
            }
            if (action.kind != CaseAction::Kind::wait) {
                EXPECT_LE(*the_case.due_at, now) << seed << ": nothing happens before it is due";
            }
            the_case.due_at = action.due_at;
            the_case.state = action.state;

            if (dice.below(4) != 0) continue;
            const AnswerEffect effect = judge_answer(the_case, dice.of(codes), dice.of(roles), now);
            if (effect.kind == AnswerEffect::Kind::resolve) {
                EXPECT_FALSE(effect.resolution.empty());
                the_case.state = CaseState::resolved;
                the_case.due_at.reset();
            } else if (effect.kind != AnswerEffect::Kind::none) {
                ASSERT_TRUE(effect.due_at) << seed;
                the_case.due_at = effect.due_at;
                the_case.urgent |= effect.kind == AnswerEffect::Kind::urgent;
                if (effect.releases_hold) the_case.released_at = now;
            }
        }
        if (the_case.state == CaseState::resolved) {
            EXPECT_EQ(next_action(the_case, now + 1h).kind, CaseAction::Kind::wait);
            EXPECT_EQ(judge_answer(the_case, "absent", Role::guardian, now).kind, AnswerEffect::Kind::none);
        }
    }
}

}  // namespace
}  // namespace todoke::domain_test
