#include "tests/morning/sampler.hpp"

#include <algorithm>

#include <fmt/format.h>

namespace todoke::morning {

using namespace std::chrono_literals;

Sampler::Sampler(const std::string& conninfo, long enrolled) : enrolled_(enrolled) {
    thread_ = std::jthread([this, conninfo](std::stop_token stop) {
        try {
            const Database database(conninfo);
            bool last = false;
            while (!last) {
                last = stop.stop_requested();
                look(database);
                if (!last) std::this_thread::sleep_for(400ms);
            }
        } catch (const std::exception& problem) {
            find(std::string("the sampler itself failed: ") + problem.what());
        }
    });
}

void Sampler::stop() {
    if (!thread_.joinable()) return;
    thread_.request_stop();
    thread_.join();
}

void Sampler::find(const std::string& finding) {
    if (std::ranges::find(findings_, finding) == findings_.end()) findings_.push_back(finding);
}

void Sampler::unchanged(std::map<std::string, std::string>& known, const std::vector<Row>& rows,
                        const std::string& what) {
    for (const Row& row : rows) {
        const auto [entry, first] = known.emplace(row.at("id"), row.at("value"));
        if (!first && entry->second != row.at("value"))
            find(fmt::format("{} {}: was {}, is {}", what, row.at("id"), entry->second, row.at("value")));
    }
}

void Sampler::look(const Database& database) {
    ++samples_;
    unchanged(
        acknowledged_,
        database.rows(
            "select id, md5((to_jsonb(r) - 'is_current')::text) as value from report r where state = 'acknowledged'"),
        "I6: acknowledged report changed,");
    unchanged(retry_keys_, database.rows("select id, dedup || ' ' || idempotency_key::text as value from outbox"),
              "I8: dedup or idempotency key changed, outbox");
    unchanged(finished_, database.rows("select id, state::text as value from outbox where state in (1, 2)"),
              "I8: a finished message changed its end, outbox");
    // One statement is one snapshot: the ledger as any reader sees it at this moment.
    for (const Row& row : database.rows(
             "select a.day::text as day, count(*) as children, count(distinct a.student_id) as distinct_children, "
             "exists (select 1 from cutoff_run c where c.school_id = a.school_id and c.day = a.day "
             "and c.done_at is not null) as cut "
             "from attendance_day a group by a.school_id, a.day")) {
        const long children = std::stol(row.at("children"));
        if (children != std::stol(row.at("distinct_children")) || children > enrolled_ ||
            (row.at("cut") == "t" && children != enrolled_))
            find(
                fmt::format("I14: on {} the statuses add up to {} children of {}", row.at("day"), children, enrolled_));
    }
    for (const Row& row :
         database.rows("select a.student_id from attendance_day a where (a.presence = 'open') <> exists (select 1 from "
                       "esc_case e where "
                       "e.student_id = a.student_id and e.day = a.day and e.state in ('open', 'exhausted'))"))
        find(fmt::format("I13: student {} was open without a search, or searched without being open",
                         row.at("student_id")));
}

}  // namespace todoke::morning
