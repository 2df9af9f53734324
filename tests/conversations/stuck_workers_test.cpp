// The platform waits two seconds, whatever happens behind the door. Real threads, real time, real HTTP.
#include "adapters/postgres/connection.hpp"
#include "adapters/system/clock.hpp"
#include "adapters/system/log.hpp"
#include "adapters/system/random.hpp"
#include "bot/app/service.hpp"
#include "tests/conversations/door.hpp"
#include "tests/store/database_fixture.hpp"

#include <thread>

#include <gtest/gtest.h>

namespace todoke::talk {
namespace {

using namespace std::chrono_literals;

// Nobody gets at a conversation while this lives: every worker waits inside its transaction.
class StuckConversations {
public:
    explicit StuckConversations(const test::TestDatabase& database) : connection_(database.connect()) {
        connection_->execute("set idle_in_transaction_session_timeout = 0");
        connection_->execute("begin; lock table conversation in access exclusive mode");
    }  // the end of the connection ends the lock

private:
    std::unique_ptr<postgres::Connection> connection_;
};

template <class Condition>
bool comes_true(Condition condition) {
    for (int i = 0; i < 300; ++i) {
        if (condition()) return true;
        std::this_thread::sleep_for(100ms);
    }
    return false;
}

TEST(StuckWorkers, TheDoorAnswersInTimeAndThePeopleSeeThatWeAreAtIt) {
    constexpr int people = 12;  // more than there are workers
    test::TestDatabase database;
    system::SystemClock clock;
    system::SystemRandom random;
    system::RecordingLog log;
    auto door = make_http_door(
        {.engine = {}, .clock = clock, .random = random, .log = log, .note = [](Said) {}, .scan = {}, .heartbeat = {}});
    auto service = Service::make(door->write_config(database.conninfo(), TODOKE_CONFIG "/schools"),
                                 {.clock = &clock, .random = &random, .log = &log, .wrap = {}});
    ASSERT_TRUE(service) << service.error().front();
    const auto started = (*service)->start();
    ASSERT_TRUE(started) << started.error().what;
    door->serve_at((*service)->port());

    const std::string reply = "/v2/bot/message/reply", loading = "/v2/bot/chat/loading/start",
                      read = "/v2/bot/chat/markAsRead";
    {
        const StuckConversations stuck(database);
        for (int i = 0; i < people; ++i) {
            const std::string digits = std::to_string(10 + i);
            const Address person{"line", "demo", "U" + std::string(30, '0') + digits};
            door->person_exists(person, "p" + digits);
            const auto begin = std::chrono::steady_clock::now();
            Act act{.kind = Act::Kind::text, .from = person};
            act.text = "欠席";
            door->act(act, [] {});  // throws unless it is answered with 200
            EXPECT_LT(std::chrono::steady_clock::now() - begin, 2s);
        }
        EXPECT_EQ(database.text_of("select count(*) from inbox where state = 0"), std::to_string(people));
        EXPECT_TRUE(comes_true([&] { return door->line_calls(loading) == people; }));
        EXPECT_EQ(door->line_calls(reply), 0u);
        EXPECT_EQ(door->line_calls(read), 0u) << "read only together with an answer";
    }
    EXPECT_TRUE(comes_true([&] { return door->line_calls(reply) == people; }));
    EXPECT_TRUE(comes_true([&] { return door->line_calls(read) == people; }));
    EXPECT_EQ(door->line_calls(loading), static_cast<std::size_t>(people));
    (*service)->stop();
}

}  // namespace
}  // namespace todoke::talk
