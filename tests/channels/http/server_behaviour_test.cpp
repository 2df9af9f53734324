// What handlers and ordinary peers can rely on.

#include "tests/channels/http/server_fixture.hpp"

namespace todoke::http::test {
namespace {

class Server : public ServerTest {};

TEST_F(Server, HandsOverTheRequestAsItCame) {
    HttpRequest seen;
    add("POST", "/see/{a}/{b}", [&](HttpRequest request, Respond respond) {
        seen = std::move(request);
        respond({});
    });
    start();
    auto socket = connect();
    const std::string body("\0\r\n\xff raw", 8);
    socket.send("POST /see/x%2Fy/z?q=%20&r HTTP/1.1\r\nhOsT: a\r\nX-One:  two \r\nContent-Length: 8\r\n\r\n" + body);
    ASSERT_EQ(socket.answer()->status, 200);
    EXPECT_EQ(seen.method, "POST");
    EXPECT_EQ(seen.target, "/see/x%2Fy/z?q=%20&r");
    EXPECT_EQ(seen.path, "/see/x%2Fy/z");
    EXPECT_EQ(seen.path_parameters["a"], "x/y");
    EXPECT_EQ(seen.path_parameters["b"], "z");
    EXPECT_EQ(seen.header("host"), "a");
    EXPECT_EQ(seen.header("X-ONE"), "two");
    EXPECT_FALSE(seen.header("X-Two"));
    EXPECT_EQ(seen.body, body);
    EXPECT_EQ(seen.peer_address, "127.0.0.1");
}

TEST_F(Server, AnswersManyRequestsOnOneConnection) {
    start();
    auto socket = connect();
    for (int i = 0; i < 100; ++i) {
        socket.send(post("number " + std::to_string(i)));
        const auto answer = socket.answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "number " + std::to_string(i));
        EXPECT_EQ(answer->head.find("Connection"), std::string::npos);
        EXPECT_NE(answer->head.find("\r\nDate: "), std::string::npos);
        EXPECT_NE(answer->head.find("\r\nContent-Type: text/plain\r\n"), std::string::npos);
    }
}

TEST_F(Server, ClosesWhenAskedTo) {
    start();
    auto socket = connect();
    socket.send(post("bye", "Connection: close\r\n"));
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_NE(answer->head.find("Connection: close"), std::string::npos);
    EXPECT_TRUE(socket.closed());
    auto old = connect();
    old.send("GET /hello/old HTTP/1.0\r\nHost: a\r\nConnection: keep-alive\r\n\r\n");
    EXPECT_EQ(old.answer()->body, "old");
    EXPECT_TRUE(old.closed());
}

TEST_F(Server, AnswersAPeerThatHasFinishedSending) {
    start();
    auto socket = connect();
    socket.send(post("half closed"));
    socket.finish_sending();
    EXPECT_EQ(socket.answer()->body, "half closed");
    EXPECT_TRUE(socket.closed());
}

TEST_F(Server, SaysContinueWhenTheBodyIsWelcome) {
    start();
    auto socket = connect();
    socket.send("POST /echo HTTP/1.1\r\nHost: a\r\nExpect: 100-continue\r\nContent-Length: 2\r\n\r\n");
    EXPECT_EQ(socket.answer()->status, 100);
    socket.send("ok");
    EXPECT_EQ(socket.answer()->body, "ok");
}

TEST_F(Server, TakesARequestInPieces) {
    start();
    auto socket = connect();
    for (const char c : post("piece by piece")) {
        socket.send({&c, 1});
        std::this_thread::yield();
    }
    EXPECT_EQ(socket.answer()->body, "piece by piece");
}

TEST_F(Server, WritesLargeAnswersToASlowReader) {
    const std::string large(8 * 1024 * 1024, 'y');
    add("GET", "/large", [&](HttpRequest, Respond respond) { respond({.body = large}); });
    start();
    auto socket = connect();
    socket.send("GET /large HTTP/1.1\r\nHost: a\r\n\r\n");
    std::this_thread::sleep_for(100ms);
    EXPECT_EQ(socket.answer()->body, large);
    socket.send(post("and on"));
    EXPECT_EQ(socket.answer()->body, "and on");
}

TEST_F(Server, LetsHandlersAnswerLaterFromAnotherThread) {
    add("POST", "/later", [this](HttpRequest request, Respond respond) {
        helpers_.emplace_back([body = std::move(request.body), respond] {
            std::this_thread::sleep_for(20ms);
            respond({.status = 202, .body = body});
            respond({.status = 500, .body = "never seen"});
        });
    });
    options_.threads = 1;  // helpers_ has one writer
    start();
    auto socket = connect();
    for (int i = 0; i < 3; ++i) {
        socket.send("POST /later HTTP/1.1\r\nHost: a\r\nContent-Length: 1\r\n\r\n" + std::to_string(i));
        const auto answer = socket.answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, 202);
        EXPECT_EQ(answer->body, std::to_string(i));
    }
}

TEST_F(Server, TurnsASurpriseInto500AndAnErrorInTheLog) {
    add("GET", "/throws", [](HttpRequest, Respond) { throw std::runtime_error("佐藤ハナ"); });
    add("GET", "/answers-and-throws", [](HttpRequest, Respond respond) {
        respond({.body = "first"});
        throw 7;
    });
    add("GET", "/forgets", [](HttpRequest, Respond) {});
    add("GET", "/splits", [](HttpRequest, Respond respond) { respond({.headers = {{"X", "a\r\nY: b"}}}); });
    start();
    auto socket = connect();
    const auto get = [&](const char* path) {
        socket.send(std::string("GET ") + path + " HTTP/1.1\r\nHost: a\r\n\r\n");
        return socket.answer();
    };
    EXPECT_EQ(get("/throws")->status, 500);
    EXPECT_EQ(get("/answers-and-throws")->body, "first");
    EXPECT_EQ(get("/forgets")->status, 500);
    EXPECT_EQ(get("/splits")->status, 500);
    EXPECT_EQ(get("/hello/again")->body, "again");
    const auto errors = log_.lines(LogLevel::error);
    ASSERT_EQ(errors.size(), 3U);
    EXPECT_EQ(errors[0].text, "http.handler_failed route=/throws type=St13runtime_error");
    EXPECT_EQ(errors[1].text, "http.handler_failed route=/answers-and-throws type=unknown");
    EXPECT_EQ(errors[2].text, "http.unwritable_answer route=/splits status=200");
}

TEST_F(Server, KeepsBlockingHandlersOffItsOwnThreads) {
    std::promise<void> go;
    const auto gone = go.get_future().share();
    add("GET", "/blocking", [gone](HttpRequest, Respond respond) {
        gone.wait();
        respond({.body = "done"});
    });
    routes_.back().may_block = true;
    options_.threads = 1;
    start();
    auto blocked = connect();
    blocked.send("GET /blocking HTTP/1.1\r\nHost: a\r\n\r\n");
    auto other = connect();
    other.send(post("meanwhile"));
    EXPECT_EQ(other.answer()->body, "meanwhile");
    go.set_value();
    EXPECT_EQ(blocked.answer()->body, "done");
}

TEST_F(Server, Serves256ConnectionsAtOnce) {
    start();
    std::vector<RawSocket> sockets;
    for (int i = 0; i < 256; ++i) sockets.push_back(connect());
    for (int round = 0; round < 4; ++round) {
        for (std::size_t i = 0; i < sockets.size(); ++i)
            ASSERT_TRUE(sockets[i].send(post(std::to_string(i * 10 + round))));
        for (std::size_t i = 0; i < sockets.size(); ++i) {
            const auto answer = sockets[i].answer();
            ASSERT_TRUE(answer) << i;
            EXPECT_EQ(answer->body, std::to_string(i * 10 + round));
        }
    }
    EXPECT_EQ(handled_, 1024);
}

TEST_F(Server, KnowsThePeerBehindATrustedProxyOnly) {
    std::vector<std::string> peers;
    add("GET", "/who", [&](HttpRequest request, Respond respond) {
        peers.push_back(request.peer_address);
        respond({});
    });
    options_.threads = 1;
    const auto ask = [&](const std::string& extra) {
        auto socket = connect();
        socket.send("GET /who HTTP/1.1\r\nHost: a\r\n" + extra + "\r\n");
        ASSERT_EQ(socket.answer()->status, 200);
    };
    const auto routes = routes_;
    start();
    ask("X-Forwarded-For: 198.51.100.7\r\n");
    server_.reset();
    routes_ = routes;
    options_.trusted_proxies = {"127.0.0.1"};
    start();
    ask("X-Forwarded-For: 203.0.113.1, 198.51.100.7\r\n");
    ask("X-Forwarded-For: 203.0.113.1\r\nX-Forwarded-For: 198.51.100.8\r\n");
    ask("");
    EXPECT_EQ(peers, (std::vector<std::string>{"127.0.0.1", "198.51.100.7", "198.51.100.8", "127.0.0.1"}));
}

TEST_F(Server, ReportsWhatItAnswered) {
    std::promise<std::pair<std::string, int>> told;
    options_.on_answered = [&](const AnsweredRequest& request) {
        told.set_value({std::string(request.route), request.status});
    };
    start();
    auto socket = connect();
    socket.send("GET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n");
    EXPECT_EQ(told.get_future().get(), (std::pair<std::string, int>{"/hello/{name}", 200}));
    EXPECT_EQ(socket.answer()->status, 200);
}

TEST_F(Server, FinishesWhatIsInFlightWhenStopped) {
    std::promise<Respond> asked;
    add("GET", "/slow", [&](HttpRequest, Respond respond) { asked.set_value(std::move(respond)); });
    start();
    auto idle = connect();
    idle.send(post("x"));
    EXPECT_EQ(idle.answer()->status, 200);
    auto busy = connect();
    busy.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    auto respond = asked.get_future().get();
    std::thread stopping([&] { server_->stop(); });
    EXPECT_TRUE(idle.closed());
    respond({.body = "at last"});
    const auto answer = busy.answer();
    EXPECT_TRUE(answer && answer->body == "at last");
    stopping.join();
    EXPECT_THROW(connect(), std::runtime_error);
}

TEST_F(Server, DoesNotWaitForEverWhenStopped) {
    std::promise<Respond> asked;
    add("GET", "/never", [&](HttpRequest, Respond respond) { asked.set_value(std::move(respond)); });
    options_.stop_timeout = 100ms;
    start();
    auto socket = connect();
    socket.send("GET /never HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto respond = asked.get_future().get();
    server_->stop();
    EXPECT_TRUE(socket.closed());
    server_.reset();
    respond({.body = "nobody is there any more"});
}

TEST_F(Server, SaysWhyItCannotListen) {
    start();
    for (const auto& [host, port] :
         {std::pair<std::string, int>{"127.0.0.1", server_->port()}, {"nowhere", 0}, {"127.0.0.1", 70000}}) {
        ServerOptions options;
        options.host = host;
        options.port = port;
        const auto second = make_server(options, {}, log_);
        const auto started = second->start();
        ASSERT_FALSE(started);
        EXPECT_EQ(started.error().code, FailureCode::misconfigured);
    }
}

}  // namespace
}  // namespace todoke::http::test
