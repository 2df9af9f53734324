// The SMTP dialogue, one thread per connection.
#include "tests/platforms/common/text.hpp"
#include "tests/platforms/smtp/smtp_state.hpp"

#include <algorithm>
#include <list>
#include <thread>

#include <boost/asio/buffer.hpp>
#include <boost/asio/io_context.hpp>
#include <boost/asio/ip/tcp.hpp>
#include <boost/asio/read_until.hpp>
#include <boost/asio/ssl/stream.hpp>
#include <boost/asio/streambuf.hpp>
#include <boost/asio/write.hpp>
#include <boost/json/value_from.hpp>
#include <fmt/format.h>

namespace todoke::platforms {

namespace {

using boost::asio::ip::tcp;
using Stage = SmtpMisbehaviour::Stage;

constexpr std::size_t longest_command = 4096;
constexpr std::size_t largest_mail = 25 * 1024 * 1024;

struct Closed {};  // thrown to end a session

class Session {
public:
    Session(SmtpDouble::State& state, tcp::socket& socket) : state_(state), socket_(socket) {}

    void run() {
        try {
            if (!misbehaves(Stage::connect, "CONNECT", "")) say("220 double.test ESMTP ready");
            while (command(line(longest_command))) {
            }
        } catch (const Closed&) {
        } catch (const boost::system::system_error&) {
        }
    }

private:
    std::string line(std::size_t limit) {
        // Only CR LF ends a line; a bare LF stays inside it, as servers that resist smuggling do.
        boost::system::error_code failed;
        const auto into = boost::asio::dynamic_buffer(buffer_, limit);
        const auto size = tls_ ? boost::asio::read_until(*tls_, into, "\r\n", failed)
                               : boost::asio::read_until(socket_, into, "\r\n", failed);
        if (failed) throw Closed();
        std::string text = buffer_.substr(0, size - 2);
        buffer_.erase(0, size);
        return text;
    }

    void say(const std::string& text) {
        const std::string line = text + "\r\n";
        if (tls_)
            boost::asio::write(*tls_, boost::asio::buffer(line));
        else
            boost::asio::write(socket_, boost::asio::buffer(line));
    }

    // What was sent in the clear before the handshake is forgotten with everything else (RFC 3207 4.2).
    void start_tls() {
        if (!state_.tls || tls_) return refuse("STARTTLS", "", "502 5.5.1 command not implemented");
        say("220 2.0.0 go ahead");
        buffer_.clear();
        tls_.emplace(socket_, *state_.tls);
        tls_->handshake(boost::asio::ssl::stream_base::server);
        greeted_ = false;
        reset();
    }

    void refuse(const std::string& verb, const std::string& path, const std::string& answer) {
        state_.note(verb, path, std::stoi(answer), nullptr, "");
        say(answer);
    }

    // Carries out an order for this stage. True: answered (or the mail is not to be kept); `work` runs before a late
    // drop.
    bool misbehaves(Stage stage, const std::string& verb, const std::string& path,
                    const std::function<void()>& work = {}) {
        const auto recipients = stage == Stage::rcpt ? std::vector{path} : to_;
        const auto order = state_.take(stage, recipients);
        if (!order) return false;
        if (order->delay.count() > 0) state_.sleep(order->delay);
        if (order->drop_after && work) work();
        if (order->drop_before || order->drop_after) {
            state_.note(verb, path, 0, boost::json::value_from(to_), order->drop_before ? "drop_before" : "drop_after");
            boost::system::error_code ignored;
            socket_.shutdown(tcp::socket::shutdown_both, ignored);
            throw Closed();
        }
        if (order->code == 0) return false;
        state_.note(verb, path, order->code, boost::json::value_from(to_), "status");
        const bool temporary = order->code < 500;
        say(fmt::format("{} {}", order->code,
                        !order->text.empty() ? order->text
                        : temporary          ? "4.3.0 try again later"
                                             : "5.1.1 refused"));
        return true;
    }

    bool command(const std::string& text) {
        const std::string verb = lower_ascii(text.substr(0, text.find(' ')));
        const std::string rest = text.size() > verb.size() ? text.substr(verb.size() + 1) : "";
        if (verb == "ehlo")
            ehlo(rest);
        else if (verb == "helo")
            greeted_ = true, say("250 double.test");
        else if (verb == "mail")
            mail(rest);
        else if (verb == "rcpt")
            rcpt(rest);
        else if (verb == "data")
            data();
        else if (verb == "starttls")
            start_tls();
        else if (verb == "auth")
            auth(rest);
        else if (verb == "rset")
            reset(), say("250 2.0.0 OK");
        else if (verb == "noop")
            say("250 2.0.0 OK");
        else if (verb == "vrfy")
            say("252 2.0.0 perhaps");
        else if (verb == "quit")
            return say("221 2.0.0 bye"), false;
        else
            refuse("UNKNOWN", verb, "502 5.5.1 command not implemented");
        return true;
    }

    void reset() {
        from_.reset();
        to_.clear();
    }

    void ehlo(const std::string& name) {
        reset();
        greeted_ = true;
        if (misbehaves(Stage::ehlo, "EHLO", name)) return;
        say("250-double.test\r\n250-PIPELINING\r\n250-SIZE 26214400\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n"
            "250-ENHANCEDSTATUSCODES\r\n" +
            std::string(state_.tls && !tls_ ? "250-STARTTLS\r\n" : "") + "250 AUTH PLAIN LOGIN XOAUTH2");
    }

    void auth(const std::string& rest) {
        const std::string mechanism = lower_ascii(rest.substr(0, rest.find(' ')));
        const bool has_initial = rest.find(' ') != std::string::npos;
        if (mechanism == "plain") {
            if (!has_initial) say("334 "), line(longest_command);
        } else if (mechanism == "login") {
            if (!has_initial) say("334 VXNlcm5hbWU6"), line(longest_command);
            say("334 UGFzc3dvcmQ6"), line(longest_command);
        } else if (mechanism == "xoauth2") {
            const std::string proof =
                has_initial ? rest.substr(rest.find(' ') + 1) : (say("334 "), line(longest_command));
            if (!state_.knows(proof)) return refuse("AUTH", mechanism, "535 5.7.3 Authentication unsuccessful");
        } else {
            return refuse("AUTH", mechanism, "504 5.5.4 mechanism not supported");
        }
        say("235 2.7.0 accepted");
    }

    // The address and the parameters of "FROM:<a> X=Y"; nullopt when malformed.
    std::optional<std::string> address(const std::string& rest, const std::string& word, bool may_be_empty) {
        if (lower_ascii(rest.substr(0, word.size())) != word) return std::nullopt;
        const auto open = rest.find('<'), close = rest.find('>');
        if (open != word.size() || close == std::string::npos) return std::nullopt;
        parameters_ = lower_ascii(rest.substr(close + 1));
        auto inside = rest.substr(open + 1, close - open - 1);
        if (inside.empty() ? !may_be_empty : inside.find('@') == std::string::npos) return std::nullopt;
        return inside;
    }

    void mail(const std::string& rest) {
        if (!greeted_) return refuse("MAIL", rest, "503 5.5.1 EHLO first");
        if (from_) return refuse("MAIL", rest, "503 5.5.1 nested MAIL");
        const auto sender = address(rest, "from:", true);
        if (!sender) return refuse("MAIL", rest, "501 5.5.4 syntax error");
        if (misbehaves(Stage::mail, "MAIL", *sender)) return;
        utf8_ = parameters_.find(" smtputf8") != std::string::npos;
        if (!utf8_ && !is_ascii(*sender)) return refuse("MAIL", *sender, "553 5.6.7 address needs SMTPUTF8");
        from_ = *sender;
        say("250 2.1.0 OK");
    }

    void rcpt(const std::string& rest) {
        if (!from_) return refuse("RCPT", rest, "503 5.5.1 MAIL first");
        const auto recipient = address(rest, "to:", false);
        if (!recipient) return refuse("RCPT", rest, "501 5.5.4 syntax error");
        if (misbehaves(Stage::rcpt, "RCPT", *recipient)) return;
        if (!utf8_ && !is_ascii(*recipient)) return refuse("RCPT", *recipient, "553 5.6.7 address needs SMTPUTF8");
        to_.push_back(*recipient);
        say("250 2.1.5 OK");
    }

    void data() {
        if (to_.empty()) return refuse("DATA", "", "503 5.5.1 no recipients");
        if (misbehaves(Stage::data, "DATA", to_.front())) return;
        say("354 end with <CR><LF>.<CR><LF>");
        std::string raw;
        bool too_large = false;
        for (std::string text = line(largest_mail); text != "."; text = line(largest_mail)) {
            if (text.starts_with('.')) text.erase(0, 1);
            if (raw.size() + text.size() > largest_mail)
                too_large = true;
            else
                raw += text + "\r\n";
        }
        Mail kept;
        const auto keep = [&] {
            kept = state_.keep(*from_, to_, raw);
            state_.note("MAIL-KEPT", to_.front(), 250, kept.to_json());
        };
        if (too_large)
            refuse("DOT", to_.front(), "552 5.3.4 too large");
        else if (!misbehaves(Stage::dot, "DOT", to_.front(), keep)) {
            keep();
            say("250 2.0.0 Ok: queued as " + kept.queue_id);
        }
        reset();
    }

    static bool is_ascii(const std::string& text) {
        return std::all_of(text.begin(), text.end(), [](unsigned char c) { return c < 0x80; });
    }

    SmtpDouble::State& state_;
    tcp::socket& socket_;
    std::string buffer_, parameters_;
    bool greeted_ = false, utf8_ = false;
    std::optional<std::string> from_;
    std::vector<std::string> to_;
    std::optional<boost::asio::ssl::stream<tcp::socket&>> tls_;
};

}  // namespace

struct SmtpDouble::State::Listener {
    boost::asio::io_context io;
    tcp::acceptor acceptor{io};
    std::mutex mutex;
    struct Connection {
        tcp::socket socket;
        std::thread thread;
        bool done = false;
    };
    std::list<Connection> connections;
    bool closing = false;
    std::thread thread;

    void accept(SmtpDouble::State& state) {
        for (;;) {
            tcp::socket socket(io);
            boost::system::error_code failed;
            acceptor.accept(socket, failed);
            std::lock_guard lock(mutex);
            if (closing) return;
            if (failed) continue;
            connections.remove_if([](Connection& old) {
                if (!old.done) return false;
                old.thread.join();
                return true;
            });
            auto& connection = connections.emplace_back(Connection{std::move(socket), {}, false});
            connection.thread = std::thread([this, &state, &connection] {
                Session(state, connection.socket).run();
                std::lock_guard done(mutex);
                boost::system::error_code ignored;
                connection.socket.close(ignored);
                connection.done = true;
            });
        }
    }
};

void SmtpDouble::State::listen(int port) {
    listener = std::make_shared<Listener>();
    const tcp::endpoint endpoint(boost::asio::ip::address_v4::loopback(), static_cast<unsigned short>(port));
    listener->acceptor.open(endpoint.protocol());
    listener->acceptor.set_option(tcp::acceptor::reuse_address(true));
    listener->acceptor.bind(endpoint);
    listener->acceptor.listen();
    listener->thread = std::thread([this] { listener->accept(*this); });
}

void SmtpDouble::State::close() {
    {
        std::lock_guard lock(listener->mutex);
        listener->closing = true;
        boost::system::error_code ignored;
        for (auto& connection : listener->connections) connection.socket.shutdown(tcp::socket::shutdown_both, ignored);
    }
    // A blocking accept is ended by one more connection; closing the acceptor from here would race with it.
    boost::system::error_code ignored;
    tcp::socket knock(listener->io);
    knock.connect(listener->acceptor.local_endpoint(), ignored);
    listener->thread.join();
    for (auto& connection : listener->connections) connection.thread.join();
}

int SmtpDouble::State::port() const { return listener->acceptor.local_endpoint().port(); }

}  // namespace todoke::platforms
