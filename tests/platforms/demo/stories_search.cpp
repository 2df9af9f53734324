// Stories 4 to 6: gates, the search for a silent child, and the way round a broken channel.
#include "tests/platforms/demo/box.hpp"
#include "tests/platforms/demo/stories.hpp"

#include <algorithm>
#include <iostream>
#include <stdexcept>

#include <fmt/format.h>

namespace todoke::demo {

using namespace std::chrono_literals;

// All pupils of the school who have not been read today pass its gate, except some.
void Stories::everybody_in(const std::string& school, const std::string& gate, const std::vector<const char*>& but,
                           bool show) {
    std::vector<const Person*> children;
    const auto& before = stage_.scanned_today(school);
    for (const auto* child : stage_.pupils(school)) {
        const bool stays =
            std::any_of(but.begin(), but.end(), [&](const char* handle) { return child->handle == handle; });
        if (!stays && !before.contains(child->number)) children.push_back(child);
    }
    if (children.empty()) return;
    const auto statuses = stage_.scan(gate, children, false, stage_.now());
    const auto accepted = std::count(statuses.begin(), statuses.end(), "accepted");
    const std::string what =
        fmt::format("gate {} of {}: {} tags read, {} accepted", gate, school, children.size(), accepted);
    if (show)
        expect_that(accepted == static_cast<long>(children.size()), what);
    else
        std::cout << dim("  " + what) << "\n";
    stage_.refresh(3s);
}

void Stories::scans() {
    morning(7, 55, 8, 0, 4);
    tell("Koharu (1-1) stays at home today: her family travels. Her mother writes it.");
    hold("suzuki-mai");
    stage_.say("心春は今日旅行で休みます");
    stage_.press_code("send");
    expect("suzuki-mai", "■ 受け付けました");

    until(8, 1);
    tell("8:01, the main gate of あおば小学校 reads Hana's tag and uploads, signed.");
    const Person& keiko = who("sato-keiko");
    hold("sato-keiko");
    const auto first = stage_.scan("main", {&who("sato-hana")}, false, stage_.now());
    expect_that(first == std::vector<std::string>{"accepted"}, "the gate is told: accepted");
    stage_.refresh(3s);
    expect("sato-keiko", "ハナさん　8:01　正門の読み取り機を通過しました");
    expect_not("sato-keiko", "登校しました");

    tell("The gate did not hear the answer and sends the same batch again: duplicate, and nobody is told twice.");
    const auto before = stage_.said_to(keiko);
    const auto again = stage_.gate("main").again(stage_.now());
    expect_that(again.statuses == std::vector<std::string>{"duplicate"}, "the gate is told: duplicate");
    stage_.refresh(1500ms);
    expect_that(stage_.said_to(keiko) == before, "佐藤 恵子 got nothing new");

    until(8, 5);
    tell("The others arrive. Families without LINE get a mail. Taro is not among them.");
    everybody_in("aoba", "main", {"suzuki-koharu", "sato-taro"}, true);
    expect("watanabe-noriko", "さくらさん　8:05　正門の読み取り機を通過しました");
    stage_.show_mail(who("watanabe-noriko"), 1);

    tell("Koharu's tag is read although she was reported absent: that is shown to staff, not guessed about.");
    stage_.scan("main", {&who("suzuki-koharu")}, false, stage_.now());
    hold("onishi-megumi");
    stage_.refresh(3s);
    expect("onishi-megumi", "読み取り機を通過しました");
}

void Stories::search() {
    morning(8, 10, 8, 33, 5);
    tell("Everybody has passed the gates but 佐藤 タロウ (あおば小 1-1) and 岡田 拓海 (港高校 2-A). Nobody wrote.");
    everybody_in("aoba", "main", {"sato-taro"}, false);
    everybody_in("minato-high", "minato-main", {"okada-takumi"}, false);

    until(8, 35);
    tell("8:35. A small child is first looked for in the classroom.");
    hold("onishi-megumi");
    expect("onishi-megumi", "教室にいますか");
    tell("An older student is asked first, in Teams and by mail.");
    hold("okada-takumi");
    expect("okada-takumi", "登校を学校でまだ確認できていません");
    stage_.show_mail(who("okada-takumi"), 1);

    until(8, 40);
    tell(
        "Ms Onishi does not look at her phone. Five minutes of silence mean いません: the family is asked, by LINE and "
        "by mail.");
    hold("sato-keiko");
    expect("sato-keiko", "タロウさんの登校を学校でまだ確認できていません（8:4");
    expect_that(
        stage_.notices_of(who("sato-keiko"), before_).find("【学校】至急ご確認ください（8:4") != std::string::npos,
        "her locked phone says 【学校】至急ご確認ください and no name");
    stage_.show_mail(who("sato-keiko"), 1);
    expect("sato-kenichi", "タロウさんの登校を学校でまだ確認できていません（8:4");

    tell("Takumi is silent too: his mother is asked, and answers. That ends the search.");
    hold("okada-tomoko");
    expect("okada-tomoko", "拓海さんの登校を学校でまだ確認できていません");
    stage_.press_code("absent");
    expect("okada-tomoko", "わかりました。今日は休みと先生に伝えます");
    expect("okada-takumi", "欠席の連絡を確認しました");

    until(8, 46);
    until(8, 51);
    tell("Nobody of Taro's family answers, twice: the vice principal gets the list of telephone numbers.");
    hold("kobayashi-koichi");
    expect("kobayashi-koichi", "電話リスト");
    expect("kobayashi-koichi", "090-0000-0101");

    until(8, 53);
    tell("8:53, Taro's tag is read at the gate: he had gone back for his shoes. Everybody who was alarmed is told.");
    stage_.scan("main", {&who("sato-taro")}, false, stage_.now());
    hold("sato-keiko");
    stage_.refresh(3s);
    expect("sato-keiko", "【確認できました】8:53に学校で確認しました");
    expect("sato-kenichi", "【確認できました】8:53に学校で確認しました");
    hold("kobayashi-koichi");
    expect("kobayashi-koichi", "8:53");
}

void Stories::by_mail() {
    morning(8, 10, 16, 0, 6);
    everybody_in("aoba", "main", {}, false);
    everybody_in("minato-high", "minato-main", {}, false);
    until(8, 58);
    const Person& keiko = who("sato-keiko");
    tell("Keiko Sato writes about Kenta's tomorrow.");
    hold("sato-keiko");
    stage_.say("明日ケンタは通院で遅刻します");
    stage_.say("10:30");
    stage_.press_code("send");
    expect("sato-keiko", "■ 受け付けました");

    tell("From now on LINE refuses every message to her for good (400). Mr Nakagawa of 港高校 answers.");
    stage_.line_fails(keiko, 400);
    hold("nakagawa-ryo");
    stage_.press_code("reply", "わかりました。気をつけて来てください。");
    expect("sato-keiko", "「わかりました。気をつけて来てください。」");
    stage_.show_mail(keiko, 1);
    expect("nakagawa-ryo", "送信済");

    tell("LINE works again for her. She writes, so she can be reached there again.");
    stage_.line_works();
    hold("sato-keiko");
    stage_.say("メニュー");
    expect("sato-keiko", "学校への連絡ができます");
}

}  // namespace todoke::demo
