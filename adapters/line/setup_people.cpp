#include "adapters/line/setup_people.hpp"

#include "adapters/line/payload.hpp"
#include "adapters/line/show_menu.hpp"

#include <algorithm>
#include <thread>

namespace todoke::line {
namespace {

using namespace std::chrono_literals;

constexpr int page_size = 1000;
constexpr std::size_t most_in_one_call = 500;

std::string menu_for(const StandingRow& row, const MenuIds& menus) {
    const std::string standing = std::string(to_text(row.standing)) + '.';
    return standing + (menus.contains(standing + row.language) ? row.language : "ja");
}

// 202 promises only to begin. The last one of the list is looked at; a menu of before must not be removed while people
// still have it. 404 is no menu at all: blocked, or not begun.
bool has_begun(Api& api, const StandingRow& last, const std::string& menu_id) {
    for (int attempt = 0; attempt < 10; ++attempt) {
        if (attempt > 0) std::this_thread::sleep_for(1s);
        const Answered answer = api.get("/v2/bot/user/" + last.address + "/richmenu");
        if (answer.status == 404 || answer.body["richMenuId"].as_string() == menu_id) return true;
    }
    return false;
}

}  // namespace

std::expected<std::map<std::string, std::vector<StandingRow>>, Failure> people_to_move(StandingStore& store,
                                                                                       const std::string& account,
                                                                                       const MenuIds& menus) {
    std::map<std::string, std::vector<StandingRow>> people;
    for (std::string after;;) {
        auto page = store.page("line", account, after, page_size);
        if (!page) return std::unexpected(page.error());
        for (StandingRow& row : *page) {
            after = row.address_index;
            if (row.standing == Standing::unlinked || !is_address(row.address)) continue;
            const std::string menu = menu_for(row, menus);
            const auto id = menus.find(menu);
            if (id == menus.end() || row.shown != id->second) people[menu].push_back(std::move(row));
        }
        if (page->size() < page_size) return people;
    }
}

std::string move_people(Api& api, StandingStore& store, const std::vector<StandingRow>& people,
                        const std::string& menu_id) {
    for (std::size_t begin = 0; begin < people.size(); begin += most_in_one_call) {
        const auto end = std::min(begin + most_in_one_call, people.size());
        Value ids = Value::array();
        for (std::size_t i = begin; i < end; ++i) ids.push_back(people[i].address);
        const Answered answer = api.post("/v2/bot/richmenu/bulk/link",
                                         Value::object({{"richMenuId", menu_id}, {"userIds", std::move(ids)}}));
        if (answer.ok()) {
            if (!has_begun(api, people[end - 1], menu_id)) return "LINE has not linked them after ten seconds";
        } else if (answer.passing()) {
            return answer.why();
        }
        for (std::size_t i = begin; i < end; ++i) {
            std::string as = menu_id;
            if (!answer.ok()) {
                // One bad id spoils the whole call: everybody on their own.
                const Answered alone = api.post("/v2/bot/user/" + people[i].address + "/richmenu/" + menu_id);
                if (!alone.ok() && alone.passing()) return alone.why();
                if (!alone.ok()) as = shows_nothing;
            }
            if (const auto noted = store.shown(people[i], as); !noted) return noted.error().what;
        }
    }
    return "";
}

}  // namespace todoke::line
