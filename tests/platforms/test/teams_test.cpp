#include "tests/platforms/test/teams_fixture.hpp"

#include <gtest/gtest.h>

namespace todoke::platforms::test {
namespace {

using namespace std::chrono_literals;

json::object execute(const std::string& title, const std::string& verb) {
    return {{"type", "Action.Execute"}, {"title", title}, {"verb", verb}, {"data", {{"n", "k3Jx9"}}}};
}

json::object card(const json::array& body, const json::array& actions = {}) {
    return {{"type", "AdaptiveCard"}, {"version", "1.5"}, {"body", body}, {"actions", actions}};
}

json::object words(const std::string& text) { return {{"type", "TextBlock"}, {"text", text}, {"wrap", true}}; }

json::value message_with(const json::value& content) {
    return {{"type", "message"},
            {"attachments",
             json::array{{{"contentType", "application/vnd.microsoft.card.adaptive"}, {"content", content}}}}};
}

TEST_F(Teams, CreateConversationIsIdempotentAndNeedsTheAppInstalled) {
    const auto first = create(bearer());
    EXPECT_EQ(first.body.at("id"), create(bearer()).body.at("id"));
    EXPECT_EQ(first.body.at("id").as_string(), teams.conversation_of(mori));
    teams.uninstalls(mori);
    const auto refused = create(bearer());
    EXPECT_EQ(refused.status, 403);
    EXPECT_EQ(refused.body.at("error").at("code"), "ForbiddenOperationException");
    teams.installs(mori);
    EXPECT_EQ(create(bearer()).status, 201);
}

TEST_F(Teams, SentUpdatedAndDeletedActivitiesShowAsThePersonSeesThem) {
    const auto sent = send(message_with(card({words("欠席 ハナ")})));
    ASSERT_EQ(sent.status, 201);
    const std::string id = sent.body.at("id").as_string().c_str();
    const std::string path = base() + "/" + teams.conversation_of(mori) + "/activities/" + id;
    httplib::Client client(teams.origin());
    EXPECT_EQ(client.Put(path, bearer(), serialize(message_with(card({words("確認済")}))), "application/json")->status,
              200);
    const auto shown = teams.screen(mori).at(0).as_object();
    EXPECT_TRUE(shown.at("edited").as_bool());
    EXPECT_EQ(shown.at("activity").at("attachments").at(0).at("content").at("body").at(0).at("text"), "確認済");
    EXPECT_EQ(client.Delete(path, bearer())->status, 200);
    EXPECT_TRUE(teams.screen(mori).at(0).at("deleted").as_bool());
    EXPECT_EQ(client.Put(path, bearer(), serialize(message_with(card({words("x")}))), "application/json")->status, 404);
}

TEST_F(Teams, EncodedConversationIdsAndUnknownOnes) {
    teams.add_conversation("19:abc@thread.tacv2", "channel", tenant);
    const json::value hello{{"type", "message"}, {"text", "8:30 現在"}};
    EXPECT_EQ(
        post(teams.origin(), base() + "/19%3Aabc%40thread.tacv2%3Bmessageid%3D1/activities", hello, bearer()).status,
        201);
    EXPECT_EQ(teams.screen("19:abc@thread.tacv2;messageid=1").size(), 1u);
    EXPECT_EQ(post(teams.origin(), base() + "/a:unknown/activities", hello, bearer()).body.at("error").at("code"),
              "ConversationNotFound");
}

TEST_F(Teams, TextBesideACardIsSplitAndGivesNoId) {
    auto both = message_with(card({words("x")}));
    both.as_object()["text"] = "と";
    const auto answer = send(both);
    EXPECT_EQ(answer.status, 202);
    EXPECT_TRUE(answer.text.empty());
    EXPECT_EQ(teams.screen(mori).size(), 2u);
}

TEST_F(Teams, RefusesCardsThatTeamsWouldNotDraw) {
    EXPECT_EQ(send(message_with(card({words("x")}, {execute("確認", "ack")}))).status, 201);
    const auto refused = [&](json::object content) { return send(message_with(content)).status == 400; };
    auto old = card({words("x")});
    old["version"] = "1.4";
    EXPECT_TRUE(refused(old));
    EXPECT_TRUE(refused(card({{{"type", "Media"}}})));
    EXPECT_TRUE(refused(card({{{"type", "TextBlock"}, {"text", "x"}, {"colour", "good"}}})));
    EXPECT_TRUE(refused(card({{{"type", "TextBlock"}}})));
    EXPECT_TRUE(refused(card({words("x")}, {{{"type", "Action.Execute"}, {"title", "no verb"}}})));
    const json::object input{{"type", "Input.Text"}, {"id", "a"}};
    EXPECT_TRUE(refused(card({input, input})));
    EXPECT_EQ(send({{"type", "message"}, {"text", ""}}).status, 400);
    EXPECT_EQ(send({{"type", "message"}, {"text", "x"}, {"unknown", 1}}).status, 400);
    EXPECT_EQ(teams.screen(mori).size(), 1u);
}

TEST_F(Teams, LargeCardsAre413) {
    EXPECT_EQ(send(message_with(card({words(std::string(27'000, 'x'))}))).status, 201);
    EXPECT_EQ(send(message_with(card({words(std::string(28'700, 'x'))}))).body.at("error").at("code"),
              "MessageSizeTooBig");
    EXPECT_EQ(send({{"type", "message"}, {"text", std::string(103'000, 'x')}}).status, 413);
}

TEST_F(Teams, BlockedPersonAndOrderedThrottling) {
    teams.block(mori);
    const json::value hello{{"type", "message"}, {"text", "x"}};
    EXPECT_EQ(send(hello).body.at("error").at("code"), "ConversationBlockedByUser");
    teams.block(mori, false);
    teams.misbehave({.match = "/activities", .status = 429, .headers = {{"Retry-After", "2"}}});
    const auto throttled = send(hello);
    EXPECT_EQ(throttled.status, 429);
    EXPECT_EQ(throttled.headers.find("Retry-After")->second, "2");
    EXPECT_EQ(send(hello).status, 201);
}

TEST_F(Teams, DocumentedLimitsThrottleTheEighthSendWithinASecond) {
    TeamsDouble strict({.documented_limits = true});
    strict.add_app({.app_id = app, .secret = "s&cret", .tenant_id = tenant});
    strict.add_user({.aad_object_id = mori, .name = "森", .tenant_id = tenant});
    const auto issued =
        read(httplib::Client(strict.origin())
                 .Post("/" + tenant + "/oauth2/v2.0/token",
                       "grant_type=client_credentials&client_id=" + app +
                           "&client_secret=s%26cret&scope=https%3A%2F%2Fapi.botframework.com%2F.default",
                       "application/x-www-form-urlencoded"));
    const httplib::Headers headers{
        {"Authorization", "Bearer " + std::string(issued.body.at("access_token").as_string())}};
    const auto path = base() + "/" + strict.conversation_of(mori) + "/activities";
    for (int i = 0; i < 7; ++i)
        EXPECT_EQ(post(strict.origin(), path, {{"type", "message"}, {"text", "x"}}, headers).status, 201);
    EXPECT_EQ(post(strict.origin(), path, {{"type", "message"}, {"text", "x"}}, headers).status, 429);
}

TEST_F(Teams, PressSendsAnInvokeAndThePresserSeesTheAnsweredCard) {
    const json::object kind{{"type", "Input.ChoiceSet"},
                            {"id", "kind"},
                            {"isRequired", true},
                            {"errorMessage", "選んでください"},
                            {"choices", json::array{{{"title", "欠席"}, {"value", "absent"}}}}};
    const json::object note{{"type", "Input.Text"}, {"id", "note"}};
    send(message_with(card({kind, note}, {execute("送信", "report.submit")})));
    EXPECT_THROW(teams.presses(mori, "送信"), std::invalid_argument) << "required input missing";
    EXPECT_THROW(teams.presses(mori, "送信", {{"kind", "holiday"}}), std::invalid_argument) << "no such choice";
    service.answers = [](const auto&, auto& to) {
        const json::value answer{{"statusCode", 200},
                                 {"type", "application/vnd.microsoft.card.adaptive"},
                                 {"value", card({words("受け付けました")})}};
        to.set_content(serialize(answer), "application/json");
    };
    const auto pressed = teams.presses(mori, "送信", {{"kind", "absent"}});
    EXPECT_EQ(pressed.status, 200);
    EXPECT_EQ(pressed.error, "");
    const auto activity = json::parse(service.got().back().body);
    EXPECT_EQ(activity.at("name"), "adaptiveCard/action");
    EXPECT_EQ(activity.at("value").at("action").at("verb"), "report.submit");
    EXPECT_EQ(activity.at("value").at("action").at("data"), (json::object{{"n", "k3Jx9"}, {"kind", "absent"}}));
    EXPECT_EQ(activity.at("replyToId"), teams.screen(mori).at(0).at("id"));
    EXPECT_EQ(teams.screen(mori).at(0).at("shown_to").at(mori).at("card").at("body").at(0).at("text"),
              "受け付けました");
    EXPECT_THROW(teams.presses(mori, "送信", {{"kind", "absent"}}), std::invalid_argument) << "the button is gone";
}

TEST_F(Teams, EmptyAnswerToAPressIsAnError) {
    send(message_with(card({words("x")}, {execute("確認", "ack")})));
    EXPECT_NE(teams.presses(mori, "確認").error, "");
}

TEST_F(Teams, QuotedReplyCarriesTheEntityAndTheOldForm) {
    const auto sent = send({{"type", "message"}, {"text", "確認してください"}});
    const std::string id = sent.body.at("id").as_string().c_str();
    teams.says(mori, "承知しました", "", id);
    const auto activity = json::parse(service.got().back().body);
    EXPECT_EQ(activity.at("entities").at(1).at("quotedReply").at("messageId").as_string(), id);
    EXPECT_TRUE(std::string(activity.at("attachments").at(0).at("content").as_string()).starts_with("<blockquote"));
}

TEST_F(Teams, MembersByAnyOfTheirIds) {
    const auto conversation = base() + "/" + teams.conversation_of(mori);
    for (const std::string& id : {mori, TeamsDouble::mri_of(mori), std::string("44444444@school.example.jp")})
        EXPECT_EQ(get(teams.origin(), conversation + "/members/" + id, bearer()).body.at("aadObjectId").as_string(),
                  mori);
    EXPECT_EQ(
        get(teams.origin(), conversation + "/pagedmembers?pageSize=500", bearer()).body.at("members").as_array().size(),
        1u);
    EXPECT_EQ(get(teams.origin(), conversation + "/members/29:nobody", bearer()).status, 404);
}

TEST_F(Teams, ControlDoorActsForAPerson) {
    send(message_with(card({words("x")}, {execute("確認", "ack")})));
    const auto pressed = post(teams.origin(), "/_double/send", {{"user", mori}, {"press", {{"verb", "ack"}}}});
    EXPECT_EQ(pressed.body.at("status"), 200);
    EXPECT_EQ(post(teams.origin(), "/_double/send", {{"user", mori}, {"press", {{"title", "無い"}}}}).status, 400);
    EXPECT_EQ(get(teams.origin(), "/_double/screen/" + mori).body.as_array().size(), 1u);
}

}  // namespace
}  // namespace todoke::platforms::test
