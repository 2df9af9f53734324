// What no LINE ever sent, rightly signed all the same: every body gets its documented status, none is a surprise, and
// nothing that can be read is lost because of what stands beside it. Random cases come from seeds that a failure names.
#include "bot/ports/crypto.hpp"
#include "tests/channels/line/house.hpp"

#include <random>

namespace todoke::test {
namespace {

const std::string head = R"({"destination":"U8e742f61d673b39c7fff3cecb7536ef0","events":[)";

std::string hook(const std::string& events) { return head + events + "]}"; }

std::string event(const std::string& key, const std::string& members) {
    return R"({"webhookEventId":")" + key + "\"," + members + "}";
}

// A report as a parent sends it, with any text (already JSON).
std::string report(const std::string& key, const std::string& text = R"("今日ハナは熱で休みます")",
                   const std::string& timestamp = "1788300000123") {
    return event(key, R"("type":"message","mode":"active","replyToken":"r","timestamp":)" + timestamp +
                          R"(,"source":{"type":"user","userId":")" + line_user +
                          R"("},"message":{"type":"text","id":"461","text":)" + text + "}");
}

class LineAbuse : public testing::Test {
protected:
    ScriptedHttp http;
    House house{line_settings, http};
    void SetUp() override {
        line::register_channel(house);
        ASSERT_EQ(house.problems(), "");
    }
    int post(const std::string& body) {
        house.ingest.events.clear();
        return house
            .post("/webhooks/line/demo", body,
                  {{"x-line-signature", crypto::to_base64(crypto::hmac_sha256(line_secret, body))}})
            .status;
    }
    std::vector<std::string> keys() const {
        std::vector<std::string> all;
        for (const auto& one : house.ingest.events) all.push_back(one.event_key);
        return all;
    }
    std::string text_of(std::size_t index) {
        const auto inbound = house.channel().read(house.ingest.events.at(index));
        const auto* text = inbound ? std::get_if<answer::Text>(&inbound->answer) : nullptr;
        return text ? text->text : "(no text)";
    }
    void expect_all_readable(const std::string& about) {
        for (const auto& one : house.ingest.events)
            if (one.body.find("1e99999") == std::string::npos)  // a number beyond every double is kept and not read
                EXPECT_TRUE(house.channel().read(one)) << about << '\n' << one.body;
    }
};

TEST_F(LineAbuse, half_an_emoji_is_no_reason_to_lose_a_report) {
    // The JSON text of what was typed, and what is read: each lone half of a pair becomes U+FFFD.
    const std::pair<const char*, const char*> table[]{
        {R"("熱\ud83d")", "熱\uFFFD"},
        {R"("\uD83D熱")", "\uFFFD熱"},
        {R"("\ude37")", "\uFFFD"},
        {R"("\ud83d\ud83d\ude37")", "\uFFFD😷"},
        {R"("\ude37\ud83d")", "\uFFFD\uFFFD"},
        {R"("\ud83d\\ude37")", "\uFFFD\\ude37"},
        {R"("\\ud83d")", "\\ud83d"},
        {R"("\ud83d\n\u0041")", "\uFFFD\nA"},
        {R"("\uD83D\uDE37 \u6b20\u5e2d")", "😷 欠席"},
    };
    for (const auto& [typed, read] : table) {
        ASSERT_EQ(post(hook(report("01A") + "," + report("01B", typed))), 200) << typed;
        ASSERT_EQ(keys(), (std::vector<std::string>{"01A", "01B"})) << typed;
        EXPECT_EQ(text_of(0), "今日ハナは熱で休みます");
        EXPECT_EQ(text_of(1), read) << typed;
    }
}

TEST_F(LineAbuse, a_body_that_is_cut_anywhere_is_refused) {
    const std::string whole = hook(report("01A", R"("😷 \ud83d\ude37 欠席")") + "," + report("01B"));
    for (std::size_t length = 0; length < whole.size(); ++length)
        ASSERT_EQ(post(whole.substr(0, length)), 400) << length;
    EXPECT_EQ(post(whole), 200);
}

TEST_F(LineAbuse, every_broken_text_is_refused_and_every_whole_one_taken) {
    const std::string nul(1, '\0');
    const std::pair<std::string, int> table[]{
        {"\"\xFF\"", 400},           // never UTF-8
        {"\"\xE7\x86\"", 400},       // cut within a character
        {"\"\xED\xA0\xBD\"", 400},   // half a pair as bytes
        {"\"\xC0\xAF\"", 400},       // an overlong form
        {"\"" + nul + "\"", 400},    // a bare control character
        {R"("\u12")", 400},          // half an escape
        {R"("\uD83")", 400},         // half an escape of half a pair
        {R"("\ud83d)", 400},         // no end
        {R"("\x41")", 400},          // no escape of JSON
        {R"("\u0000\u0007")", 200},  // escaped control characters
        {"\"\xF0\x9F\x98\xB7\xEF\xBB\xBF\"", 200},
        {"\"" + std::string(200'000, 'x') + "\"", 200},
        {"7", 200},  // no text at all; still an event
        {"null", 200},
    };
    for (const auto& [text, status] : table) {
        EXPECT_EQ(post(hook(report("01A", text))), status) << text.substr(0, 40);
        EXPECT_EQ(house.ingest.events.size(), status == 200 ? 1u : 0u) << text.substr(0, 40);
        expect_all_readable(text.substr(0, 40));
    }
}

TEST_F(LineAbuse, nesting_is_followed_only_so_far) {
    const auto nested = [](std::size_t depth) {
        return event("01A", R"("type":"message","new":)" + std::string(depth, '[') + std::string(depth, ']'));
    };
    // What the door follows, the reader follows.
    for (const std::size_t depth : {1, 10, 20, 25}) {
        EXPECT_EQ(post(hook(nested(depth))), 200) << depth;
        expect_all_readable("depth " + std::to_string(depth));
    }
    for (const std::size_t depth : {40, 1'000, 100'000}) EXPECT_EQ(post(hook(nested(depth))), 400) << depth;
    std::string objects;
    for (int i = 0; i < 50'000; ++i) objects += "{\"a\":";
    EXPECT_EQ(post(hook(objects)), 400);
}

TEST_F(LineAbuse, a_body_may_hold_any_number_of_events) {
    for (const int count : {100, 150, 5'000}) {
        std::string events;
        std::vector<std::string> expected;
        for (int i = 0; i < count; ++i) {
            expected.push_back("01E" + std::to_string(i));
            events += (i ? "," : "") + report(expected.back());
        }
        EXPECT_EQ(post(hook(events)), 200);
        EXPECT_EQ(keys(), expected);
    }
    std::string numbers = "0";
    for (int i = 0; i < 200'000; ++i) numbers += ",0";
    EXPECT_EQ(post(hook(numbers + "," + report("01Z"))), 200);
    EXPECT_EQ(keys(), std::vector<std::string>{"01Z"});
}

TEST_F(LineAbuse, of_duplicate_keys_the_last_one_counts) {
    EXPECT_EQ(post(R"({"events":[],"events":[)" + report("01A") + R"(],"destination":"x",)" + head.substr(1) +
                   report("01B") + "]}"),
              200);
    EXPECT_EQ(keys(), std::vector<std::string>{"01B"});
    EXPECT_EQ(post(hook(event("01C", R"("type":"follow","type":"unfollow","webhookEventId":"01D")"))), 200);
    ASSERT_EQ(keys(), std::vector<std::string>{"01D"});
    EXPECT_EQ(house.ingest.events[0].kind, "unfollow");
    expect_all_readable("duplicate keys");
}

TEST_F(LineAbuse, a_time_that_cannot_be_is_no_time) {
    for (const char* timestamp : {"0", "-1", "1e400", "1788300000.5", "18446744073709551615", "-9223372036854775808",
                                  "99999999999999999999999999", "9223372036854775807", "\"1788300000123\"", "null",
                                  "{}", "[1788300000123]", "true"}) {
        ASSERT_EQ(post(hook(report("01A", "\"欠席\"", timestamp))), 200) << timestamp;
        ASSERT_EQ(house.ingest.events.size(), 1u) << timestamp;
        EXPECT_FALSE(house.ingest.events[0].event_at) << timestamp;
    }
    for (const char* broken : {"01", "+1", "1.", ".5", "0x10", "NaN", "Infinity", "1e", "--1"})
        EXPECT_EQ(post(hook(report("01A", "\"欠席\"", broken))), 400) << broken;
}

TEST_F(LineAbuse, odd_events_are_taken_as_they_are_beside_those_that_can_be_read) {
    std::string events;
    int count = 0;
    for (const char* source :
         {"null", "7", "\"user\"", "[]", "{}", R"({"type":"user"})", R"({"type":"user","userId":7})",
          R"({"type":"user","userId":null})", R"({"type":"group"})", R"({"type":"group","groupId":[]})",
          R"({"type":"invented","userId":"U1"})", R"({"type":7,"userId":"U1","groupId":"C1"})",
          R"({"userId":"\u0000"})", R"({"type":"user","userId":""})"}) {
        for (const char* rest : {R"("type":"message","message":null)", R"("type":"message","message":{"type":7})",
                                 R"("type":"postback","postback":[])", R"("type":"postback","postback":{"data":{}})",
                                 R"("type":"unsend","unsend":7)", R"("type":"accountLink","link":"ok")",
                                 R"("type":"memberJoined","joined":{"members":7})", R"("type":null)", R"("mode":7)",
                                 R"("type":"follow","replyToken":{},"deliveryContext":7)"})
            events += event("01O" + std::to_string(count++), std::string("\"source\":") + source + "," + rest) + ",";
    }
    ASSERT_EQ(post(hook(events + report("01Z"))), 200);
    ASSERT_EQ(house.ingest.events.size(), static_cast<std::size_t>(count) + 1);
    expect_all_readable("odd events");
    EXPECT_EQ(text_of(static_cast<std::size_t>(count)), "今日ハナは熱で休みます");
}

TEST_F(LineAbuse, an_event_without_a_usable_key_takes_no_other_with_it) {
    std::string events;
    for (const char* key : {"\"\"", "\"a b\"", "\"\\u0000\"", "\"鍵\"", "\"\\ud83d\"", "7", "null", "[]", "{}"})
        events += std::string(R"({"type":"follow","webhookEventId":)") + key + "},";
    events += R"({"type":"follow","webhookEventId":")" + std::string(201, 'k') + "\"},{},[],null,true,\"x\",";
    ASSERT_EQ(post(hook(events + report(std::string(200, 'k')))), 200);
    EXPECT_EQ(keys(), std::vector<std::string>{std::string(200, 'k')});
    EXPECT_TRUE(house.log.has(LogLevel::warning, "line.event_without_key"));
}

TEST_F(LineAbuse, random_bytes_are_no_webhook) {
    for (std::uint64_t seed = 1; seed <= 2'000; ++seed) {
        std::mt19937_64 random(seed);
        std::string body(random() % 300, ' ');
        for (char& byte : body) byte = static_cast<char>(random());
        EXPECT_EQ(post(body), 400) << "seed " << seed;
    }
}

// Bytes of a good body are changed, cut out, doubled. Either it is refused, or every event of it can be read.
TEST_F(LineAbuse, damaged_bodies_are_refused_or_read) {
    const std::string good =
        hook(report("01A", R"("熱\ud83d\ude37です")") + "," +
             event("01B", R"("type":"postback","source":{"type":"group","groupId":"C1"},"postback":{"data":"a.b.c",)"
                          R"("params":{"date":"2026-11-25"}})") +
             "," + event("01C", R"("type":"unsend","unsend":{"messageId":"1"},"timestamp":1)") + "," + report("01D"));
    int taken = 0;
    for (std::uint64_t seed = 1; seed <= 5'000; ++seed) {
        std::mt19937_64 random(seed);
        std::string body = good;
        for (std::uint64_t changes = 1 + random() % 3; changes > 0; --changes) {
            const std::size_t at = random() % body.size(), length = 1 + random() % 8;
            constexpr std::string_view telling = "\"\\{}[],:0u9eE-dD8 \n\0\xFF";
            switch (random() % 4) {
                case 0:
                    body[at] = static_cast<char>(random());
                    break;
                case 1:
                    body[at] = telling[random() % telling.size()];
                    break;
                case 2:
                    body.erase(at, length);
                    break;
                default:
                    body.insert(at, body.substr(random() % body.size(), length));
            }
        }
        const int status = post(body);
        EXPECT_TRUE(status == 200 || status == 400 || status == 401) << "seed " << seed << ' ' << status;
        if (status == 200) ++taken;
        expect_all_readable("seed " + std::to_string(seed));
        EXPECT_TRUE(status == 200 || house.ingest.events.empty()) << "seed " << seed;
    }
    EXPECT_GT(taken, 100);
}

}  // namespace
}  // namespace todoke::test
