// Gates: signature vectors, strict reading of an upload, and what each door answers.
#include "adapters/gate/read.hpp"
#include "adapters/gate/register.hpp"
#include "adapters/gate/verify.hpp"
#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"
#include "tests/channels/support.hpp"

namespace todoke::test {
namespace {

using namespace std::chrono_literals;

class FakeDesk : public GateDesk {
public:
    std::expected<std::optional<std::string>, Failure> secret_of(const std::string& gate) override {
        if (down) return std::unexpected(Failure{});
        if (gate != "front") return std::nullopt;
        return std::optional(secret);
    }
    std::expected<ScanAnswer, Failure> store(const std::string&, std::int64_t epoch,
                                             const std::vector<ScanInput>& scans) override {
        if (store_down) return std::unexpected(Failure{});
        epochs.push_back(epoch);
        stored.insert(stored.end(), scans.begin(), scans.end());
        ScanAnswer answer{.stored_through = scans.empty() ? 0 : scans.back().scan.seq, .statuses = {}};
        for (const auto& scan : scans)
            answer.statuses.push_back(scan.malformed ? ScanStatus::malformed : ScanStatus::accepted);
        return answer;
    }
    std::expected<void, Failure> heartbeat(const std::string&) override {
        if (store_down) return std::unexpected(Failure{});
        ++heartbeats;
        return {};
    }
    // The example secret of the Standard Webhooks specification, without its whsec_ mark.
    std::string secret = crypto::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    bool down = false, store_down = false;
    std::vector<std::int64_t> epochs;
    std::vector<ScanInput> stored;
    int heartbeats = 0;
};

class GateDoor : public testing::Test {
protected:
    ScriptedHttp http;
    House house{"service: {}\n", http};
    FakeDesk desk;
    void SetUp() override { gate::register_gate(house, desk); }
    std::int64_t now() const {
        return std::chrono::floor<std::chrono::seconds>(house.clock.now()).time_since_epoch().count();
    }
    std::string sign(const std::string& id, const std::string& stamp, const std::string& body) const {
        return "v1," + crypto::to_base64(crypto::hmac_sha256(desk.secret, id + "." + stamp + "." + body));
    }
    HttpResponse post(const std::string& path, const std::string& body, std::chrono::seconds sent = 0s) {
        const std::string stamp = std::to_string(now() + sent.count());
        return house.post(
            path, body,
            {{"webhook-id", "msg_1"}, {"Webhook-Timestamp", stamp}, {"webhook-signature", sign("msg_1", stamp, body)}});
    }
    HttpResponse upload(const std::string& body) { return post("/v1/gates/front/scans", body); }
    static std::string scan(const std::string& members) { return R"({"epoch":3,"scans":[)" + members + "]}"; }
};

TEST(GateSignature, fits_the_vector_of_the_specification) {
    HttpRequest request;
    request.body = R"({"test": 2432232314})";
    request.headers = {{"webhook-id", "msg_p5jXN8AQM9LWM0D4loKWxJek"},
                       {"webhook-timestamp", "1614265330"},
                       {"webhook-signature", "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE="}};
    const std::string secret = crypto::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    const Instant at{1614265330s};
    EXPECT_TRUE(gate::verify(request, secret, at));
    EXPECT_TRUE(gate::verify(request, secret, at + 300s));
    EXPECT_TRUE(gate::verify(request, secret, at - 300s));
    EXPECT_FALSE(gate::verify(request, secret, at + 301s));
    EXPECT_FALSE(gate::verify(request, secret, at - 301s));
    EXPECT_FALSE(gate::verify(request, "another", at));
    request.body += " ";
    EXPECT_FALSE(gate::verify(request, secret, at));
}

TEST(GateSignature, may_be_one_of_several_and_must_be_exact) {
    const std::string secret = crypto::from_base64("MfKQ9r8GKYqrTwjUPD8ILPZIo2LaLaSw").value();
    const std::string good = "v1,g0hM9SsE+OTPJTGt/tmIKtSyZlE3uFJELVlNIOLJ1OE=";
    const auto holds = [&](const std::string& signature, const std::string& stamp = "1614265330",
                           const std::string& id = "msg_p5jXN8AQM9LWM0D4loKWxJek") {
        HttpRequest request;
        request.body = R"({"test": 2432232314})";
        request.headers = {{"webhook-id", id}, {"webhook-timestamp", stamp}, {"webhook-signature", signature}};
        return gate::verify(request, secret, Instant{1614265330s});
    };
    EXPECT_TRUE(holds("v1,AAAA " + good));
    EXPECT_TRUE(holds("v1a,abc v2,abc " + good));
    EXPECT_FALSE(holds("v1,A v1,A v1,A v1,A v1,A " + good));  // more than five are not looked at
    for (const std::string& bad :
         std::vector<std::string>{"", "v1,", good.substr(3), "v2," + good.substr(3), "V1," + good.substr(3), good + "=",
                                  good.substr(0, good.size() - 1), "v1, " + good.substr(3), good + ",x"})
        EXPECT_FALSE(holds(bad)) << bad;
    for (const char* stamp :
         {"", " 1614265330", "1614265330 ", "+1614265330", "-1", "0x60", "1614265330.0", "99999999999999999999"})
        EXPECT_FALSE(holds(good, stamp)) << stamp;
    EXPECT_FALSE(holds(good, "1614265330", ""));
    EXPECT_FALSE(holds(good, "1614265330", "msg_other"));
}

TEST_F(GateDoor, stores_an_upload_and_answers_scan_by_scan) {
    const auto answer = upload(R"({"epoch":3,"scans":[
        {"seq":1,"credential":"tag-1","at":"2026-11-24T07:58:03+09:00","direction":"in"},
        {"seq":2,"credential":"tag-2","at":"2026-11-23T23:01:00.250Z","direction":"out"}]})");
    EXPECT_EQ(answer.status, 200);
    EXPECT_EQ(answer.body,
              R"({"stored_through":2,"results":[{"seq":1,"status":"accepted"},{"seq":2,"status":"accepted"}]})");
    ASSERT_EQ(desk.stored.size(), 2u);
    EXPECT_EQ(desk.epochs, std::vector<std::int64_t>{3});
    const Instant day = std::chrono::sys_days{std::chrono::year{2026} / 11 / 23};
    EXPECT_EQ(desk.stored[0].scan.at, day + 22h + 58min + 3s);
    EXPECT_EQ(desk.stored[1].scan.at, day + 23h + 1min + 250ms);
    EXPECT_EQ(desk.stored[0].scan.credential, "tag-1");
    EXPECT_EQ(desk.stored[1].scan.direction, Direction::out);
}

TEST_F(GateDoor, reports_a_single_bad_scan_instead_of_refusing_its_neighbours) {
    const char* bad[]{
        R"({"seq":1,"credential":"t","at":"2026-11-24T07:58:03","direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-02-30T07:58:03Z","direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24 07:58","direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24T24:00:00Z","direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24T07:58:03+9:00","direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24T07:58:03.Z","direction":"in"})",
        R"({"seq":1,"credential":"t","at":1732402683,"direction":"in"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24T07:58:03Z","direction":"sideways"})",
        R"({"seq":1,"credential":"t","at":"2026-11-24T07:58:03Z"})",
        R"({"seq":1,"credential":"","at":"2026-11-24T07:58:03Z","direction":"in"})",
        R"({"seq":1,"credential":"a b","at":"2026-11-24T07:58:03Z","direction":"in"})",
        R"({"seq":1,"credential":7,"at":"2026-11-24T07:58:03Z","direction":"in"})",
        R"({"seq":1})",
    };
    for (const char* one : bad) {
        desk.stored.clear();
        const auto answer = upload(
            scan(std::string(one) + R"(,{"seq":2,"credential":"t","at":"2026-11-24T07:58:03Z","direction":"in"})"));
        EXPECT_EQ(answer.status, 200) << one;
        EXPECT_EQ(answer.body,
                  R"({"stored_through":2,"results":[{"seq":1,"status":"malformed"},{"seq":2,"status":"accepted"}]})")
            << one;
        ASSERT_EQ(desk.stored.size(), 2u);
        EXPECT_TRUE(desk.stored[0].malformed) << one;
        EXPECT_EQ(desk.stored[0].scan.credential, "") << one;
    }
}

TEST_F(GateDoor, refuses_what_is_no_upload_at_all) {
    std::string many;
    for (int i = 1; i <= 501; ++i) many += (i > 1 ? "," : "") + std::string(R"({"seq":)") + std::to_string(i) + "}";
    for (const std::string& body : std::vector<std::string>{
             "", "{", "[]", "{}", R"({"epoch":3})", R"({"scans":[]})", R"({"epoch":"3","scans":[]})",
             R"({"epoch":-1,"scans":[]})", R"({"epoch":3,"scans":{}})", scan("{}"), scan("7"), scan(R"({"seq":0})"),
             scan(R"({"seq":-1})"), scan(R"({"seq":"1"})"), scan(many), R"({"epoch":1,"epoch":2,"scans":[]})"})
        EXPECT_EQ(upload(body).status, 400) << body.substr(0, 80);
    EXPECT_TRUE(desk.stored.empty());
    EXPECT_EQ(upload(scan("")).status, 200);
}

TEST_F(GateDoor, tells_nobody_which_gates_exist) {
    const auto unknown = post("/v1/gates/rear/scans", scan(""));
    const auto wrong = house.post(
        "/v1/gates/front/scans", scan(""),
        {{"webhook-id", "x"}, {"webhook-timestamp", std::to_string(now())}, {"webhook-signature", "v1,AAAA"}});
    const auto old = post("/v1/gates/front/scans", scan(""), -301s);
    const auto bare = house.post("/v1/gates/front/scans", scan(""));
    for (const auto& answer : {unknown, wrong, old, bare}) {
        EXPECT_EQ(answer.status, 401);
        EXPECT_EQ(answer.body, unknown.body);
        EXPECT_EQ(answer.headers, unknown.headers);
    }
    // A gate that is not there has no key that fits, not even an empty one.
    const std::string stamp = std::to_string(now());
    const std::string empty_key =
        "v1," + crypto::to_base64(crypto::hmac_sha256(std::string(32, '\0'), "x." + stamp + "." + scan("")));
    EXPECT_EQ(house
                  .post("/v1/gates/rear/scans", scan(""),
                        {{"webhook-id", "x"}, {"webhook-timestamp", stamp}, {"webhook-signature", empty_key}})
                  .status,
              401);
    EXPECT_TRUE(desk.epochs.empty());
}

TEST_F(GateDoor, says_503_while_nothing_can_be_stored_so_that_the_gate_keeps_its_scans) {
    desk.store_down = true;
    EXPECT_EQ(upload(scan("")).status, 503);
    EXPECT_EQ(post("/v1/gates/front/heartbeat", "").status, 503);
    desk.down = true;
    EXPECT_EQ(upload(scan("")).status, 503);
    desk.down = desk.store_down = false;
    EXPECT_EQ(upload(scan("")).status, 200);
}

TEST_F(GateDoor, takes_a_signed_heartbeat) {
    EXPECT_EQ(post("/v1/gates/front/heartbeat", "").status, 204);
    EXPECT_EQ(post("/v1/gates/rear/heartbeat", "").status, 401);
    EXPECT_EQ(desk.heartbeats, 1);
}

TEST_F(GateDoor, limits_uploads_to_four_mebibytes) {
    ASSERT_EQ(house.routes[0].body_limit, 4u * 1024 * 1024);
    EXPECT_TRUE(house.routes[0].may_block);
}

}  // namespace
}  // namespace todoke::test
