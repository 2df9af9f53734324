#include "tests/platforms/demo/stories.hpp"

#include "tests/platforms/demo/box.hpp"

#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

namespace todoke::demo {

using namespace std::chrono_literals;

const char* Stories::title(int story) {
    static constexpr const char* titles[] = {"A mother reports a sick child in LINE",
                                             "The homeroom teacher reads it in Teams, answers, and it is 確認済",
                                             "The child is better and comes after all (登校)",
                                             "The tags at the gate, and one notice per family",
                                             "Two children without scan or report are looked for, step by step",
                                             "LINE refuses a guardian for good: the same words go by mail"};
    return story >= 1 && story <= 6 ? titles[story - 1] : "";
}

Played Stories::play(int story) {
    played_ = {};
    before_ = stage_.everything_shown();
    std::cout << "\n" << bold(fmt::format("══ Story {}: {} ══", story, title(story))) << "\n";
    switch (story) {
        case 1:
            report();
            break;
        case 2:
            acknowledge();
            break;
        case 3:
            coming();
            break;
        case 4:
            scans();
            break;
        case 5:
            search();
            break;
        case 6:
            by_mail();
            break;
        default:
            throw std::runtime_error("there are stories 1 to 6");
    }
    played_today_.insert(story);
    std::cout << "\n"
              << bold(fmt::format("══ Story {} is over ({}). {} of {} things were seen as expected. ══", story,
                                  clock_text(stage_.now()), played_.seen, played_.seen + played_.missing))
              << "\n";
    return played_;
}

void Stories::tell(const std::string& what) {
    std::cout << "\n";
    for (const auto& line : wrap(clock_text(stage_.now()) + "  " + what, 100)) std::cout << bold(line) << "\n";
}

const Person& Stories::who(const char* handle) const {
    const auto found = stage_.world().find(handle);
    if (found.empty()) throw std::runtime_error(std::string("nobody is called ") + handle);
    return *found.front();
}

void Stories::hold(const char* handle) {
    if (stage_.holding() == &who(handle)) return;
    stage_.hold(who(handle));
}

void Stories::until(int hour, int minute) {
    const Instant target = on_same_day(stage_.now(), std::chrono::hours(hour) + std::chrono::minutes(minute));
    if (target > stage_.now()) {
        std::cout << dim(fmt::format("  … the clock goes on to {:02}:{:02}", hour, minute)) << "\n";
        stage_.move_to(target);
    }
}

// Begins at hour:minute of today, or of the next school day when it is too late or the story was played today.
void Stories::morning(int hour, int minute, int last_hour, int last_minute, int story) {
    const auto start = std::chrono::hours(hour) + std::chrono::minutes(minute);
    if (day_ != day_text(stage_.now())) played_today_.clear();
    const bool too_late =
        stage_.now() > on_same_day(stage_.now(), std::chrono::hours(last_hour) + std::chrono::minutes(last_minute));
    if (too_late || played_today_.contains(story)) {
        const Instant next = next_school_day(stage_.now(), std::min<std::chrono::minutes>(start, 7h + 20min));
        std::cout << dim("  (today this story is over: the next school day, " + day_text(next) + ")") << "\n";
        stage_.move_to(next);
        played_today_.clear();
    }
    day_ = day_text(stage_.now());
    until(hour, minute);
}

void Stories::expect_that(bool holds, const std::string& what) {
    ++(holds ? played_.seen : played_.missing);
    std::cout << (holds ? green("  ✓ ") : red("  ✗ ")) << what << "\n";
}

// Said since the story began, on a screen or by mail. Sending takes a moment.
void Stories::expect(const char* handle, const std::string& words) {
    const Person& person = who(handle);
    std::string said;
    for (int attempt = 0; attempt < 20; ++attempt) {
        said = stage_.said_to(person, before_);
        if (said.find(words) != std::string::npos) break;
        std::this_thread::sleep_for(200ms);
    }
    expect_that(said.find(words) != std::string::npos, person.name + " reads 「" + words + "」");
}

void Stories::expect_not(const char* handle, const std::string& words) {
    const Person& person = who(handle);
    expect_that(stage_.said_to(person, before_).find(words) == std::string::npos,
                person.name + " does not read 「" + words + "」");
}

void Stories::report_hana() {
    hold("sato-keiko");
    stage_.say("メニュー");
    stage_.press_code("cmd:report");
    stage_.press_code("ハナ");
    stage_.press_code("absence_sick");
    stage_.press_code("fever");
    stage_.press_code("今日");
    stage_.press_code("skip");
    stage_.press_code("send");
}

// Stories 2 and 3 stand on story 1, which may have been played by another todoke-demo.
void Stories::need_report_of_hana() {
    if (played_today_.contains(1)) return;
    const Person& keiko = who("sato-keiko");
    hold("sato-keiko");
    const auto before = stage_.everything_shown();
    stage_.say("状況");
    if (stage_.said_to(keiko, before).find("ハナ") == std::string::npos) {
        tell("First the report of story 1, so that there is something to read.");
        report_hana();
    }
    played_today_.insert(1);
}

void Stories::report() {
    morning(7, 20, 7, 28, 1);
    tell(
        "Keiko Sato has three children: Hana (3-2) and Taro (1-1) at あおば小学校, Kenta at 港高等学校. Hana has a "
        "fever. She opens the menu.");
    report_hana();
    expect("sato-keiko", "■ 受け付けました");
    expect("sato-keiko", "7:30ごろ");
    expect("sato-keiko", "先生が読むと『確認済』になります");

    tell("Her thumb is nervous: she presses 送信する in the old card once more. Nothing is reported twice.");
    stage_.press_code("send");
    expect("sato-keiko", "もう受け付けています");

    tell("The father is told child, kind and day. The reason stays between the mother and the school.");
    hold("sato-kenichi");
    expect("sato-kenichi", "ハナさんについて、ご家族から学校へ連絡がありました");
    expect_not("sato-kenichi", "発熱");

    tell("Mai Suzuki writes it as one writes to a person.");
    hold("suzuki-mai");
    stage_.say("今日心春は熱で休みます");
    expect("suzuki-mai", "この内容で送りますか");
    tell("She changes her mind.");
    stage_.press_code("cancel");
    expect("suzuki-mai", "やめました。学校には何も送っていません");

    tell("It is " + clock_text(stage_.now()) + ": the teacher's phone is quiet until 7:30.");
    expect_that(stage_.notices_of(who("mori-mariko"), before_).empty(), "森 真理子 has not been disturbed yet");
}

void Stories::acknowledge() {
    morning(7, 22, 7, 50, 2);
    need_report_of_hana();
    until(7, 30);
    tell("7:30, staff hours begin. What came before arrives on Ms Mori's phone as one message.");
    hold("mori-mariko");
    expect("mori-mariko", "ハナ");
    expect("mori-mariko", "発熱");

    tell("She has read it.");
    stage_.press_code("acknowledge");
    tell("A 確認済 without words costs the school no LINE message: Keiko Sato has it by mail.");
    expect("sato-keiko", "この連絡は完了しました");
    stage_.show_mail(who("sato-keiko"), 1);

    until(7, 33);
    tell("Mai Suzuki reports Haruto's visit to the doctor, in her own words.");
    hold("suzuki-mai");
    stage_.say("陽翔は今日通院で遅刻します");
    stage_.say("10:30");
    stage_.press_code("send");
    expect("suzuki-mai", "■ 受け付けました");

    tell(
        "During staff hours the card comes at once, with a field for an answer. Ms Mori answers; that is an "
        "acknowledgement too.");
    hold("mori-mariko");
    stage_.press_code("reply", "承知しました。お大事になさってください。");
    expect("suzuki-mai", "承知しました。お大事になさってください。");
    expect("suzuki-mai", "この連絡は完了しました");
    expect("mori-mariko", "送信済");

    tell("Her deputy has the same card and sees who did it.");
    hold("tamura-ken");
    expect("tamura-ken", "森先生が確認しました");

    tell("The family's report is locked now.");
    hold("suzuki-mai");
    stage_.say("取り消し");
    expect("suzuki-mai", "確認済");

    tell("Ms Mori writes once more (再返信): it is passed on, nothing else changes.");
    hold("mori-mariko");
    stage_.reply("給食は取っておきますね。");
    expect("suzuki-mai", "給食は取っておきますね。");
}

void Stories::coming() {
    morning(7, 22, 9, 30, 3);
    need_report_of_hana();
    until(7, 42);
    tell("Hana's fever is gone. 登校 is offered only because an absence exists for today, and until 13:00.");
    hold("sato-keiko");
    stage_.say("登校");
    stage_.press_code("improved");
    stage_.press_code("skip");
    stage_.press_code("send");
    expect("sato-keiko", "登校");
    tell("The same teacher is told.");
    hold("mori-mariko");
    expect("mori-mariko", "家庭からの連絡（登校）");
    tell("Without an absence there is nothing to take back: Rose Ann dela Cruz tries.");
    hold("derakurusu-rozu");
    stage_.say("登校");
    expect("derakurusu-rozu", "No absence is reported for");
}

}  // namespace todoke::demo
