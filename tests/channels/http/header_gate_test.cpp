#include "adapters/http/header_gate.hpp"

#include <gtest/gtest.h>

namespace todoke::http {
namespace {

std::string reason(const Headers& fields, std::string_view target = "/", int version = 11) {
    const auto refusal = check_header({"POST", target, version, fields});
    if (!refusal) return "";
    EXPECT_EQ(refusal->status, 400);
    return std::string(refusal->reason);
}

TEST(HeaderGate, LetsOrdinaryRequestsPass) {
    EXPECT_EQ(reason({{"Host", "a"}}), "");
    EXPECT_EQ(reason({{"hOST", "a"}, {"content-length", "0"}, {"Content-Type", "application/json"}}), "");
    EXPECT_EQ(reason({{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Expect", "100-Continue"}}), "");
    EXPECT_EQ(reason({{"Host", "a"}, {"Accept", "x"}, {"Accept", "y"}, {"Authorization", "Bearer x"}}), "");
    EXPECT_EQ(reason({{"Host", "a"}}, "/a%E6?b=c&d", 10), "");
}

TEST(HeaderGate, RefusesWhatTwoProgramsCouldReadDifferently) {
    struct Row {
        Headers fields;
        const char* reason;
    };
    const Row table[] = {
        {{}, "gate.host_count"},
        {{{"Host", "a"}, {"host", "a"}}, "gate.host_count"},
        {{{"Host", "a"}, {"Content-Length", "1"}, {"Transfer-Encoding", "chunked"}}, "gate.length_and_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Content-Length", "0"}}, "gate.length_and_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "chunked"}, {"Transfer-Encoding", "chunked"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "identity"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "gzip, chunked"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "Chunked"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "chunked,"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", "\vchunked"}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Transfer-Encoding", ""}}, "gate.transfer_encoding"},
        {{{"Host", "a"}, {"Content-Length", "1"}, {"Content-Length", "1"}}, "gate.length_count"},
        {{{"Host", "a"}, {"Content-Length", "1, 1"}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", "+1"}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", "-1"}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", "0x1"}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", "1 "}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", ""}}, "gate.length_digits"},
        {{{"Host", "a"}, {"Content-Length", "18446744073709551617"}}, "gate.length_digits"},
        {{{"Host", "a"}, {"X-Note", "one\r\n two"}}, "gate.folded_line"},
        {{{"Host", "a"}, {"Authorization", "x"}, {"authorization", "y"}}, "gate.duplicate_field"},
        {{{"Host", "a"}, {"X-Line-Signature", "x"}, {"x-line-signature", "x"}}, "gate.duplicate_field"},
        {{{"Host", "a"}, {"Content-Type", "x"}, {"Content-type", "x"}}, "gate.duplicate_field"},
        {{{"Host", "a"}, {"Content-Encoding", "gzip"}, {"Content-Encoding", "gzip"}}, "gate.content_encoding"},
        {{{"Host", "a"}, {"Content-Encoding", "gzip"}}, "gate.content_encoding"},
        {{{"Host", "a"}, {"Content-Encoding", "identity"}}, "gate.content_encoding"},
        {{{"Host", "a"}, {"Upgrade", "websocket"}}, "gate.upgrade"},
        {{{"Host", "a"}, {"Upgrade", "h2c"}, {"Connection", "Upgrade"}}, "gate.upgrade"},
        {{{"Host", "a"}, {"Expect", "200-ok"}}, "gate.expect"},
        {{{"Host", "a"}, {"Expect", "100-continue"}, {"Expect", "100-continue"}}, "gate.expect"},
    };
    for (const auto& row : table) EXPECT_EQ(reason(row.fields), row.reason);
    EXPECT_EQ(reason({{"Host", "a"}, {"Transfer-Encoding", "chunked"}}, "/", 10), "gate.chunked_in_http_1_0");
    EXPECT_EQ(reason({{"Host", "a"}}, "/\xe6\xac\xa0"), "gate.target");
    EXPECT_EQ(reason({{"Host", "a"}}, "/a\x7f"), "gate.target");
}

TEST(HeaderGate, ReadsTheBytesAsTheyStand) {
    using namespace std::string_view_literals;
    const auto because = [](std::string_view block) {
        const auto refusal = check_header_bytes(block);
        return refusal ? refusal->reason : ""sv;
    };
    EXPECT_EQ(because("GET / HTTP/1.1\r\nHost: a\r\n\r\n"), "");
    EXPECT_EQ(because("GET / HTTP/1.1\r\nX: a\tb\xe6\xac\xa0\r\n\r\n"), "");
    EXPECT_EQ(because("GET / HTTP/1.1\r"), "");  // the rest may still come
    EXPECT_EQ(because("GET / HTTP/1.1\nHost: a\n\n"), "gate.bare_lf");
    EXPECT_EQ(because("\n"), "gate.bare_lf");
    EXPECT_EQ(because("GET / HTTP/1.1\rHost: a\r\n\r\n"), "gate.bare_cr");
    EXPECT_EQ(because("GET / HTTP/1.1\r\nX: a\r\n b\r\n\r\n"), "gate.folded_line");
    EXPECT_EQ(because("GET / HTTP/1.1\r\n\tX: a\r\n\r\n"), "gate.folded_line");
    EXPECT_EQ(because("GET / HTTP/1.1\r\nX: a\0b\r\n\r\n"sv), "gate.control_character");
    EXPECT_EQ(because("GET / HTTP/1.1\r\nX: \x1b\r\n\r\n"), "gate.control_character");
    EXPECT_EQ(because("\x16\x03\x01\x02"), "gate.control_character");  // TLS to a plain port
}

}  // namespace
}  // namespace todoke::http
