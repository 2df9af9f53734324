#include "tests/morning/staff.hpp"

#include "tests/morning/screen.hpp"

#include <set>
#include <thread>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::morning {
namespace {

using namespace std::chrono_literals;

constexpr int most_tries = 40;  // of one press that the service did not answer

class StaffMember {
public:
    StaffMember(Scene scene, std::size_t who, std::stop_token stop)
        : scene_(scene), me_(scene.town.staff[who]), stop_(std::move(stop)), random_(scene.seed * 77 + who) {}

    void play() {
        while (!stop_.stop_requested()) {
            std::this_thread::sleep_for(120ms);
            for (const auto& item : scene_.platforms.teams().screen(me_.object_id)) {
                if (stop_.stop_requested()) return;
                if (item.at("from") == "bot" && item.as_object().contains("activity")) read(item.as_object());
            }
        }
    }

private:
    // The card as this person's client shows it: an answered press replaces it.
    boost::json::value card_of(const boost::json::object& item) const {
        if (const auto* views = item.if_contains("shown_to"))
            if (const auto* view = views->as_object().if_contains(me_.object_id))
                if (const auto* card = view->as_object().if_contains("card")) return *card;
        return item.at("activity");
    }

    void read(const boost::json::object& item) {
        const auto card = card_of(item);
        const auto tokens = tokens_of_teams(card);
        const std::string text = boost::json::serialize(card), id(item.at("id").as_string());
        for (const Token& token : tokens)
            if (handled_.contains(token.whole)) return;
        if (const Token* acknowledge = find_code(tokens, "acknowledge")) return answer_report(tokens, *acknowledge, id);
        if (find_code(tokens, "present")) return answer_classroom(tokens, text, id);
        if (find_code(tokens, "close")) return answer_call(tokens, text, id);
        if (const Token* reason = find_code(tokens, "close.contacted_family")) return (void)press(*reason, id);
    }

    void answer_report(const std::vector<Token>& tokens, const Token& acknowledge, const std::string& id) {
        const auto way = random_.below(5);
        const Token* reply = find_code(tokens, "reply");
        if (way == 0 && reply && reply->takes_text)
            return (void)press(*reply, id, {{"text", "承知しました。お大事に。"}});
        if (way == 1 && reply) {
            // A quoted reply. Teams does not deliver again by itself: whoever sees no answer writes again.
            for (int tries = 0; tries < most_tries && !stop_.stop_requested(); ++tries) {
                const auto said = scene_.platforms.teams().says(me_.object_id, "承知しました。", "", id);
                judge("message", said.status);
                if (said.status == 200 || said.status == 202) break;
                std::this_thread::sleep_for(100ms);
            }
            handled_.insert(acknowledge.whole);
            return;
        }
        // A list has several reports in one card: each of them is acknowledged.
        for (const Token& token : tokens)
            if (token.code == "acknowledge") press(token, id);
    }

    const Child* child_in(const std::string& text) const {
        for (const Child& child : scene_.town.children)
            if (text.find(child.called + "さん") != std::string::npos) return &child;
        return nullptr;
    }

    void answer_classroom(const std::vector<Token>& tokens, const std::string& text, const std::string& id) {
        const Child* child = child_in(text);
        if (!child) return;
        // Sometimes the teacher says nothing, and silence for five minutes counts as 「いません」.
        if (child->plan != Plan::tag_forgotten && random_.below(2) == 0) {
            for (const Token& token : tokens) handled_.insert(token.whole);
            return;
        }
        press(*find_code(tokens, child->plan == Plan::tag_forgotten ? "present" : "not_present"), id);
    }

    // The call list, an urgent card, a family's late words: the school telephones and ends the search. The vice
    // principal does so; teachers leave it to her.
    void answer_call(const std::vector<Token>& tokens, const std::string& text, const std::string& id) {
        if (me_.role != Role::vice_principal) {
            for (const Token& token : tokens) handled_.insert(token.whole);
            return;
        }
        const Child* child = child_in(text);
        const bool found = child && child->plan == Plan::silent_left_home;
        if (const Token* token = find_code(tokens, found ? "found" : "close")) press(*token, id);
    }

    bool press(const Token& token, const std::string& id, const boost::json::object& inputs = {}) {
        boost::json::object data{{"token", token.whole}};
        for (const auto& [name, value] : inputs) data[name] = value;
        for (int tries = 0; tries < most_tries && !stop_.stop_requested(); ++tries) {
            const auto answer = scene_.platforms.teams().invokes(me_.object_id, "choice", data, id);
            judge("invoke", answer.status);
            if (!answer.error.empty() && answer.status == 200)
                scene_.journal.note_trouble("invoke answer: " + answer.error);
            if (answer.status == 200) {
                // A double tap is a new activity with the same nonce; a repeated delivery is the same activity.
                if (random_.below(6) == 0)
                    judge("invoke", scene_.platforms.teams().invokes(me_.object_id, "choice", data, id).status);
                if (random_.below(6) == 0)
                    judge("invoke", scene_.platforms.teams().redeliver(answer.activity_id).status);
                handled_.insert(token.whole);
                return true;
            }
            std::this_thread::sleep_for(100ms);
        }
        return false;
    }

    // 0: the process died under the request. 503: come again. Anything else is our mistake.
    void judge(const std::string& what, int status) {
        if (status != 0 && status != 200 && status != 202 && status != 503)
            scene_.journal.note_bad_answer(fmt::format("Teams {}: {}", what, status));
    }

    Scene scene_;
    const Staff& me_;
    const std::stop_token stop_;
    system::SeededRandom random_;
    std::set<std::string> handled_;
};

}  // namespace

void play_staff(Scene scene, std::size_t who, std::stop_token stop) {
    try {
        StaffMember(scene, who, stop).play();
    } catch (const std::exception& problem) {
        scene.journal.note_trouble(fmt::format("staff {}: {}", who, problem.what()));
    }
}

}  // namespace todoke::morning
