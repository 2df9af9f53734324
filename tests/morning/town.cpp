#include "tests/morning/town.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>
#include <array>
#include <stdexcept>
#include <utility>

namespace todoke::morning {
namespace {

// No name ends in another one: cards are told apart by 「name＋さん」.
constexpr std::array names{"ハナ",   "タロウ", "ミナト", "ソラ",   "ユイ",   "レン",   "アオイ", "サクラ",
                           "リク",   "ユウト", "メイ",   "ハルト", "コハル", "イツキ", "ツムギ", "カイト",
                           "リン",   "ソウタ", "ノゾミ", "アカリ", "ダイチ", "シオリ", "ナオキ", "チヒロ",
                           "ケイタ", "マナミ", "タクミ", "ホノカ", "ショウ", "アヤカ", "レイナ", "コウキ",
                           "ミサキ", "ユウナ", "リョウ", "カノン", "トモヤ", "ヒカル", "ジュン", "エミリ"};

// How many children have which morning; the rest just arrives.
constexpr std::array plans{std::pair{Plan::absent_by_menu, 8},
                           std::pair{Plan::absent_by_text, 5},
                           std::pair{Plan::late, 3},
                           std::pair{Plan::changed, 2},
                           std::pair{Plan::withdrawn, 2},
                           std::pair{Plan::too_late, 2},
                           std::pair{Plan::absent_but_scanned, 2},
                           std::pair{Plan::silent_absent, 2},
                           std::pair{Plan::silent_late, 1},
                           std::pair{Plan::silent_left_home, 1},
                           std::pair{Plan::silent_nobody, 1},
                           std::pair{Plan::tag_forgotten, 1}};

std::string object_id_of(const std::string& name) {
    const std::string hex = crypto::to_hex(crypto::sha256("teams" + name));
    return hex.substr(0, 8) + "-" + hex.substr(8, 4) + "-4" + hex.substr(13, 3) + "-8" + hex.substr(17, 3) + "-" +
           hex.substr(20, 12);
}

class Settling {
public:
    Settling(Transaction& tx, Town& town, system::SeededRandom& random, Instant now)
        : tx_(tx), town_(town), random_(random), now_(now) {}

    void everybody() {
        draw_plans();
        for (std::size_t i = 0; i < names.size(); ++i) child(i);
        for (std::size_t i = 0; i < names.size(); ++i) family(i);
        // Every fifth child has a second guardian, who is only told.
        for (std::size_t i = 0; i < names.size(); i += 5) {
            const std::size_t second = guardian("second" + std::to_string(i), false);
            relate(second, i, 2);
        }
        staff("mori", Role::homeroom_teacher, {3, "1"});
        staff("hayashi", Role::homeroom_teacher, {3, "2"});
        staff("oki", Role::deputy_homeroom_teacher, {3, "1"});
        staff("tani", Role::vice_principal, {});
        Gate gate{.school = town_.school, .code = gate_code, .secret = random_.bytes(32)};
        town_.gate_secret = gate.secret;
        tx_.attendance().add_gate(gate, now_);
    }

private:
    void draw_plans() {
        for (const auto& [plan, count] : plans) drawn_.insert(drawn_.end(), static_cast<std::size_t>(count), plan);
        drawn_.resize(names.size(), Plan::arrives);
        for (std::size_t i = drawn_.size() - 1; i > 0; --i) std::swap(drawn_[i], drawn_[random_.below(i + 1)]);
    }

    Instant between(Instant from, Instant until) {
        const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(until - from).count();
        return from + std::chrono::seconds{random_.below(static_cast<std::uint64_t>(seconds))};
    }

    void child(std::size_t i) {
        Child child{.code = crypto::to_hex(random_.bytes(16)), .called = names[i], .tag = "tag-" + std::to_string(i)};
        child.class_ref = {3, i % 2 == 0 ? "1" : "2"};
        child.plan = drawn_[i];
        switch (child.plan) {
            case Plan::absent_by_menu:
            case Plan::absent_by_text:
                child.acts_at = between(at(7, 21), at(7, 50));
                break;
            case Plan::late:
                child.acts_at = between(at(7, 21), at(7, 45));
                child.scanned_at = between(at(8, 54), at(9, 4));
                break;
            case Plan::changed:
                child.acts_at = between(at(7, 20, 30), at(7, 22));
                break;
            case Plan::withdrawn:
                child.acts_at = between(at(7, 20, 30), at(7, 22));
                child.scanned_at = between(at(8, 10), at(8, 30));
                break;
            case Plan::too_late:
                child.acts_at = between(at(8, 3), at(8, 20));
                break;
            case Plan::absent_but_scanned:
                child.acts_at = between(at(7, 21), at(7, 45));
                child.scanned_at = between(at(8, 10), at(8, 30));
                break;
            case Plan::arrives:
                child.scanned_at = between(at(7, 35), at(8, 31));
                break;
            default:
                break;
        }
        Student student{.public_id = child.code,
                        .school = town_.school,
                        .class_ref = child.class_ref,
                        .class_number = static_cast<int>(i / 2 + 1),
                        .student_number = std::to_string(300 + i),
                        .family_name = "佐藤",
                        .given_name = child.called,
                        .family_kana = "さとう",
                        .given_kana = child.called,
                        .called = child.called};
        child.id = tx_.people().add_student(student, now_);
        tx_.attendance().add_credential(child.id, child.tag, now_);
        town_.children.push_back(std::move(child));
    }

    // Some neighbours are siblings: one guardian for both, of whom only one needs words.
    void family(std::size_t i) {
        const bool sibling =
            i % 4 == 3 && town_.children[i].plan == Plan::arrives && town_.children[i - 1].plan != Plan::arrives;
        const std::size_t who =
            sibling ? town_.children[i - 1].guardian : guardian("g" + std::to_string(i), i % 2 == 0);
        town_.children[i].guardian = who;
        relate(who, i, 1);
        const Plan plan = town_.children[i].plan;
        Guardian& one = town_.guardians[who];
        if (!sibling && !one.mail.empty() && refused_ < 2 && (plan == Plan::arrives || plan == Plan::silent_nobody)) {
            one.refused_by_line = true;
            ++refused_;
        }
    }

    std::size_t guardian(const std::string& name, bool has_mail) {
        Person person{.public_id = crypto::to_hex(random_.bytes(16)), .name = name, .phone = "090-0000-0000"};
        Guardian one{.id = tx_.people().add_person(person, town_.school, now_)};
        one.line_user = "U" + crypto::to_hex(crypto::sha256("line" + name)).substr(0, 32);
        contact(one.id, "line", one.line_user, 0);
        if (has_mail) {
            one.mail = name + "@family.test";
            contact(one.id, "email", one.mail, 1);
        }
        town_.guardians.push_back(std::move(one));
        return town_.guardians.size() - 1;
    }

    void contact(PersonId person, const std::string& channel, const std::string& address, int rank) {
        Contact contact{.person = person, .channel = channel, .account = "demo", .address = address, .rank = rank};
        tx_.people().add_contact(contact, now_);
    }

    void relate(std::size_t guardian, std::size_t child, int rank) {
        Relation relation{.person = town_.guardians[guardian].id,
                          .school = town_.school,
                          .student = town_.children[child].id,
                          .role = Role::guardian,
                          .rank = rank};
        tx_.people().add_relation(relation, now_);
        town_.guardians[guardian].children.push_back(child);
    }

    void staff(const std::string& name, Role role, ClassRef of) {
        Person person{.public_id = crypto::to_hex(random_.bytes(16)), .name = name, .called = name};
        Staff one{.id = tx_.people().add_person(person, town_.school, now_),
                  .name = name,
                  .object_id = object_id_of(name),
                  .role = role,
                  .class_ref = of};
        Relation relation{
            .person = one.id, .school = town_.school, .role = role, .rank = static_cast<int>(town_.staff.size())};
        if (of.grade != 0) relation.class_ref = of;
        tx_.people().add_relation(relation, now_);
        contact(one.id, "teams", std::string(tenant) + "/" + one.object_id, 0);
        town_.staff.push_back(std::move(one));
    }

    Transaction& tx_;
    Town& town_;
    system::SeededRandom& random_;
    const Instant now_;
    std::vector<Plan> drawn_;
    int refused_ = 0;
};

}  // namespace

Town settle(Store& store, system::SeededRandom& random, Instant now) {
    Town town;
    const auto school = store.school_id("aoba", now);
    if (!school) throw std::runtime_error("school: " + school.error().what);
    const auto committed = store.transact([&](Transaction& tx) {
        town = {.school = *school};
        Settling(tx, town, random, now).everybody();
        return true;
    });
    if (!committed) throw std::runtime_error("town: " + committed.error().what);
    return town;
}

}  // namespace todoke::morning
