#include "tests/morning/guardians.hpp"

#include "tests/morning/screen.hpp"

#include <functional>
#include <optional>
#include <thread>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::morning {
namespace {

using namespace std::chrono_literals;
using Real = std::chrono::steady_clock;
using Outcome = Journal::Outcome;

constexpr auto patience = 1500ms;  // real time until somebody presses again
constexpr int most_actions = 120;  // then the person gives up, which the checker reports
constexpr const char* said_received = "受け付けました（受付番号";
constexpr const char* said_already = "受け付けています（受付番号";
constexpr const char* said_too_late = "過ぎています。";
constexpr const char* said_locked = "確認済の連絡です";
constexpr const char* said_withdrawn = "取り消しました（受付番号";

struct Wish {
    std::string kind, reason, time;
};

class Family {
public:
    Family(Scene scene, std::size_t child, std::stop_token stop)
        : scene_(scene),
          child_number_(child),
          child_(scene.town.children[child]),
          stop_(std::move(stop)),
          random_(scene.seed * 1000 + child),
          user_(scene.town.guardians[child_.guardian].line_user) {}

    void play() {
        if (child_.acts_at != Instant{} && !scene_.clock.sleep_until(child_.acts_at, stop_)) return;
        switch (child_.plan) {
            case Plan::absent_by_menu:
                report("メニュー", {"absence_sick", random_.below(2) ? "influenza_a" : "fever", ""});
                break;
            case Plan::absent_by_text:
            case Plan::absent_but_scanned:
                report("今日" + child_.called + "は熱で休みます", {"absence_sick", "fever", ""});
                break;
            case Plan::late:
                report("メニュー", {"late", "outpatient", "09:20"});
                break;
            case Plan::too_late:
                report("今日" + child_.called + "は熱で休みます", {"absence_sick", "fever", ""});
                break;
            case Plan::changed:
                report("メニュー", {"absence_sick", "headache", ""});
                report("メニュー", {"late", "headache", "09:10"});
                break;
            case Plan::withdrawn:
                report("今日" + child_.called + "は熱で休みます", {"absence_sick", "fever", ""});
                withdraw();
                break;
            case Plan::silent_absent:
                answer_search("absent");
                break;
            case Plan::silent_late:
                answer_search("late");
                break;
            case Plan::silent_left_home:
                answer_search("left_home");
                break;
            default:
                break;
        }
    }

private:
    struct Shown {
        std::vector<Token> tokens;
        std::string text;
    };

    // What the bot has said since the mark, oldest first.
    std::vector<Shown> shown(std::size_t mark) const {
        std::vector<Shown> all;
        const auto screen = scene_.platforms.line().screen(user_);
        std::size_t seen = 0;
        for (const auto& item : screen)
            if (item.at("from") == "bot" && ++seen > mark)
                all.push_back({tokens_of_line(item.at("message")), boost::json::serialize(item.at("message"))});
        return all;
    }

    std::size_t mark() const { return shown(0).size(); }

    // Waits until the bot has said more than `known` messages since the mark, or patience ends.
    void wait_for_more(std::size_t since, std::size_t known) const {
        const auto until = Real::now() + patience;
        while (Real::now() < until && !stop_.stop_requested() && shown(since).size() <= known)
            std::this_thread::sleep_for(25ms);
    }

    void press(const Token& token, const boost::json::object& params = {}) {
        auto& line = scene_.platforms.line();
        const auto webhook = line.presses(user_, token.whole, params);
        // A nervous thumb, and a platform that delivers twice.
        if (random_.below(8) == 0) (void)line.presses(user_, token.whole, params);
        if (random_.below(8) == 0) (void)line.redeliver(webhook.webhook_event_id);
    }

    // The press that brings this wish forward; nullptr: nothing fits.
    const Token* choose(const std::vector<Token>& tokens, const Wish& wish) const {
        for (const auto& [slot, code] :
             {std::pair{std::string("child"), child_.code}, {"kind", wish.kind}, {"reason", wish.reason}})
            for (const Token& token : tokens)
                if (token.slot == slot && token.code == code) return &token;
        if (const Token* today = find_code(tokens, the_day)) return today;
        for (const char* code : {"send", "change", "skip", "today", "more", "cmd:report"})
            if (const Token* token = find_code(tokens, code)) return token;
        return nullptr;
    }

    void report(const std::string& opening, const Wish& wish) {
        const std::size_t since = mark();
        (void)scene_.platforms.line().says(user_, opening);
        wait_for_more(since, 0);
        std::string last;
        sent_after_.reset();
        for (int action = 0; action < most_actions && !stop_.stop_requested(); ++action) {
            const auto all = shown(since);
            // A receipt that comes before this sending belongs to an earlier one.
            for (std::size_t i = sent_after_.value_or(all.size()); i < all.size(); ++i) {
                const Shown& one = all[i];
                if (one.text.find(said_received) != std::string::npos ||
                    one.text.find(said_already) != std::string::npos)
                    return note(Outcome::received, one.text);
                if (one.text.find(said_too_late) != std::string::npos) return note(Outcome::too_late, one.text);
                if (one.text.find(said_locked) != std::string::npos) return note(Outcome::locked, one.text);
            }
            if (!all.empty()) last = all.back().text;
            if (!go_on(all, wish)) (void)scene_.platforms.line().says(user_, opening);
            wait_for_more(since, all.size());
        }
        note(Outcome::gave_up, last);
    }

    // One press in the newest message that fits; false: there is none to press in.
    bool go_on(const std::vector<Shown>& all, const Wish& wish) {
        for (auto one = all.rbegin(); one != all.rend(); ++one) {
            if (!wish.time.empty())
                for (const Token& token : one->tokens)
                    if (token.mode == "time") {
                        press(token, {{"time", wish.time}});
                        return true;
                    }
            if (const Token* token = choose(one->tokens, wish)) {
                if (token->code == "send" && !sent_after_) sent_after_ = all.size();
                press(*token);
                return true;
            }
        }
        return false;
    }

    void withdraw() {
        const std::size_t since = mark();
        (void)scene_.platforms.line().says(user_, "取り消し");
        wait_for_more(since, 0);
        std::string last;
        for (int action = 0; action < most_actions && !stop_.stop_requested(); ++action) {
            const auto all = shown(since);
            const Token* token = nullptr;
            for (const Shown& one : all) {
                if (one.text.find(said_withdrawn) != std::string::npos) return note(Outcome::withdrawn, one.text);
                if (one.text.find("cmd:coming") != std::string::npos) return note(Outcome::locked, one.text);
                if (const Token* found = find_code(one.tokens, "withdraw")) token = found;
                last = one.text;
            }
            if (token)
                press(*token);
            else
                (void)scene_.platforms.line().says(user_, "取り消し");
            wait_for_more(since, all.size());
        }
        note(Outcome::gave_up, last);
    }

    // Waits for the question about the child and answers it; the answer is repeated until somebody says thanks.
    void answer_search(const std::string& code) {
        const std::size_t since = mark();
        while (!stop_.stop_requested()) {
            std::this_thread::sleep_for(100ms);
            const auto all = shown(since);
            for (std::size_t i = 0; i < all.size(); ++i) {
                const Token* token = find_code(all[i].tokens, code);
                if (!token) continue;
                for (int tries = 0; tries < 10 && !stop_.stop_requested(); ++tries) {
                    const std::size_t before = shown(since).size();
                    press(*token);
                    wait_for_more(since, before);
                    if (shown(since).size() > before) return;
                }
            }
        }
    }

    void note(Outcome outcome, const std::string& words) {
        scene_.journal.note(
            {.guardian = child_.guardian, .child = child_number_, .outcome = outcome, .last_words = words});
    }

    Scene scene_;
    const std::size_t child_number_;
    const Child& child_;
    const std::stop_token stop_;
    system::SeededRandom random_;
    const std::string user_;
    std::optional<std::size_t> sent_after_;  // how much the bot had said when the report under way was first sent
};

}  // namespace

bool has_part(Plan plan) { return plan != Plan::arrives && plan != Plan::silent_nobody && plan != Plan::tag_forgotten; }

void play_family(Scene scene, std::size_t child, std::stop_token stop) {
    try {
        Family(scene, child, stop).play();
    } catch (const std::exception& problem) {
        scene.journal.note_trouble(fmt::format("family of child {}: {}", child, problem.what()));
    }
}

}  // namespace todoke::morning
