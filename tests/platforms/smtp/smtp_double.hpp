// A local mail server that keeps what it is given: SMTP on 127.0.0.1, mailboxes with raw and decoded mails, failures on
// order.
//
// Announces PIPELINING, SIZE, 8BITMIME, SMTPUTF8, ENHANCEDSTATUSCODES, AUTH PLAIN LOGIN (any credentials) XOAUTH2 (any
// token, or the one that is set); STARTTLS where it has a certificate. Control door on its own HTTP port:
//   GET  ping · GET books?since=N · GET mailbox/{address} · GET mails
//   POST misbehave {stage: connect|ehlo|mail|rcpt|data|dot, recipient?, code?, text?, delay_ms?, drop?: before|after,
//   times?} DELETE misbehave
#pragma once

#include "tests/platforms/common/books.hpp"
#include "tests/platforms/common/clock.hpp"

#include <chrono>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <boost/json/object.hpp>

namespace todoke::platforms {

struct SmtpOptions {
    int port = 0;
    int control_port = 0;  // 0 = any; negative = no control door
    Clock clock;
    std::filesystem::path books;             // directory; empty = in memory only
    std::filesystem::path certificate, key;  // PEM
};

struct Mail {
    std::uint64_t seq = 0;
    Instant at{};
    std::string from;             // envelope
    std::vector<std::string> to;  // envelope
    std::string raw;              // CRLF, dots unstuffed
    std::string queue_id;
    // Decoded; empty when the mail has no such thing.
    std::string subject, header_from, header_to, reply_to, message_id, in_reply_to, text, html;
    std::vector<std::pair<std::string, std::string>> headers;  // decoded, in order

    boost::json::object to_json() const;
};

// One ordered failure. With a code the stage is answered so; `drop_before` closes instead of answering and, at the dot,
// without keeping the mail; `drop_after` does the work (keeps the mail) and closes without the answer.
struct SmtpMisbehaviour {
    enum class Stage { connect, ehlo, mail, rcpt, data, dot };
    Stage stage = Stage::dot;
    std::string recipient;  // only transactions or RCPT with this address; empty = any
    int code = 0;           // 4yz or 5yz
    std::string text;       // after the code; empty = something fitting
    std::chrono::milliseconds delay{0};
    bool drop_before = false, drop_after = false;
    int times = 1;  // negative = until cleared
};

Mail decode_mail(std::string raw);  // fills the decoded members

class SmtpDouble {
public:
    explicit SmtpDouble(SmtpOptions options);
    ~SmtpDouble();
    SmtpDouble(const SmtpDouble&) = delete;
    SmtpDouble& operator=(const SmtpDouble&) = delete;

    int port() const;
    int control_port() const;
    std::string url() const;  // smtp://127.0.0.1:PORT
    Books& books();           // one entry per refused command, accepted mail or dropped connection
    std::vector<Mail> mails() const;
    std::vector<Mail> mailbox(const std::string& address) const;  // envelope recipient, case-insensitive
    // A mail for which it holds, present or still to come. Real time.
    std::optional<Mail> wait_for(const std::function<bool(const Mail&)>& predicate,
                                 std::chrono::milliseconds timeout) const;
    void accept_only(const std::string& bearer);
    void misbehave(SmtpMisbehaviour misbehaviour);
    void behave();

    struct State;

private:
    std::unique_ptr<State> state_;
};

}  // namespace todoke::platforms
