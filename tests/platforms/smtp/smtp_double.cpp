#include "tests/platforms/smtp/smtp_double.hpp"

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/common/text.hpp"
#include "tests/platforms/smtp/smtp_state.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/value_from.hpp>

namespace todoke::platforms {

namespace {

SmtpMisbehaviour smtp_misbehaviour_from(const boost::json::object& order) {
    using Stage = SmtpMisbehaviour::Stage;
    SmtpMisbehaviour misbehaviour;
    for (const auto& [key, value] : order) {
        if (key == "stage") {
            static const std::pair<const char*, Stage> stages[]{{"connect", Stage::connect}, {"ehlo", Stage::ehlo},
                                                                {"mail", Stage::mail},       {"rcpt", Stage::rcpt},
                                                                {"data", Stage::data},       {"dot", Stage::dot}};
            const auto found =
                std::find_if(std::begin(stages), std::end(stages), [&](const auto& s) { return value == s.first; });
            if (found == std::end(stages)) throw std::invalid_argument("unknown stage");
            misbehaviour.stage = found->second;
        } else if (key == "recipient")
            misbehaviour.recipient = value.as_string();
        else if (key == "code")
            misbehaviour.code = value.to_number<int>();
        else if (key == "text")
            misbehaviour.text = value.as_string();
        else if (key == "delay_ms")
            misbehaviour.delay = std::chrono::milliseconds(value.to_number<int>());
        else if (key == "times")
            misbehaviour.times = value.to_number<int>();
        else if (key == "drop" && value == "before")
            misbehaviour.drop_before = true;
        else if (key == "drop" && value == "after")
            misbehaviour.drop_after = true;
        else
            throw std::invalid_argument("unknown misbehaviour key or value: " + std::string(key));
    }
    return misbehaviour;
}

class Control : public HttpDouble {
public:
    Control(SmtpDouble::State& state, int port) : HttpDouble("smtp-control", state.clock, {}), state_(state) {
        start(port);
    }
    ~Control() override { stop(); }

private:
    Answer handle(const Request&) override { return json_answer(404, {{"error", "only /_double"}}); }
    std::string words_for(int) const override { return ""; }
    // The generic doors belong to HTTP requests; here books and misbehaviour are those of SMTP.
    bool owns(const std::string& door) const override { return door == "books" || door == "misbehave"; }

    Answer control(const Request& request, const boost::json::object& body) override {
        const std::string door = request.segments.size() > 1 ? request.segments[1] : "";
        if (door == "books") {
            const auto since = request.query.find("since");
            boost::json::array lines;
            for (const auto& entry : state_.books.since(since == request.query.end() ? 0 : std::stoull(since->second)))
                lines.push_back(entry.to_json());
            return json_answer(200, lines);
        }
        if (door == "misbehave") {
            std::lock_guard lock(state_.mutex);
            if (request.method == "DELETE")
                state_.orders.clear();
            else
                state_.orders.push_back(smtp_misbehaviour_from(body));
            return json_answer(200, boost::json::object());
        }
        boost::json::array list;
        if (door == "mailbox" && request.segments.size() == 3) {
            for (const auto& mail : state_.mailbox(request.segments[2])) list.push_back(mail.to_json());
            return json_answer(200, list);
        }
        if (door == "mails") {
            std::lock_guard lock(state_.mutex);
            for (const auto& mail : state_.mails) list.push_back(mail.to_json());
            return json_answer(200, list);
        }
        return json_answer(404, {{"error", "no such door"}});
    }

    SmtpDouble::State& state_;
};

}  // namespace

boost::json::object Mail::to_json() const {
    boost::json::array header_list;
    for (const auto& [name, value] : headers) header_list.push_back(boost::json::array{name, valid_utf8(value)});
    return {{"seq", seq},
            {"at", to_iso_utc(at)},
            {"queue_id", queue_id},
            {"envelope_from", from},
            {"envelope_to", boost::json::value_from(to)},
            {"subject", valid_utf8(subject)},
            {"from", valid_utf8(header_from)},
            {"to", valid_utf8(header_to)},
            {"reply_to", valid_utf8(reply_to)},
            {"message_id", valid_utf8(message_id)},
            {"in_reply_to", valid_utf8(in_reply_to)},
            {"text", valid_utf8(text)},
            {"html", valid_utf8(html)},
            {"headers", header_list},
            {"raw", valid_utf8(raw)}};
}

std::optional<SmtpMisbehaviour> SmtpDouble::State::take(SmtpMisbehaviour::Stage stage,
                                                        const std::vector<std::string>& recipients) {
    std::lock_guard lock(mutex);
    for (auto& order : orders) {
        if (order.stage != stage || order.times == 0) continue;
        if (!order.recipient.empty() && std::none_of(recipients.begin(), recipients.end(), [&](const auto& recipient) {
                return lower_ascii(recipient) == lower_ascii(order.recipient);
            }))
            continue;
        if (order.times > 0) --order.times;
        return order;
    }
    return std::nullopt;
}

void SmtpDouble::State::sleep(std::chrono::milliseconds delay) {
    std::unique_lock lock(mutex);
    changed.wait_for(lock, delay, [this] { return stopped; });
}

Mail SmtpDouble::State::keep(const std::string& from, const std::vector<std::string>& to, const std::string& raw) {
    Mail mail = decode_mail(raw);
    mail.at = clock();
    mail.from = from;
    mail.to = to;
    mail.queue_id = random_hex(5);
    {
        std::lock_guard lock(mutex);
        mail.seq = mails.size() + 1;
        mails.push_back(mail);
    }
    changed.notify_all();
    return mail;
}

std::vector<Mail> SmtpDouble::State::mailbox(const std::string& address) const {
    std::lock_guard lock(mutex);
    std::vector<Mail> found;
    for (const auto& mail : mails)
        if (std::any_of(mail.to.begin(), mail.to.end(),
                        [&](const auto& recipient) { return lower_ascii(recipient) == lower_ascii(address); }))
            found.push_back(mail);
    return found;
}

void SmtpDouble::State::note(const std::string& command, const std::string& path, int code, boost::json::value body,
                             const std::string& misbehaved) {
    Entry entry{.at = clock(),
                .method = command,
                .path = valid_utf8(path),
                .body = std::move(body),
                .status = code,
                .misbehaved = misbehaved};
    if (command == "MAIL-KEPT") {
        entry.delivered = true;
        for (const auto& recipient : entry.body.at("envelope_to").as_array())
            entry.delivered_to.emplace_back(recipient.as_string());
    }
    books.append(std::move(entry));
}

SmtpDouble::SmtpDouble(SmtpOptions options) : state_(std::make_unique<State>(std::move(options.clock), options.books)) {
    if (!options.certificate.empty()) {
        state_->tls = std::make_unique<boost::asio::ssl::context>(boost::asio::ssl::context::tls_server);
        state_->tls->use_certificate_chain_file(options.certificate);
        state_->tls->use_private_key_file(options.key, boost::asio::ssl::context::pem);
    }
    state_->listen(options.port);
    if (options.control_port >= 0) state_->control = std::make_unique<Control>(*state_, options.control_port);
}

SmtpDouble::~SmtpDouble() {
    state_->control.reset();
    {
        std::lock_guard lock(state_->mutex);
        state_->stopped = true;
    }
    state_->changed.notify_all();
    state_->close();
}

int SmtpDouble::port() const { return state_->port(); }
int SmtpDouble::control_port() const { return state_->control ? state_->control->port() : -1; }
std::string SmtpDouble::url() const { return "smtp://127.0.0.1:" + std::to_string(port()); }
Books& SmtpDouble::books() { return state_->books; }
std::vector<Mail> SmtpDouble::mailbox(const std::string& address) const { return state_->mailbox(address); }

std::vector<Mail> SmtpDouble::mails() const {
    std::lock_guard lock(state_->mutex);
    return state_->mails;
}

std::optional<Mail> SmtpDouble::wait_for(const std::function<bool(const Mail&)>& predicate,
                                         std::chrono::milliseconds timeout) const {
    std::unique_lock lock(state_->mutex);
    std::optional<Mail> found;
    state_->changed.wait_for(lock, timeout, [&] {
        for (const auto& mail : state_->mails)
            if (!found && predicate(mail)) found = mail;
        return found.has_value();
    });
    return found;
}

void SmtpDouble::accept_only(const std::string& bearer) {
    std::lock_guard lock(state_->mutex);
    state_->bearer = bearer;
}

// "user=…^Aauth=Bearer TOKEN^A^A" in base64.
bool SmtpDouble::State::knows(const std::string& proof) const {
    std::lock_guard lock(mutex);
    std::string url_form = proof.substr(0, proof.find('='));
    std::replace(url_form.begin(), url_form.end(), '+', '-');
    std::replace(url_form.begin(), url_form.end(), '/', '_');
    const std::string clear = base64url_decode(url_form);
    return clear.starts_with("user=") && (bearer.empty() || clear.ends_with("\1auth=Bearer " + bearer + "\1\1"));
}

void SmtpDouble::misbehave(SmtpMisbehaviour misbehaviour) {
    std::lock_guard lock(state_->mutex);
    state_->orders.push_back(std::move(misbehaviour));
}

void SmtpDouble::behave() {
    std::lock_guard lock(state_->mutex);
    state_->orders.clear();
}

}  // namespace todoke::platforms
