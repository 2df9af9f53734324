// Two who link, or leave, at the same moment, each in a transaction of its own on a real PostgreSQL: the limits hold
// and nothing is decided twice.
#include "adapters/postgres/store.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "adapters/text/text.hpp"
#include "adapters/yaml/school_files.hpp"
#include "bot/app/engine.hpp"
#include "bot/usecases/invite.hpp"
#include "bot/usecases/link_code.hpp"
#include "bot/usecases/link_person.hpp"
#include "bot/usecases/unlink.hpp"
#include "tests/store/database_fixture.hpp"

#include <barrier>
#include <set>
#include <thread>

#include <gtest/gtest.h>

namespace todoke {
namespace {

constexpr int at_once = 4;

class LinkRace : public testing::Test {
protected:
    void SetUp() override {
        schools_.reload();
        school = schools_.current()->find("aoba");
        in([&](Transaction& tx) {
            Student student;
            student.public_id = new_nonce(random_);
            student.school = school->id;
            student.class_ref = {3, "2"};
            student.family_name = "佐藤";
            student.called = "ハナ";
            student.id = tx.people().add_student(student, now());
            hana = student;
        });
    }
    Instant now() const { return clock_.now(); }
    const Environment& environment() const { return engine_.environment(); }
    void in(const std::function<void(Transaction&)>& work) {
        const auto committed = store_->transact([&](Transaction& tx) {
            work(tx);
            return true;
        });
        ASSERT_TRUE(committed) << committed.error().what;
    }
    // One invitation per code of a new paper.
    std::vector<std::int64_t> invite_all() {
        std::vector<std::int64_t> invitations;
        in([&](Transaction& tx) {
            for (const PaperCode& paper :
                 invite(tx, environment(), *school, hana, now() + std::chrono::hours{1}, now()))
                invitations.push_back(tx.links().find_invitation(hash_code(paper.code))->id);
        });
        return invitations;
    }
    LinkInput input(std::int64_t invitation, const std::string& address) {
        LinkInput made{.invitation = invitation};
        made.channel = "line";
        made.account = "demo";
        made.address = address;
        made.terms = 1;
        return made;
    }
    // All at the same moment; each must come to an end.
    void together(const std::function<void(Transaction&, int)>& work) {
        std::barrier start(at_once);
        std::vector<std::jthread> threads;
        for (int i = 0; i < at_once; ++i)
            threads.emplace_back([&, i] {
                start.arrive_and_wait();
                const auto committed = store_->transact([&](Transaction& tx) {
                    work(tx, i);
                    return true;
                });
                EXPECT_TRUE(committed) << committed.error().what;
            });
    }
    int guardians() {
        int count = 0;
        in([&](Transaction& tx) { count = tx.links().linked_guardians(hana.id); });
        return count;
    }

    test::TestDatabase database_;
    system::ManualClock clock_{std::chrono::sys_days{std::chrono::year{2026} / 11 / 24}};
    system::SystemRandom random_;
    system::RecordingLog log_;
    std::unique_ptr<Zones> zones_ = system::make_zones();
    std::unique_ptr<Texts> texts_ = *text::make_texts(TODOKE_TEMPLATES, log_);
    std::unique_ptr<TextAnalysis> analysis_ = text::make_text_analysis();
    std::unique_ptr<Layouts> layouts_ = *text::make_layouts(TODOKE_TEMPLATES);
    std::unique_ptr<Store> store_ = postgres::make_store({.conninfo = database_.conninfo(),
                                                          .master_key = std::string(32, 'k'),
                                                          .instance = "race",
                                                          .work_connections = at_once + 1},
                                                         clock_, random_, log_);
    yaml::SchoolFiles schools_{TODOKE_CONFIG, std::vector<std::string>{"schools/*.yaml"}, *zones_,
                               yaml::Accounts{{"line", {"demo"}}, {"teams", {"demo"}}, {"email", {"demo"}}},
                               [this](const std::string& code) { return store_->school_id(code, clock_.now()); }};
    Engine engine_{Engine::Parts{*store_, clock_, random_, log_, schools_, *texts_, *analysis_, *layouts_}};
    const School* school = nullptr;
    Student hana;
};

TEST_F(LinkRace, the_last_place_goes_to_one_of_those_who_come_together) {
    for (int round = 0; round < 10; ++round) {
        const auto invitations = invite_all();
        ASSERT_EQ(invitations.size(), 3u);
        // A fourth code, as an office may have printed before the limit was lowered.
        std::int64_t fourth = 0;
        in([&](Transaction& tx) {
            const std::string hash = "fourth" + std::to_string(round);
            tx.links().add_invitation({.student = hana.id, .place = 4, .expires_at = now() + std::chrono::hours{1}},
                                      hash, now());
            fourth = tx.links().find_invitation(hash)->id;
        });
        std::atomic<int> linked = 0;
        together([&](Transaction& tx, int i) {
            const std::int64_t invitation = i < 3 ? invitations[static_cast<std::size_t>(i)] : fourth;
            const std::string address = "U" + std::to_string(round) + std::to_string(i);
            if (link_person(tx, environment(), *schools_.current(), input(invitation, address), now()).person) ++linked;
        });
        EXPECT_EQ(linked, 3);
        EXPECT_EQ(guardians(), 3);
        // All of them leave at once: the office learns exactly once that nobody is left.
        std::vector<Recipient> all;
        in([&](Transaction& tx) { all = tx.people().guardians_of(hana.id); });
        together([&](Transaction& tx, int i) {
            if (i >= static_cast<int>(all.size())) return;
            const auto& guardian = all[static_cast<std::size_t>(i)];
            unlink(tx, environment(), *schools_.current(), guardian.person.id, {guardian.relation}, guardian.person.id,
                   now());
        });
        EXPECT_EQ(guardians(), 0);
        in([&](Transaction& tx) {
            const auto tasks = tx.cases().open_tasks(school->id);
            ASSERT_EQ(tasks.size(), 1u);
            EXPECT_EQ(tasks.front().kind, "no_guardian");
            tx.links().clear_ended(now(), 100);
        });
    }
}

TEST_F(LinkRace, one_code_links_one_of_those_who_type_it_together) {
    for (int round = 0; round < 10; ++round) {
        const auto invitations = invite_all();
        if (invitations.empty()) break;
        std::atomic<int> linked = 0;
        together([&](Transaction& tx, int i) {
            const std::string address = "U" + std::to_string(round) + std::to_string(i);
            if (link_person(tx, environment(), *schools_.current(), input(invitations.front(), address), now()).person)
                ++linked;
        });
        EXPECT_EQ(linked, 1);
    }
    EXPECT_EQ(guardians(), 3);
}

}  // namespace
}  // namespace todoke
