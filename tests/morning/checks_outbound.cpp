// What went out: the platforms' books against the outbox.
#include "tests/morning/checks.hpp"
#include "tests/platforms/common/text.hpp"

#include <map>
#include <set>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace todoke::morning {
namespace {

bool executed(const platforms::Entry& entry) { return entry.status / 100 == 2 || entry.delivered.value_or(false); }

std::map<std::string, std::vector<platforms::Entry>> pushes_by_key(const Evidence& evidence) {
    std::map<std::string, std::vector<platforms::Entry>> pushes;
    for (const auto& entry : evidence.platforms.line().books().entries())
        if (entry.direction == "in" && entry.path == "/v2/bot/message/push") {
            const auto* key = entry.headers.if_contains("x-line-retry-key");
            pushes[key ? std::string(key->as_string()) : ""].push_back(entry);
        }
    return pushes;
}

// Replies that LINE took, by the event whose token they used.
std::map<std::string, int> replies_by_event(const Evidence& evidence) {
    std::map<std::string, std::string> event_of_token;
    std::map<std::string, int> replies;
    const auto entries = evidence.platforms.line().books().entries();
    for (const auto& entry : entries) {
        if (entry.direction != "out" || !entry.body.is_object()) continue;
        for (const auto& event : entry.body.as_object().at("events").as_array())
            if (const auto* token = event.as_object().if_contains("replyToken"))
                event_of_token[std::string(token->as_string())] = event.at("webhookEventId").as_string();
    }
    for (const auto& entry : entries)
        if (entry.direction == "in" && entry.path == "/v2/bot/message/reply" && executed(entry))
            ++replies[event_of_token[std::string(entry.body.at("replyToken").as_string())]];
    return replies;
}

struct TeamsSend {
    std::string conversation;
    bool is_new = true;    // else it replaces a message
    std::string id, text;  // id: of the activity, empty when the answer was lost
};

std::vector<TeamsSend> teams_sends(const Evidence& evidence) {
    std::vector<TeamsSend> sends;
    for (const auto& entry : evidence.platforms.teams().books().entries()) {
        if (entry.direction != "in" || (entry.method != "POST" && entry.method != "PUT") || !executed(entry)) continue;
        const auto begin = entry.path.find("/v3/conversations/"), end = entry.path.find("/activities");
        if (begin == std::string::npos || end == std::string::npos) continue;
        TeamsSend send{
            .conversation = platforms::percent_decode(entry.path.substr(begin + 18, end - begin - 18), false),
            .is_new = entry.method == "POST",
            .text = boost::json::serialize(entry.body)};
        if (const auto* answer = entry.answer.if_object())
            if (const auto* id = answer->if_contains("id")) send.id = id->as_string();
        sends.push_back(std::move(send));
    }
    return sends;
}

std::vector<Row> rows_of(const Evidence& evidence, const std::string& channel) {
    return evidence.database.rows(
        "select o.id, o.dedup, o.state, o.ambiguous, o.idempotency_key::text as key, coalesce(o.provider_id, '') as "
        "provider_id, "
        "coalesce(o.nonce, '') as nonce, coalesce(o.person_id, 0) as person, coalesce(i.event_key, '') as event from "
        "outbox o "
        "left join inbox i on o.dedup = 'turn:' || i.id where o.channel = '" +
        channel + "' order by o.id");
}

// Ids of the messages in the replies that LINE took: what waited for an answer is known by the one it was given there.
std::set<std::string> ids_in_replies(const Evidence& evidence) {
    std::set<std::string> ids;
    for (const auto& entry : evidence.platforms.line().books().entries())
        if (entry.direction == "in" && entry.path == "/v2/bot/message/reply" && entry.answer.is_object())
            if (const auto* sent = entry.answer.as_object().if_contains("sentMessages"))
                for (const auto& message : sent->as_array()) ids.insert(std::string(message.at("id").as_string()));
    return ids;
}

int number(const Row& row, const char* column) { return std::stoi(row.at(column)); }

}  // namespace

Findings every_message_ends(const Evidence& evidence) {
    Findings findings;
    std::set<std::string> refused;
    for (const Guardian& guardian : evidence.town.guardians)
        if (guardian.refused_by_line) refused.insert(std::to_string(guardian.id.value));
    for (const Row& row : evidence.database.rows(
             "select id, channel, dedup, state, coalesce(reason, '') as reason, coalesce(person_id, 0) as person "
             // What waits for an answer to go with may wait until the day is over.
             "from outbox where state <> 1 and not (state = 0 and rides = 2)")) {
        if (row.at("state") == "0" || row.at("reason").empty())
            findings.push_back(fmt::format("outbox {} ({}) has no end", row.at("id"), row.at("dedup")));
        // Nobody but the two refused guardians has a reason to miss anything this morning.
        if (row.at("state") == "2" && row.at("reason") != "nothing_to_update" &&
            !(row.at("channel") == "line" && refused.contains(row.at("person"))))
            findings.push_back(fmt::format("outbox {} ({}, {}) failed: {}", row.at("id"), row.at("channel"),
                                           row.at("dedup"), row.at("reason")));
    }
    // The ladder: what must arrive and LINE refused has gone by mail.
    for (const Row& row : evidence.database.rows("select o.id, o.dedup from outbox o where o.channel = 'line' and "
                                                 "o.state = 2 and o.must_arrive and not exists (select 1 from outbox m "
                                                 "where m.person_id = o.person_id and m.channel = 'email' and m.state "
                                                 "= 1 and m.dedup like regexp_replace(o.dedup, '[0-9]+$', '') || '%')"))
        findings.push_back(
            fmt::format("outbox {} ({}) was refused by LINE and did not go by mail", row.at("id"), row.at("dedup")));
    return findings;
}

Findings line_executes_once(const Evidence& evidence) {
    Findings findings;
    std::map<std::string, std::string> line_user_of;
    for (const Guardian& guardian : evidence.town.guardians)
        line_user_of[std::to_string(guardian.id.value)] = guardian.line_user;
    const auto pushes = pushes_by_key(evidence);
    const auto replies = replies_by_event(evidence);
    for (const Row& row : rows_of(evidence, "line")) {
        int copies = 0;
        if (const auto found = pushes.find(row.at("key")); found != pushes.end()) {
            for (const auto& entry : found->second) {
                copies += executed(entry) ? 1 : 0;
                if (entry.body.at("to") != found->second.front().body.at("to") ||
                    entry.body.at("to").as_string() != line_user_of[row.at("person")])
                    findings.push_back(fmt::format("outbox {} was pushed to somebody else", row.at("id")));
                if (entry.body.at("messages") != found->second.front().body.at("messages"))
                    findings.push_back(
                        fmt::format("outbox {} was retried with other words under the same key", row.at("id")));
            }
            if (copies > 1)
                findings.push_back(fmt::format("outbox {} was executed {} times under one key", row.at("id"), copies));
        }
        if (const auto found = replies.find(row.at("event")); !row.at("event").empty() && found != replies.end())
            copies += found->second;
        if (copies > 1 + number(row, "ambiguous"))
            findings.push_back(fmt::format("outbox {} ({}) reached LINE {} times, ambiguous {}", row.at("id"),
                                           row.at("dedup"), copies, number(row, "ambiguous")));
    }
    return findings;
}

Findings teams_copies_are_bounded(const Evidence& evidence) {
    Findings findings;
    const auto sends = teams_sends(evidence);
    std::map<std::string, int> allowed, happened;
    std::map<std::string, std::string> person_of;
    for (const Staff& one : evidence.town.staff)
        person_of[evidence.platforms.teams().conversation_of(one.object_id)] = std::to_string(one.id.value);
    for (const TeamsSend& send : sends) ++happened[person_of[send.conversation]];
    for (const Row& row : rows_of(evidence, "teams")) {
        allowed[row.at("person")] += (row.at("state") == "1" ? 1 : 0) + number(row, "ambiguous");
        // Buttons of a card tell its copies apart; a list carries the buttons of the cards folded into it.
        if (row.at("nonce").empty() || row.at("state") != "1") continue;
        int copies = 0;
        for (const TeamsSend& send : sends)
            copies += send.is_new && send.text.find(row.at("nonce")) != std::string::npos ? 1 : 0;
        if (copies > 1 + number(row, "ambiguous"))
            findings.push_back(fmt::format("outbox {} ({}) reached Teams {} times, ambiguous {}", row.at("id"),
                                           row.at("dedup"), copies, number(row, "ambiguous")));
    }
    for (const auto& [person, count] : happened)
        if (count > allowed[person])
            findings.push_back(
                fmt::format("person {} got {} cards, the outbox explains {}", person, count, allowed[person]));
    return findings;
}

Findings mail_copies_are_bounded(const Evidence& evidence) {
    Findings findings;
    std::map<std::string, std::string> mail_of;
    for (const Guardian& guardian : evidence.town.guardians) mail_of[std::to_string(guardian.id.value)] = guardian.mail;
    const auto mails = evidence.platforms.smtp().mails();
    for (const Row& row : rows_of(evidence, "email")) {
        int copies = 0;
        for (const auto& mail : mails) {
            if (mail.message_id.find(row.at("key")) == std::string::npos) continue;
            ++copies;
            if (mail.to.size() != 1 || mail.to.front() != mail_of[row.at("person")])
                findings.push_back(fmt::format("outbox {} was mailed to somebody else", row.at("id")));
        }
        if (copies > 1 + number(row, "ambiguous"))
            findings.push_back(fmt::format("outbox {} ({}) was mailed {} times, ambiguous {}", row.at("id"),
                                           row.at("dedup"), copies, number(row, "ambiguous")));
    }
    return findings;
}

Findings nothing_leaves_without_a_row(const Evidence& evidence) {
    Findings findings;
    std::set<std::string> line_keys, mail_keys, events, provider_ids;
    int teams_ambiguous = 0;
    for (const Row& row : rows_of(evidence, "line")) {
        line_keys.insert(row.at("key"));
        if (!row.at("event").empty()) events.insert(row.at("event"));
    }
    for (const Row& row : rows_of(evidence, "email")) mail_keys.insert(row.at("key"));
    for (const Row& row : rows_of(evidence, "teams")) {
        provider_ids.insert(row.at("provider_id"));
        teams_ambiguous += number(row, "ambiguous");
    }
    for (const auto& [key, entries] : pushes_by_key(evidence))
        if (!line_keys.contains(key))
            findings.push_back(fmt::format("LINE got a push under key '{}' without a row", key));
    for (const auto& [event, count] : replies_by_event(evidence))
        if (!events.contains(event))
            findings.push_back(fmt::format("LINE got a reply to event '{}' without a row", event));
    for (const auto& mail : evidence.platforms.smtp().mails()) {
        bool known = false;
        for (const std::string& key : mail_keys) known = known || mail.message_id.find(key) != std::string::npos;
        if (!known) findings.push_back(fmt::format("mail {} has no row", mail.message_id));
    }
    int unexplained = 0;
    for (const TeamsSend& send : teams_sends(evidence))
        unexplained += provider_ids.contains(send.id) && !send.id.empty() ? 0 : 1;
    if (unexplained > teams_ambiguous)
        findings.push_back(fmt::format("{} cards in Teams belong to no row, ambiguous sends explain {}", unexplained,
                                       teams_ambiguous));
    return findings;
}

Findings sent_is_on_a_screen(const Evidence& evidence) {
    Findings findings;
    std::set<std::string> pushed, mailed, posted;
    for (const auto& [key, entries] : pushes_by_key(evidence))
        for (const auto& entry : entries)
            if (executed(entry)) pushed.insert(key);
    const auto replies = replies_by_event(evidence);
    const auto replied = ids_in_replies(evidence);
    for (const TeamsSend& send : teams_sends(evidence)) posted.insert(send.id);
    const auto mails = evidence.platforms.smtp().mails();
    const auto missing = [&](const Row& row) {
        findings.push_back(fmt::format("outbox {} ({}) counts as sent and never left", row.at("id"), row.at("dedup")));
    };
    for (const Row& row : rows_of(evidence, "line"))
        if (row.at("state") == "1" && !pushed.contains(row.at("key")) && !replies.contains(row.at("event")) &&
            !replied.contains(row.at("provider_id")))
            missing(row);
    for (const Row& row : rows_of(evidence, "teams"))
        if (row.at("state") == "1" && !posted.contains(row.at("provider_id"))) missing(row);
    for (const Row& row : rows_of(evidence, "email")) {
        bool found = false;
        for (const auto& mail : mails) found = found || mail.message_id.find(row.at("key")) != std::string::npos;
        if (row.at("state") == "1" && !found) missing(row);
    }
    return findings;
}

}  // namespace todoke::morning
