#include "adapters/line/setup.hpp"

#include "adapters/line/setup_menus.hpp"

namespace todoke::line {
namespace {

constexpr int done = 0, failed = 1, wrong_use = 2;

struct Wanted {
    std::string account;  // "" = all
    bool dry_run = false;
};

bool read_args(const std::vector<std::string>& args, Wanted& wanted) {
    for (std::size_t i = 0; i < args.size(); ++i) {
        if (args[i] == "--dry-run")
            wanted.dry_run = true;
        else if (args[i] == "--account" && i + 1 < args.size())
            wanted.account = args[++i];
        else
            return false;
    }
    return true;
}

class Setup {
public:
    Setup(Account& account, const Services& services, const std::vector<DrawnMenu>& drawn, SetupReport& report)
        : account_(account), services_(services), drawn_(drawn), api_(account, services), report_(report) {}

    bool run() {
        if (!who_are_we()) return false;
        const bool reachable = webhook();
        const bool shown = menus();
        by_hand();
        return reachable && shown;
    }

private:
    bool who_are_we();
    bool webhook();
    bool menus();
    bool people(const MenuIds& ids);
    void by_hand();

    Account& account_;
    const Services& services_;
    const std::vector<DrawnMenu>& drawn_;
    Api api_;
    SetupReport& report_;
    Value info_;
    bool webhook_off_ = false;
};

bool Setup::who_are_we() {
    report_.heading("LINE account '" + account_.settings().name + "'");
    const Answered answer = api_.get("/v2/bot/info");
    if (!answer.ok()) return report_.failed("reading the account (channel_id, channel_secret)", answer.why());
    info_ = answer.body;
    report_.kept("this is " + info_["displayName"].as_string() + " (" + info_["basicId"].as_string() + ")");
    const std::string& configured = account_.settings().bot_user_id;
    if (!configured.empty() && configured != info_["userId"].as_string())
        return report_.failed("bot_user_id",
                              "the configuration names another bot; LINE says " + info_["userId"].as_string());
    // A code on paper would open the chat of another account. The @ may be left out; a bought id is as good as the
    // given one.
    std::string basic = account_.settings().basic_id;
    if (!basic.empty() && basic.front() != '@') basic.insert(0, "@");
    if (!basic.empty() && basic != info_["basicId"].as_string() && basic != info_["premiumId"].as_string())
        return report_.failed("basic_id",
                              "the configuration names another account; LINE says " + info_["basicId"].as_string());
    return true;
}

// The address may need a minute to be in effect, and the service may not run yet: a failed test is told, no more.
bool Setup::webhook() {
    const std::string wanted = services_.public_url + "/webhooks/line/" + account_.settings().name;
    if (!wanted.starts_with("https://")) {
        report_.line("skipped", "webhook address: LINE takes only https, and service.public_url is " +
                                    (services_.public_url.empty() ? "not set" : services_.public_url));
        return true;
    }
    const Answered now = api_.get("/v2/bot/channel/webhook/endpoint");
    if (!now.ok() && now.status != 404) return report_.failed("reading the webhook address", now.why());
    webhook_off_ = now.ok() && !now.body["active"].as_bool(true);
    if (now.body["endpoint"].as_string() == wanted) {
        report_.kept("webhook address " + wanted);
    } else if (report_.change("set", "webhook address " + wanted)) {
        const Answered answer = api_.put("/v2/bot/channel/webhook/endpoint", Value::object({{"endpoint", wanted}}));
        if (!answer.ok()) return report_.failed("webhook address", answer.why());
    }
    if (report_.dry_run()) return true;
    const Answered test = api_.post("/v2/bot/channel/webhook/test", Value::object({{"endpoint", wanted}}));
    if (test.body["success"].as_bool())
        report_.kept("webhook test: LINE reaches this service");
    else
        report_.line("note", "webhook test: LINE does not reach the service now (" +
                                 (test.ok() ? test.body["reason"].as_string() : test.why()) +
                                 "); start it, look at the reverse proxy, and set up again");
    return true;
}

// The alias moves before people do, and what was there before goes only after them: whoever links themselves meanwhile
// gets the new one, and the second look finds whoever was given the old one at the last moment.
bool Setup::menus() {
    PlatformMenus there;
    MenuIds ids;
    return read_menus(api_, there, report_) && make_menus(api_, drawn_, there, ids, report_) &&
           set_aliases(api_, drawn_, there, ids, report_) && set_default(api_, there, ids, report_) && people(ids) &&
           remove_old(api_, drawn_, there, ids, report_) && (report_.dry_run() || people(ids));
}

bool Setup::people(const MenuIds& ids) {
    MenuIds known = ids;
    if (report_.dry_run())
        for (const DrawnMenu& menu : drawn_) known.try_emplace(menu.what, "to be made");
    const auto people = people_to_move(*services_.standings, account_.settings().name, known);
    if (!people) return report_.failed("reading who is linked", people.error().what);
    for (const auto& [menu, rows] : *people) {
        const auto id = ids.find(menu);
        if (!report_.change("link", std::to_string(rows.size()) + " people to menu " + menu)) continue;
        if (id == ids.end()) return report_.failed("linking", "there is no menu " + menu);
        if (const std::string wrong = move_people(api_, *services_.standings, rows, id->second); !wrong.empty())
            return report_.failed("linking people to menu " + menu, wrong);
    }
    if (people->empty()) report_.kept("everybody linked has the menu of their role and language");
    return true;
}

// What the API cannot switch. Names as they stand on the screens of LINE Official Account Manager.
void Setup::by_hand() {
    report_.heading("  手で切り替えるもの / To be switched by hand (https://manager.line.biz)");
    const auto item = [&](const std::string& japanese, const std::string& english) {
        report_.heading("    - " + japanese + "\n      " + english);
    };
    if (webhook_off_)
        item("設定 → 応答設定 → Webhook：オン（今はオフです）",
             "Settings → Response settings → Webhooks: on (it is off now)");
    item("設定 → 応答設定 → あいさつメッセージ：オフ、応答メッセージ：オフ（二重に返事が届かないように）",
         "Settings → Response settings → Greeting message: off, Auto-response messages: off (or people get two "
         "answers)");
    if (info_["markAsReadMode"].as_string() == "auto")
        item("設定 → 応答設定 → チャット：オン（読んでいないのに「既読」が付かないように）",
             "Settings → Response settings → Chat: on (so that nothing is marked as read which nobody has read)");
    item("LINE Developers → Messaging API設定 → Webhookの再送：オン、エラーの統計情報：オン",
         "LINE Developers → Messaging API → Webhook redelivery: on, Error statistics aggregation: on");
    item("職員のグループで使うとき：設定 → アカウント設定 → グループ・複数人トークへの参加を許可",
         "For a staff group: Settings → Account settings → allow the account to join group chats");
}

}  // namespace

int set_up(Accounts& accounts, const Services& services, const std::vector<std::string>& args, std::ostream& out) {
    Wanted wanted;
    if (!read_args(args, wanted)) {
        out << "usage: todoke line setup [--account NAME] [--dry-run]\n";
        return wrong_use;
    }
    if (!wanted.account.empty() && !accounts.contains(wanted.account)) {
        out << "no account '" << wanted.account << "' in the configuration\n";
        return wrong_use;
    }
    const auto drawn = read_drawn_menus(services.drawn_dir);
    if (!drawn) {
        out << drawn.error().what << '\n' << drawn.error().remedy << '\n';
        return failed;
    }
    bool good = true;
    for (const auto& [name, account] : accounts) {
        if (!wanted.account.empty() && name != wanted.account) continue;
        SetupReport report(out, wanted.dry_run);
        const bool this_one = Setup(*account, services, *drawn, report).run();
        good = good && this_one;
        if (this_one && report.changes() == 0) report.heading("  nothing had to be changed");
    }
    return good ? done : failed;
}

}  // namespace todoke::line
