// STARTTLS and XOAUTH2 against a mail server with a certificate of its own.
#include "adapters/email/register.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"

#include <cstdlib>
#include <filesystem>
#include <unistd.h>

namespace todoke::test {
namespace {

namespace fs = std::filesystem;
using platforms::SmtpDouble;

// Made anew, valid for a day, for 127.0.0.1 only.
struct Certificate {
    fs::path directory = fs::temp_directory_path() / ("todoke-smtp-" + std::to_string(::getpid()));
    fs::path file = directory / "certificate.pem", key = directory / "key.pem";
    Certificate() {
        fs::create_directories(directory);
        const std::string command =
            "openssl req -x509 -newkey ec -pkeyopt ec_paramgen_curve:prime256v1 -nodes -days 1 -subj /CN=127.0.0.1 "
            "-addext subjectAltName=IP:127.0.0.1 -keyout " +
            key.string() + " -out " + file.string() + " 2>/dev/null";
        if (std::system(command.c_str()) != 0) throw std::runtime_error("openssl made no certificate");
    }
    ~Certificate() { fs::remove_all(directory); }
};

class EmailLogin : public testing::Test {
protected:
    static const Certificate& certificate() {
        static const Certificate made;
        return made;
    }
    SmtpDouble server{
        {.control_port = -1, .clock = {}, .books = {}, .certificate = certificate().file, .key = certificate().key}};
    ScriptedHttp http;
    std::unique_ptr<House> house;

    void open(const std::string& more) {
        house = std::make_unique<House>(
            "email:\n  - account: demo\n    domain: attend.example.ed.jp\n    from: attend@attend.example.ed.jp\n"
            "    starttls: require\n    smtp_url: \"" +
                server.url() + "\"\n" + more,
            http);
        house->secrets["file:token"] = "first";
        email::register_channel(*house);
        ASSERT_EQ(house->problems(), "");
    }
    void open_with_token() {
        open(
            "    smtp_user: attend@attend.example.ed.jp\n    smtp_xoauth2_token: \"file:token\"\n    smtp_trusted: \"" +
            certificate().file.string() + "\"\n");
    }
    SendResult send() {
        Envelope one;
        one.account = "demo";
        one.address = "sato@example.jp";
        one.idempotency_key = "123e4567-e89b-12d3-a456-426614174000";
        one.messages = {{.payload = Value::object({{"subject", "x"}}), .notice = "", .plain = "x"}};
        return house->channel().send(one);
    }
};

TEST_F(EmailLogin, goes_through_tls_with_a_token) {
    open_with_token();
    server.accept_only("first");
    EXPECT_EQ(send().outcome, SendOutcome::accepted);
    EXPECT_EQ(server.mails().size(), 1u);
}

TEST_F(EmailLogin, takes_the_renewed_token_without_a_restart) {
    open_with_token();
    server.accept_only("first");
    EXPECT_EQ(send().outcome, SendOutcome::accepted);
    server.accept_only("second");
    house->secrets["file:token"] = "second";
    EXPECT_EQ(send().outcome, SendOutcome::accepted);
    EXPECT_EQ(server.mails().size(), 2u);
}

TEST_F(EmailLogin, that_is_refused_is_our_fault_and_says_no_secret) {
    open_with_token();
    server.accept_only("another");
    const SendResult result = send();
    EXPECT_EQ(result.outcome, SendOutcome::our_fault);
    EXPECT_TRUE(server.mails().empty());
    EXPECT_EQ(house->log.text().find("first"), std::string::npos);
}

TEST_F(EmailLogin, is_not_tried_with_a_server_that_nobody_vouches_for) {
    open("    smtp_user: attend\n    smtp_password: geheim\n");
    const SendResult result = send();
    EXPECT_EQ(result.outcome, SendOutcome::not_started);
    EXPECT_EQ(result.reason, "tls");
    EXPECT_TRUE(server.mails().empty());
}

}  // namespace
}  // namespace todoke::test
