// What takes too long or is too large.
#include "tests/channels/http/server_fixture.hpp"

namespace todoke::http::test {
namespace {

class Limits : public ServerTest {
protected:
    void SetUp() override {
        ServerTest::SetUp();
        options_.head_timeout = options_.body_timeout = options_.idle_timeout = options_.answer_timeout = 300ms;
        options_.farewell_timeout = 300ms;
    }
};

TEST_F(Limits, EndAHeadThatComesTooSlowly) {
    start();
    auto socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\n");
    // A drop now and then does not prolong it.
    for (int i = 0; i < 8; ++i) {
        socket.send("X");
        std::this_thread::sleep_for(50ms);
    }
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 408);
    EXPECT_TRUE(socket.closed());
    EXPECT_EQ(refusals(), std::vector<std::string>{"time.head"});
}

TEST_F(Limits, EndABodyThatComesTooSlowly) {
    start();
    auto socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nContent-Length: 100\r\n\r\n");
    for (int i = 0; i < 8; ++i) {
        socket.send("x");
        std::this_thread::sleep_for(50ms);
    }
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 408);
    EXPECT_TRUE(socket.closed());
    EXPECT_EQ(handled_, 0);
}

TEST_F(Limits, CloseAConnectionThatNeverAsks) {
    start();
    auto socket = connect();
    EXPECT_FALSE(socket.answer());
    EXPECT_TRUE(socket.closed());
    EXPECT_TRUE(refusals().empty());
}

TEST_F(Limits, CloseAConnectionThatRestsTooLong) {
    start();
    auto socket = connect();
    socket.send(post("one"));
    EXPECT_EQ(socket.answer()->body, "one");
    EXPECT_FALSE(socket.answer());
    EXPECT_TRUE(socket.closed());
}

TEST_F(Limits, AnswerForAHandlerThatDoesNot) {
    std::promise<Respond> asked;
    add("GET", "/never", [&](HttpRequest, Respond respond) { asked.set_value(std::move(respond)); });
    start();
    auto socket = connect();
    socket.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto respond = asked.get_future().get();
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 503);
    respond({.body = "too late"});
    EXPECT_FALSE(socket.answer());
    EXPECT_EQ(log_.lines(LogLevel::warning).at(0).text, "http.no_answer_in_time route=/never");
}

TEST_F(Limits, RefuseAnAnnouncedBodyBeforeItComes) {
    start();
    auto socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 1001\r\n\r\n");
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
    EXPECT_TRUE(socket.closed());
}

TEST_F(Limits, LetTheRefusalBeReadByAPeerThatIsStillSending) {
    start();
    auto socket = connect();
    socket.send(post(std::string(4'000'000, 'x')));
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 413);
}

TEST_F(Limits, RefuseChunksThatGrowTooLarge) {
    start();
    const std::string head = "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n";
    std::string small_chunks = head, fits = head;
    for (int i = 0; i < 101; ++i) small_chunks += "A\r\n0123456789\r\n";
    for (int i = 0; i < 100; ++i) fits += "A\r\n0123456789\r\n";
    const std::pair<std::string, int> table[] = {
        {head + "3E9\r\n", 413}, {small_chunks, 413}, {head + "FFFFFFFFFFFFFFFF\r\n", 413}, {fits + "0\r\n\r\n", 200}};
    for (const auto& [bytes, status] : table) {
        auto socket = connect();
        socket.send(bytes);
        const auto answer = socket.answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, status);
    }
}

TEST_F(Limits, RefuseAChunkHeadWithoutEnd) {
    start();
    auto socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: chunked\r\n\r\n1;" + std::string(20'000, 'x'));
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->status, 400);
}

TEST_F(Limits, AreInclusive) {
    start();
    auto socket = connect();
    socket.send(post(std::string(1000, 'x')));
    EXPECT_EQ(socket.answer()->status, 200);
    const std::string begin = "GET /hello/x HTTP/1.1\r\nHost: a\r\nX: ", end = "\r\n\r\n";
    const auto head_of = [&](std::size_t size) {
        return begin + std::string(size - begin.size() - end.size(), 'x') + end;
    };
    socket.send(head_of(16 * 1024));
    EXPECT_EQ(socket.answer()->status, 200);
    socket.send(head_of(16 * 1024 + 1));
    EXPECT_EQ(socket.answer()->status, 431);
    auto endless = connect();
    endless.send(std::string("GET /") + std::string(20'000, 'x'));
    EXPECT_EQ(endless.answer()->status, 431);
}

TEST_F(Limits, TurnAwayOneConnectionTooMany) {
    options_.max_connections = 2;
    options_.idle_timeout = 1500ms;
    start();
    auto one = connect(), two = connect();
    one.send(post("1"));
    two.send(post("2"));
    EXPECT_EQ(one.answer()->status, 200);
    EXPECT_EQ(two.answer()->status, 200);
    auto three = connect();
    EXPECT_EQ(three.answer()->status, 503);
    EXPECT_TRUE(three.closed());
    EXPECT_TRUE(one.closed());  // idle: makes room
    auto four = connect();
    four.send(post("4"));
    EXPECT_EQ(four.answer()->status, 200);
}

TEST_F(Limits, AnswerBusyWhenTooManyWaitForAThread) {
    std::promise<void> go;
    const auto gone = go.get_future().share();
    add("GET", "/blocking", [gone](HttpRequest, Respond respond) {
        gone.wait();
        respond({});
    });
    routes_.back().may_block = true;
    options_.blocking_threads = 1;
    options_.max_blocking_queue = 1;
    options_.answer_timeout = 20s;
    options_.threads = 1;
    start();
    const std::string ask = "GET /blocking HTTP/1.1\r\nHost: a\r\n\r\n";
    std::vector<RawSocket> sockets;
    for (int i = 0; i < 3; ++i) {
        sockets.push_back(connect());
        sockets.back().send(ask);
    }
    // One runs, one waits, one is turned away (which one depends on how fast the first got its thread).
    int busy = 0;
    for (auto& socket : sockets)
        if (const auto answer = socket.answer(200ms)) busy += answer->status == 503;
    EXPECT_GE(busy, 1);
    auto other = connect();
    other.send(post("still there"));
    EXPECT_EQ(other.answer()->body, "still there");
    go.set_value();
}

}  // namespace
}  // namespace todoke::http::test
