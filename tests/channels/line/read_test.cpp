// Stored events → what the person did. Payloads as LINE documents them.
#include "adapters/line/read.hpp"

#include "tests/channels/line/house.hpp"

namespace todoke::test {
namespace {

std::string to_text(const Answer& answer) {
    struct Visitor {
        std::string operator()(const answer::Text& a) const { return "text " + a.text; }
        std::string operator()(const answer::Choice& a) const {
            return "choice " + a.nonce + "|" + a.slot + "|" + a.code;
        }
        std::string operator()(const answer::Slots& a) const { return "slots " + a.nonce; }
        std::string operator()(const answer::Command& a) const { return "command " + a.name; }
        std::string operator()(const answer::Reply& a) const { return "reply " + a.to_message_id + " " + a.text; }
        std::string operator()(const answer::Attachment& a) const { return "attachment " + a.kind + "|" + a.set; }
        std::string operator()(const answer::Followed& a) const { return a.again ? "followed again" : "followed"; }
        std::string operator()(const answer::Unfollowed&) const { return "unfollowed"; }
        std::string operator()(const answer::Withdrawn& a) const { return "withdrawn " + a.message_id; }
        std::string operator()(const answer::Edited& a) const { return "edited " + a.message_id + " " + a.text; }
        std::string operator()(const answer::AccountLinked& a) const {
            return "account linked " + a.nonce + (a.ok ? " ok" : " failed");
        }
        std::string operator()(const answer::Joined&) const { return "joined"; }
        std::string operator()(const answer::Left&) const { return "left"; }
        std::string operator()(const answer::MembersChanged& a) const {
            return "members +" + std::to_string(a.joined) + " -" + std::to_string(a.left);
        }
        std::string operator()(const answer::Returned&) const { return "returned"; }
        std::string operator()(const answer::Registering&) const { return "registering"; }
        std::string operator()(const answer::NoticesEnded&) const { return "notices ended"; }
        std::string operator()(const answer::Nothing&) const { return "nothing"; }
    };
    return std::visit(Visitor{}, answer);
}

struct Row {
    const char* members;
    const char* expected;
};

const Row rows[]{
    {R"("type":"message","message":{"type":"text","id":"1","text":"今日ハナは熱で休みます"})",
     "text 今日ハナは熱で休みます"},
    {R"("type":"message","message":{"type":"text","id":"1","text":"承知しました","quotedMessageId":"461"})",
     "reply 461 承知しました"},
    {R"("type":"message","message":{"type":"sticker","id":"1","packageId":"446","stickerId":"1988"})",
     "attachment sticker|"},
    {R"("type":"message","message":{"type":"image","id":"1","contentProvider":{"type":"line"}})", "attachment image|"},
    {R"("type":"message","message":{"type":"image","id":"1","imageSet":{"id":"E005","index":1,"total":2}})",
     "attachment image|E005"},
    {R"("type":"message","message":{"type":"video","id":"1","duration":60000})", "attachment video|"},
    {R"("type":"message","message":{"type":"audio","id":"1","duration":60000})", "attachment audio|"},
    {R"("type":"message","message":{"type":"file","id":"1","fileName":"a.pdf","fileSize":2138})", "attachment file|"},
    {R"("type":"message","message":{"type":"location","id":"1","latitude":42.6,"longitude":141.6})",
     "attachment location|"},
    {R"("type":"message","message":{"type":"hologram","id":"1"})", "nothing"},
    {R"("type":"message")", "nothing"},
    {R"("type":"postback","postback":{"data":"00ff.kind.absence_sick"})", "choice 00ff|kind|absence_sick"},
    {R"("type":"postback","postback":{"data":"00ff..send"})", "choice 00ff||send"},
    {R"("type":"postback","postback":{"data":"00ff.day.a.b"})", "choice 00ff|day|a.b"},
    {R"("type":"postback","postback":{"data":"..cmd:report"})", "command report"},
    {R"("type":"postback","postback":{"data":"cmd:status"})", "command status"},
    {R"("type":"postback","postback":{"data":"f=abs;s=7Qk2"})", "choice ||f=abs;s=7Qk2"},
    {R"("type":"postback","postback":{"data":"00ff.day.pick","params":{"date":"2026-09-01"}})",
     "choice 00ff|day|2026-09-01"},
    {R"("type":"postback","postback":{"data":"00ff.time.pick","params":{"time":"08:15"}})", "choice 00ff|time|08:15"},
    {R"("type":"postback","postback":{"data":"00ff.at.pick","params":{"datetime":"2026-09-01T08:15"}})",
     "choice 00ff|at|2026-09-01T08:15"},
    {R"("type":"postback","postback":{"data":"m=sw","params":{"newRichMenuAliasId":"b","status":"SUCCESS"}})",
     "nothing"},
    {R"("type":"postback","postback":{"data":"m=sw","params":{"status":"FAILED"}})", "nothing"},
    {R"("type":"follow","follow":{"isUnblocked":false})", "followed"},
    {R"("type":"follow","follow":{"isUnblocked":true})", "followed again"},
    {R"("type":"unfollow")", "unfollowed"},
    {R"("type":"unsend","unsend":{"messageId":"325708"})", "withdrawn 325708"},
    {R"("type":"messageEdited","message":{"type":"text","id":"1","text":"x"})", "edited 1 x"},
    {R"("type":"accountLink","link":{"result":"ok","nonce":"n"})", "account linked n ok"},
    {R"("type":"accountLink","link":{"result":"failed","nonce":"n"})", "account linked n failed"},
    {R"("type":"join")", "joined"},
    {R"("type":"leave")", "left"},
    {R"("type":"memberJoined","joined":{"members":[{"type":"user","userId":"U1"},{"type":"user","userId":"U2"}]})",
     "members +2 -0"},
    {R"("type":"memberLeft","left":{"members":[{"type":"user","userId":"U1"}]})", "members +0 -1"},
    {R"("type":"memberLeft","left":7)", "members +0 -0"},
    {R"("type":"videoPlayComplete","videoPlayComplete":{"trackingId":"t"})", "nothing"},
    {R"("type":"membership","membership":{"type":"joined"})", "nothing"},
    {R"("type":"botSuspended")", "nothing"},
    {R"("type":7)", "nothing"},
    {R"("type":"message","mode":"standby","message":{"type":"text","id":"1","text":"x"})", "nothing"},
};

std::expected<Inbound, Failure> read(const std::string& body) {
    InboundEvent event{.channel = "line", .account = "demo"};
    event.received_at = Instant{std::chrono::seconds{1788300001}};
    event.event_at = Instant{std::chrono::seconds{1788300000}};
    event.body = body;
    return line::read_event(event);
}

TEST(LineRead, understands_every_kind_of_event) {
    for (const Row& row : rows) {
        const auto inbound =
            read(std::string(R"({"source":{"type":"user","userId":"U02"},"replyToken":"r1",)") + row.members + "}");
        ASSERT_TRUE(inbound) << row.members;
        EXPECT_EQ(to_text(inbound->answer), row.expected) << row.members;
        EXPECT_EQ(inbound->address, "U02");
        EXPECT_TRUE(inbound->in_private);
        EXPECT_EQ(inbound->at, Instant{std::chrono::seconds{1788300000}});
    }
}

TEST(LineRead, carries_reply_token_and_message_id) {
    const auto inbound = read(R"({"type":"message","source":{"type":"user","userId":"U02"},"replyToken":"r1",
        "message":{"type":"text","id":"461000000000000001","text":"x","markAsReadToken":"m1"}})");
    ASSERT_TRUE(inbound);
    EXPECT_EQ(inbound->read_token, "m1");
    EXPECT_EQ(inbound->reply_token, "r1");
    EXPECT_EQ(inbound->message_id, "461000000000000001");
}

TEST(LineRead, knows_that_a_group_is_not_private_and_may_hide_the_sender) {
    const auto inbound =
        read(R"({"type":"postback","source":{"type":"group","groupId":"C1"},"postback":{"data":"a.b.c"}})");
    ASSERT_TRUE(inbound);
    EXPECT_FALSE(inbound->in_private);
    EXPECT_EQ(inbound->address, "");
    EXPECT_EQ(inbound->group, "C1");
}

TEST(LineRead, takes_an_event_without_a_source_for_nobodys) {
    const auto inbound = read(R"({"type":"accountLink","link":{"result":"failed","nonce":"n"}})");
    ASSERT_TRUE(inbound);
    EXPECT_FALSE(inbound->in_private);
    EXPECT_EQ(inbound->address + inbound->group, "");
}

TEST(LineRead, gives_no_reply_token_while_another_tool_holds_the_chat) {
    const auto inbound =
        read(R"({"type":"follow","mode":"standby","replyToken":"r","source":{"type":"user","userId":"U02"}})");
    ASSERT_TRUE(inbound);
    EXPECT_EQ(inbound->reply_token, "");
}

TEST(LineRead, reports_a_stored_body_that_is_broken) {
    for (const char* body : {"", "{", "[]", "7"}) {
        const auto inbound = read(body);
        ASSERT_FALSE(inbound) << body;
        EXPECT_EQ(inbound.error().code, FailureCode::malformed);
    }
}

}  // namespace
}  // namespace todoke::test
