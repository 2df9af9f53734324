// What came in: the platforms' books and the gate's memory against inbox and scan.
#include "bot/ports/crypto.hpp"
#include "tests/morning/checks.hpp"

#include <map>
#include <set>

#include <fmt/format.h>

namespace todoke::morning {
namespace {

struct Handed {
    std::set<std::string> accepted, tried;  // "line|webhookEventId", "teams|conversation:activity"
};

void hand(Handed& handed, const std::string& key, int status) {
    handed.tried.insert(key);
    if (status / 100 == 2) handed.accepted.insert(key);
}

// How adapters/teams names an activity: unique ids are long, so they are hashed.
std::string key_of(const boost::json::object& activity) {
    std::string identity;
    for (const char* part : {"tenant", "conversation", "type", "id", "eventType", "action"}) {
        const std::string_view name = part;
        const boost::json::value* value = nullptr;
        if (name == "tenant")
            value = activity.at("conversation").as_object().if_contains("tenantId");
        else if (name == "conversation")
            value = &activity.at("conversation").at("id");
        else if (name == "eventType")
            value = activity.at("channelData").as_object().if_contains("eventType");
        else
            value = activity.if_contains(name);
        if (value && value->is_string()) identity += value->get_string();
        identity += '\n';
    }
    return crypto::to_hex(crypto::sha256(identity));
}

Handed handed_over(const Evidence& evidence) {
    Handed handed;
    for (const auto& entry : evidence.platforms.line().books().entries()) {
        if (entry.direction != "out" || !entry.body.is_object()) continue;
        for (const auto& event : entry.body.as_object().at("events").as_array())
            hand(handed, "line|" + std::string(event.at("webhookEventId").as_string()), entry.status);
    }
    for (const auto& entry : evidence.platforms.teams().books().entries()) {
        if (entry.direction != "out" || !entry.body.is_object()) continue;
        hand(handed, "teams|" + key_of(entry.body.as_object()), entry.status);
    }
    return handed;
}

std::map<std::string, int> stored(const Evidence& evidence) {
    std::map<std::string, int> keys;
    for (const Row& row : evidence.database.rows("select channel || '|' || event_key as key from inbox"))
        ++keys[row.at("key")];
    return keys;
}

}  // namespace

Findings accepted_is_stored_once(const Evidence& evidence) {
    Findings findings;
    const auto keys = stored(evidence);
    const auto handed = handed_over(evidence);
    if (handed.accepted.empty()) findings.push_back("nothing was accepted");
    for (const std::string& key : handed.accepted) {
        const auto found = keys.find(key);
        if (found == keys.end())
            findings.push_back("accepted and lost: " + key);
        else if (found->second != 1)
            findings.push_back(fmt::format("stored {} times: {}", found->second, key));
    }
    return findings;
}

Findings stored_was_accepted_or_retried(const Evidence& evidence) {
    Findings findings;
    const auto handed = handed_over(evidence);
    for (const auto& [key, count] : stored(evidence))
        if (!handed.tried.contains(key)) findings.push_back("nobody sent " + key);
    return findings;
}

Findings scans_are_stored_once(const Evidence& evidence) {
    Findings findings;
    std::map<std::int64_t, std::vector<Row>> rows;
    for (const Row& row : evidence.database.rows(
             "select seq, status, coalesce(student_id, 0) as student, "
             "to_char(at at time zone 'Asia/Tokyo', 'YYYY-MM-DD\"T\"HH24:MI:SS') || '+09:00' as at from scan"))
        rows[std::stoll(row.at("seq"))].push_back(row);
    const auto sent = evidence.journal.scans();
    const auto through = evidence.journal.stored_through();
    if (through != static_cast<std::int64_t>(sent.size()))
        findings.push_back(fmt::format("the gate read {} scans and may forget {}", sent.size(), through));
    for (const auto& [seq, scan] : sent) {
        if (seq > through) continue;
        if (rows[seq].size() != 1) {
            findings.push_back(fmt::format("scan {} is stored {} times", seq, rows[seq].size()));
            continue;
        }
        const Row& row = rows[seq].front();
        const Child& child = evidence.town.children[scan.child];
        if (row.at("status") != "accepted" || row.at("student") != std::to_string(child.id.value) ||
            row.at("at") != scan.at)
            findings.push_back(fmt::format("scan {} is stored as {} of student {} at {}", seq, row.at("status"),
                                           row.at("student"), row.at("at")));
    }
    for (const auto& [seq, all] : rows)
        if (!all.empty() && !sent.contains(seq)) findings.push_back(fmt::format("the gate never sent scan {}", seq));
    // One notice per scan and contact, whatever was uploaded twice.
    for (const Row& row : evidence.database.rows(
             "select split_part(dedup, ':', 4) as seq, contact_id, count(*) as n from outbox where dedup like 'scan:%' "
             "group by 1, 2 having count(*) > 1"))
        findings.push_back(
            fmt::format("scan {} is told {} times to contact {}", row.at("seq"), row.at("n"), row.at("contact_id")));
    return findings;
}

Findings nothing_waits(const Evidence& evidence) {
    Findings findings;
    for (const Row& row : evidence.database.rows("select id, channel, kind, attempts from inbox where state = 0"))
        findings.push_back(fmt::format("inbox {} ({} {}) waits after {} attempts", row.at("id"), row.at("channel"),
                                       row.at("kind"), row.at("attempts")));
    for (const Row& row : evidence.database.rows(
             "select id, channel, dedup, attempts, run_at from outbox where state = 0 and rides < 2"))
        findings.push_back(fmt::format("outbox {} ({} {}) waits after {} attempts, next at {}", row.at("id"),
                                       row.at("channel"), row.at("dedup"), row.at("attempts"), row.at("run_at")));
    return findings;
}

Findings left_out_is_listed(const Evidence& evidence) {
    Findings findings;
    for (const Row& row :
         evidence.database.rows("select id, state, coalesce(note, '') as note from inbox where state in (2, 3, 4)"))
        if (row.at("state") == "3" ||
            evidence.database.number("select count(*) from staff_task where kind = 'parked'") == 0)
            findings.push_back(fmt::format("inbox {} ended in state {} ({}) and is on no list", row.at("id"),
                                           row.at("state"), row.at("note")));
    // These people send nothing that may be ignored.
    for (const Row& row : evidence.database.rows("select id, kind, note from inbox where state = 5"))
        findings.push_back(fmt::format("inbox {} ({}) was ignored: {}", row.at("id"), row.at("kind"), row.at("note")));
    // Whoever was refused for ever and had no other address is on the list of families not reached.
    for (const Row& row :
         evidence.database.rows("select o.id, o.dedup from outbox o where o.must_arrive and o.state = 2 and not exists "
                                "(select 1 from staff_task t "
                                "where t.kind = 'not_delivered' and t.person_id = o.person_id) and not exists (select "
                                "1 from outbox n where "
                                "n.person_id = o.person_id and n.id <> o.id and n.contact_id <> o.contact_id and "
                                "regexp_replace(n.dedup, ':[0-9]+$', '') = regexp_replace(o.dedup, ':[0-9]+$', ''))"))
        findings.push_back(
            fmt::format("outbox {} ({}) failed, has no next rung and is on no list", row.at("id"), row.at("dedup")));
    return findings;
}

Findings doors_answer_honestly(const Evidence& evidence) {
    Findings findings;
    const auto look = [&](const char* platform, const std::vector<platforms::Entry>& entries) {
        for (const auto& entry : entries)
            if (entry.direction == "out" && entry.status != 0 && entry.status / 100 != 2 && entry.status != 503)
                findings.push_back(fmt::format("{} got {} for {}", platform, entry.status, entry.path));
    };
    look("LINE", evidence.platforms.line().books().entries());
    look("Teams", evidence.platforms.teams().books().entries());
    for (const std::string& answer : evidence.journal.bad_answers()) findings.push_back(answer);
    // A fault of a double itself would make every other finding worthless.
    for (auto* books : {&evidence.platforms.line().books(), &evidence.platforms.teams().books()})
        for (const auto& entry : books->entries())
            if (entry.status == 599) findings.push_back("the double failed at " + entry.path);
    return findings;
}

}  // namespace todoke::morning
