// Stored activities → what the person did.
#include "adapters/teams/read.hpp"

#include "adapters/teams/quote.hpp"
#include "tests/channels/teams/house.hpp"

namespace todoke::test {
namespace {

std::string to_text(const Answer& answer) {
    struct Visitor {
        std::string operator()(const answer::Text& a) const { return "text " + a.text; }
        std::string operator()(const answer::Choice& a) const {
            return "choice " + a.nonce + "|" + a.slot + "|" + a.code;
        }
        std::string operator()(const answer::Slots& a) const {
            std::string all = "slots " + a.nonce + "|" + a.action;
            for (const auto& [name, value] : a.values) all += " " + name + "=" + value;
            return all;
        }
        std::string operator()(const answer::Command& a) const { return "command " + a.name; }
        std::string operator()(const answer::Reply& a) const { return "reply " + a.to_message_id + " " + a.text; }
        std::string operator()(const answer::Attachment& a) const { return "attachment " + a.kind; }
        std::string operator()(const answer::Followed&) const { return "followed"; }
        std::string operator()(const answer::Unfollowed&) const { return "unfollowed"; }
        std::string operator()(const answer::Withdrawn& a) const { return "withdrawn " + a.message_id; }
        std::string operator()(const answer::Nothing&) const { return "nothing"; }
        // Of other platforms.
        std::string operator()(const answer::Edited& a) const { return "edited " + a.message_id; }
        std::string operator()(const answer::AccountLinked&) const { return "account linked"; }
        std::string operator()(const answer::Joined&) const { return "joined"; }
        std::string operator()(const answer::Left&) const { return "left"; }
        std::string operator()(const answer::MembersChanged&) const { return "members"; }
        std::string operator()(const answer::Returned&) const { return "returned"; }
        std::string operator()(const answer::Registering&) const { return "registering"; }
        std::string operator()(const answer::NoticesEnded&) const { return "notices ended"; }
    };
    return std::visit(Visitor{}, answer);
}

std::expected<Inbound, Failure> read(const std::string& members, const std::string& conversation_type = "personal") {
    InboundEvent event{.channel = "teams", .account = "demo"};
    event.received_at = Instant{std::chrono::seconds{1795230485}};
    event.body =
        R"({"id":"1795230485736","serviceUrl":"https://smba.trafficmanager.net/jp/t/","from":{"id":"29:1abc","aadObjectId":"33333333-3333-4333-8333-33333333333A"},
        "conversation":{"conversationType":")" +
        conversation_type + R"(","tenantId":"11111111-1111-4111-8111-111111111111","id":"a:1"},
        "recipient":{"id":"28:bot"},)" +
        members + "}";
    return teams::read_activity(event);
}

struct Row {
    const char* members;
    const char* expected;
};

const Row rows[]{
    {R"("type":"message","text":"今日休みます","attachments":[{"contentType":"text/html","content":"<p>今日休みます</p>"}])",
     "text 今日休みます"},
    {R"("type":"message","text":"<at>Todoke</at>\u00a0確認しました\r\nはい ","entities":[{"type":"mention","mentioned":{"id":"28:bot"},"text":"<at>Todoke</at>"}])",
     "text 確認しました\nはい"},
    {R"("type":"message","text":"<at>山田</at> さんへ","entities":[{"type":"mention","mentioned":{"id":"29:x"},"text":"<at>山田</at>"}])",
     "text <at>山田</at> さんへ"},
    {R"("type":"message","text":"承知しました","replyToId":"77")", "reply 77 承知しました"},
    {R"("type":"message","text":"<quoted messageId=\"88\"/>承知しました","entities":[{"type":"quotedReply","quotedReply":{"messageId":"88"}}])",
     "reply 88 承知しました"},
    {R"("type":"message","text":"確認 をお願いします 承知しました","attachments":[{"contentType":"text/html","content":"<blockquote itemscope itemtype=\"http://schema.skype.com/Reply\" itemid=\"99\"><p>確認 をお願いします</p></blockquote><p>承知&amp;しました&#12290;</p>"}])",
     "reply 99 承知&しました。"},
    {R"("type":"message","text":"","replyToId":"77","value":{"token":"00ff..acknowledge"})",
     "choice 00ff||acknowledge"},
    {R"("type":"message","replyToId":"77","value":{"nonce":"00ff","action":"send","kind":"absence_sick","count":2,"note":"","ok":true,"gone":null,"msteams":{}})",
     "slots 00ff|send kind=absence_sick count=2 note= ok=true"},
    {R"("type":"message","text":"","attachments":[{"contentType":"image/png"}])", "command attachment"},
    {R"("type":"message","text":" ")", "nothing"},
    {R"("type":"message","value":"x")", "nothing"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{"verb":"choice","data":{"token":"00ff.kind.absence_sick"}}})",
     "choice 00ff|kind|absence_sick"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{"data":{"token":"00ff..reply","text":"承知しました"}}})",
     "slots 00ff|reply text=承知しました"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{"data":{"token":"00ff..reply"}}})",
     "slots 00ff|reply"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{"data":{"token":"..cmd:report"}}})",
     "command report"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{"data":{"nonce":"00ff","action":"cancel"}}})",
     "slots 00ff|cancel"},
    {R"("type":"invoke","name":"adaptiveCard/action","value":{"action":{}})", "nothing"},
    {R"("type":"installationUpdate","action":"add")", "followed"},
    {R"("type":"installationUpdate","action":"remove")", "unfollowed"},
    {R"("type":"installationUpdate","action":"add-upgrade")", "nothing"},
    {R"("type":"messageDelete","channelData":{"eventType":"softDeleteMessage"})", "withdrawn 1795230485736"},
    {R"("type":"typing")", "nothing"},
};

TEST(TeamsRead, understands_every_kind_of_activity) {
    for (const Row& row : rows) {
        const auto inbound = read(row.members);
        ASSERT_TRUE(inbound) << row.members;
        EXPECT_EQ(to_text(inbound->answer), row.expected) << row.members;
    }
}

TEST(TeamsRead, knows_people_by_tenant_and_object_id_and_learns_where_to_write) {
    const auto inbound = read(R"("type":"message","text":"x")");
    ASSERT_TRUE(inbound);
    EXPECT_EQ(inbound->address, "11111111-1111-4111-8111-111111111111/33333333-3333-4333-8333-33333333333a");
    EXPECT_TRUE(inbound->in_private);
    EXPECT_EQ(inbound->conversation_reference["service_url"].as_string(), "https://smba.trafficmanager.net/jp/t/");
    EXPECT_EQ(inbound->conversation_reference["conversation_id"].as_string(), "a:1");
    EXPECT_EQ(inbound->message_id, "1795230485736");
}

TEST(TeamsRead, does_not_take_a_channel_for_a_private_chat) {
    const auto inbound = read(R"("type":"message","text":"x")", "channel");
    ASSERT_TRUE(inbound);
    EXPECT_FALSE(inbound->in_private);
    EXPECT_TRUE(inbound->conversation_reference.is_null());
}

TEST(TeamsRead, reports_a_stored_body_that_is_broken) {
    InboundEvent event;
    for (const char* body : {"", "{", "[]"}) {
        event.body = body;
        EXPECT_FALSE(teams::read_activity(event)) << body;
    }
}

TEST(TeamsQuote, survives_broken_html) {
    for (const char* html : {"<", "<p", "&", "&#x110000;", "&#;", "&bogus;", "<blockquote",
                             "<blockquote itemtype=\"http://schema.skype.com/Reply\" itemid=\"",
                             "<blockquote itemtype=\"http://schema.skype.com/Reply\" itemid=\"7></blockquote>"}) {
        const Value activity = Value::object(
            {{"text", "x"},
             {"attachments", Value::array({Value::object({{"contentType", "text/html"}, {"content", html}})})}});
        EXPECT_EQ(teams::said_in(activity).quoted, "") << html;
        EXPECT_EQ(teams::said_in(activity).text, "x") << html;
    }
    EXPECT_EQ(teams::text_of_html("a<br/>b &lt;&#128567;&#x1F637;"), "a\nb <\xF0\x9F\x98\xB7\xF0\x9F\x98\xB7");
}

}  // namespace
}  // namespace todoke::test
