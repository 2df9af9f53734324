// Requests that two programs in a row could read differently, over bare sockets against the real server.
#include "tests/channels/http/server_fixture.hpp"

namespace todoke::http::test {
namespace {

class Smuggling : public ServerTest {};

struct Row {
    const char* name;
    std::string bytes;
    int status;
};

TEST_F(Smuggling, IsRefusedAndTheConnectionClosed) {
    start();
    using namespace std::string_literals;
    const std::string line = "POST /echo HTTP/1.1\r\n", host = "Host: a\r\n",
                      chunked = "Transfer-Encoding: chunked\r\n";
    const std::string inner = "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n";
    const Row table[] = {
        {"CL.TE", line + host + "Content-Length: 5\r\n" + chunked + "\r\n0\r\n\r\n" + inner, 400},
        {"TE.CL", line + host + chunked + "Content-Length: 4\r\n\r\n0\r\n\r\n" + inner, 400},
        {"TE.TE", line + host + chunked + "Transfer-Encoding: identity\r\n\r\n0\r\n\r\n" + inner, 400},
        {"TE twice", line + host + chunked + chunked + "\r\n0\r\n\r\n", 400},
        {"TE list", line + host + "Transfer-Encoding: gzip, chunked\r\n\r\n0\r\n\r\n", 400},
        {"TE unknown", line + host + "Transfer-Encoding: xchunked\r\n\r\n0\r\n\r\n", 400},
        {"TE with a space before the colon", line + host + "Transfer-Encoding : chunked\r\n\r\n0\r\n\r\n", 400},
        {"TE with a vertical tab", line + host + "Transfer-Encoding:\vchunked\r\n\r\n0\r\n\r\n", 400},
        {"TE folded", line + host + "Transfer-Encoding:\r\n chunked\r\n\r\n0\r\n\r\n", 400},
        {"TE in HTTP/1.0", "POST /echo HTTP/1.0\r\n" + host + chunked + "\r\n0\r\n\r\n", 400},
        {"CL twice, equal", line + host + "Content-Length: 1\r\nContent-Length: 1\r\n\r\nx", 400},
        {"CL twice, different", line + host + "Content-Length: 1\r\nContent-Length: 60\r\n\r\nx" + inner, 400},
        {"CL list", line + host + "Content-Length: 1, 1\r\n\r\nx", 400},
        {"CL with a sign", line + host + "Content-Length: +1\r\n\r\nx", 400},
        {"CL hexadecimal", line + host + "Content-Length: 0x1\r\n\r\nx", 400},
        {"CL empty", line + host + "Content-Length: \r\n\r\n", 400},
        {"CL beyond 64 bits", line + host + "Content-Length: 18446744073709551617\r\n\r\nx", 400},
        {"no host", line + "Content-Length: 0\r\n\r\n", 400},
        {"two hosts", line + host + host + "Content-Length: 0\r\n\r\n", 400},
        {"folded header", line + host + "X-A: b\r\n c\r\nContent-Length: 0\r\n\r\n", 400},
        {"folded first header", line + " Host: a\r\n\r\n", 400},
        {"two signatures", line + host + "X-Line-Signature: a\r\nx-line-signature: b\r\nContent-Length: 0\r\n\r\n",
         400},
        {"two authorizations", line + host + "Authorization: a\r\nAuthorization: a\r\nContent-Length: 0\r\n\r\n", 400},
        {"two content types", line + host + "Content-Type: a\r\nContent-Type: a\r\nContent-Length: 0\r\n\r\n", 400},
        {"content encoding", line + host + "Content-Encoding: gzip\r\nContent-Length: 0\r\n\r\n", 400},
        {"upgrade", line + host + "Connection: Upgrade\r\nUpgrade: h2c\r\nContent-Length: 0\r\n\r\n", 400},
        {"strange expectation", line + host + "Expect: something\r\nContent-Length: 1\r\n\r\nx", 400},
        {"bare LF", "POST /echo HTTP/1.1\nHost: a\nContent-Length: 0\n\n", 400},
        {"bare LF in a value", line + host + "X: a\nContent-Length: 60\r\nContent-Length: 0\r\n\r\n", 400},
        {"bare CR in a value", line + host + "X: a\rb\r\nContent-Length: 0\r\n\r\n", 400},
        {"NUL in a value", line + host + "X: a\0b\r\nContent-Length: 0\r\n\r\n"s, 400},
        {"space in a name", line + host + "X Y: a\r\nContent-Length: 0\r\n\r\n", 400},
        {"no name", line + host + ": a\r\nContent-Length: 0\r\n\r\n", 400},
        {"no colon", line + host + "Content-Length\r\n\r\n", 400},
        {"raw target", "GET /hello/\xe6\xac\xa0 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"two spaces", "GET  /hello/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"space in the target", "GET /hello/x y HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"HTTP/0.9", "GET /hello/x\r\n\r\n", 400},
        {"HTTP/2", "PRI * HTTP/2.0\r\n\r\nSM\r\n\r\n", 400},
        {"HTTP/1.2", "GET /hello/x HTTP/1.2\r\nHost: a\r\n\r\n", 400},
        {"empty line first", "\r\nGET /hello/x HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"TLS to a plain port", "\x16\x03\x01\x02\x00\x01\x00\x01\xfc\x03\x03"s, 400},
        {"absolute target", "GET http://other/hello/x HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        {"asterisk", "OPTIONS * HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        {"unknown path", "GET /nothing HTTP/1.1\r\nHost: a\r\n\r\n", 404},
        {"unknown method", "BREW /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"another method", "GET /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"lower-case method", "post /echo HTTP/1.1\r\nHost: a\r\n\r\n", 405},
        {"parameter that is none", "GET /hello/%zz HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"NUL in a parameter", "GET /hello/%00 HTTP/1.1\r\nHost: a\r\n\r\n", 400},
        {"chunk without a number", line + host + chunked + "\r\nx\r\n\r\n", 400},
        {"chunk with a sign", line + host + chunked + "\r\n+1\r\nx\r\n0\r\n\r\n", 400},
        {"chunk hexadecimal", line + host + chunked + "\r\n0x1\r\nx\r\n0\r\n\r\n", 400},
        {"chunk beyond 64 bits", line + host + chunked + "\r\n10000000000000001\r\nx\r\n0\r\n\r\n", 400},
        {"chunk longer than announced", line + host + chunked + "\r\n1\r\nxy\r\n0\r\n\r\n", 400},
        {"chunk head with bare LF", line + host + chunked + "\r\n1\nx\r\n0\r\n\r\n", 400},
        {"trailer", line + host + chunked + "\r\n1\r\nx\r\n0\r\nX-Line-Signature: late\r\n\r\n", 400},
    };
    for (const auto& row : table) {
        SCOPED_TRACE(row.name);
        auto socket = connect();
        ASSERT_TRUE(socket.send(row.bytes));
        const auto answer = socket.answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->status, row.status);
        EXPECT_NE(answer->head.find("\r\nConnection: close\r\n"), std::string::npos);
        EXPECT_FALSE(socket.answer()) << "a second answer";
    }
    EXPECT_EQ(handled_, 0);
    EXPECT_EQ(refusals().size(), std::size(table));
}

TEST_F(Smuggling, GetsOneAnswerWhenMoreFollowsTheRequest) {
    start();
    auto socket = connect();
    socket.send(post("hello") + "GET /hello/smuggled HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto answer = socket.answer();
    ASSERT_TRUE(answer);
    EXPECT_EQ(answer->body, "hello");
    EXPECT_NE(answer->head.find("Connection: close"), std::string::npos);
    EXPECT_FALSE(socket.answer());
    EXPECT_EQ(handled_, 1);
}

TEST_F(Smuggling, GetsOneAnswerWhenMoreComesBeforeTheAnswer) {
    std::promise<Respond> asked;
    add("GET", "/slow", [&](HttpRequest, Respond respond) { asked.set_value(std::move(respond)); });
    start();
    auto socket = connect();
    socket.send("GET /slow HTTP/1.1\r\nHost: a\r\n\r\n");
    const auto respond = asked.get_future().get();
    socket.send("GET /hello/next HTTP/1.1\r\nHost: a\r\n\r\n");
    // Loopback delivers before send returns.
    respond({.body = "first"});
    ASSERT_EQ(socket.answer()->body, "first");
    EXPECT_FALSE(socket.answer());
    EXPECT_EQ(handled_, 0);
}

TEST_F(Smuggling, IsNoConcernOfOrdinaryChunks) {
    start();
    auto socket = connect();
    const std::string bytes =
        "POST /echo HTTP/1.1\r\nHost: a\r\nTransfer-Encoding: "
        "chunked\r\n\r\n3;name=value\r\nabc\r\nA\r\n0123456789\r\n0\r\n\r\n";
    for (int round = 0; round < 2; ++round) {
        socket.send(bytes);
        const auto answer = socket.answer();
        ASSERT_TRUE(answer);
        EXPECT_EQ(answer->body, "abc0123456789");
    }
    // The same, byte for byte.
    for (const char c : bytes) ASSERT_TRUE(socket.send({&c, 1}));
    EXPECT_EQ(socket.answer()->body, "abc0123456789");
}

}  // namespace
}  // namespace todoke::http::test
