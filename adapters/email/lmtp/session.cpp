#include "adapters/email/lmtp/session.hpp"

#include <algorithm>
#include <charconv>
#include <cstdint>
#include <utility>

namespace todoke::email::lmtp {
namespace {

bool starts_with_word(std::string_view text, std::string_view word) {
    return text.size() >= word.size() && lower_case(text.substr(0, word.size())) == word;
}

std::string_view without_spaces(std::string_view text) {
    while (text.starts_with(' ')) text.remove_prefix(1);
    while (text.ends_with(' ')) text.remove_suffix(1);
    return text;
}

std::vector<std::string_view> words_of(std::string_view text) {
    std::vector<std::string_view> words;
    for (text = without_spaces(text); !text.empty(); text = without_spaces(text)) {
        const auto end = std::min(text.find(' '), text.size());
        words.push_back(text.substr(0, end));
        text.remove_prefix(end);
    }
    return words;
}

bool is_text(std::string_view line) {
    return std::ranges::none_of(line, [](char c) {
        const auto byte = static_cast<unsigned char>(c);
        return byte < 0x20 || byte == 0x7f;
    });
}

// What may stand behind a sender.
enum class Parameters { fine, unknown, broken, too_large };

Parameters read_parameters(std::string_view text, std::size_t largest) {
    for (const std::string_view word : words_of(text)) {
        const auto equals = word.find('=');
        const std::string key = lower_case(word.substr(0, equals));
        const std::string value = equals == word.npos ? "" : lower_case(word.substr(equals + 1));
        if (key == "size") {
            // An estimate of the sender's, seen too small and too large: only the impossible is refused.
            std::uint64_t size = 0;
            const auto [end, error] = std::from_chars(value.data(), value.data() + value.size(), size);
            if (value.empty() || end != value.data() + value.size()) return Parameters::broken;
            if (error == std::errc::result_out_of_range || size > largest) return Parameters::too_large;
        } else if (key == "body") {
            if (value != "7bit" && value != "8bitmime") return Parameters::broken;
        } else if (key == "smtputf8") {
            if (equals != word.npos) return Parameters::broken;
        } else {
            return Parameters::unknown;
        }
    }
    return Parameters::fine;
}

}  // namespace

Session::Session(std::string host, Limits limits, std::function<bool(const Path&)> ours)
    : host_(std::move(host)), limits_(limits), ours_(std::move(ours)) {
    reply("220", host_ + " LMTP Todoke");
}

void Session::reply(std::string_view code, std::string_view words) {
    replies_.append(code).append(1, ' ').append(words).append("\r\n");
}

void Session::mistaken(std::string_view code, std::string_view words) {
    reply(code, words);
    if (++errors_ >= limits_.errors) leave("4.7.0", "too many errors");
}

void Session::leave(std::string_view code, std::string_view words) {
    if (finished_) return;
    reply("421", std::string(code) + ' ' + host_ + ' ' + std::string(words));
    finished_ = true;
    data_.reset();
    input_.clear();
}

void Session::reset() {
    sender_.reset();
    recipients_.clear();
}

std::string Session::take_replies() { return std::exchange(replies_, {}); }

void Session::feed(std::string_view input) {
    if (finished_) return;
    input_ += input;
    go_on();
}

void Session::go_on() {
    std::size_t at = 0;
    const auto rest = [&] { return std::string_view(input_).substr(at); };
    while (!finished_ && !mail_) {
        if (data_) {
            at += data_->read(rest());
            if (!data_->complete()) break;
            end_data();
            continue;
        }
        const auto end = rest().find("\r\n");
        if (end == std::string_view::npos) {
            if (rest().size() <= limits_.command + 1) break;
            line_too_long_ = true;
            at = input_.size() - 1;  // a CR at the end may be half of the line's end
            break;
        }
        const bool too_long = std::exchange(line_too_long_, false) || end > limits_.command;
        const std::string text(rest().substr(0, end));
        at += end + 2;
        if (too_long)
            mistaken("500", "5.5.2 line too long");
        else
            line(text);
    }
    // leave() has emptied the input already.
    input_.erase(0, std::min(at, input_.size()));
}

void Session::line(std::string_view text) {
    if (!is_text(text)) return mistaken("500", "5.5.2 a command is plain text ended by CRLF");
    const std::string command = lower_case(text.substr(0, std::min(text.find(' '), text.size())));
    const std::string_view rest = without_spaces(text.substr(command.size()));
    if (command == "lhlo") return greet(rest);
    if (command == "helo" || command == "ehlo") return mistaken("500", "5.5.1 this is LMTP: say LHLO");
    if (command == "quit") {
        reply("221", "2.0.0 " + host_ + " goodbye");
        finished_ = true;
        return;
    }
    if (command == "noop") return reply("250", "2.0.0 still here");
    if (command == "vrfy") return reply("252", "2.0.0 send it, and we shall see");
    if (command == "rset") {
        reset();
        return reply("250", "2.0.0 forgotten");
    }
    if (command == "xforward") return forwarded(rest);
    if (starts_with_word(text, "mail from:")) return mail_from(text.substr(10));
    if (starts_with_word(text, "rcpt to:")) return recipient(text.substr(8));
    if (command == "data") return begin_data();
    mistaken("500", "5.5.2 unknown command");
}

void Session::greet(std::string_view name) {
    if (name.empty()) return mistaken("501", "5.5.4 who are you?");
    reset();
    greeted_ = name;
    replies_ += "250-" + host_ +
                "\r\n250-PIPELINING\r\n250-8BITMIME\r\n250-SMTPUTF8\r\n250-ENHANCEDSTATUSCODES\r\n250-SIZE " +
                std::to_string(limits_.message) + "\r\n250 XFORWARD NAME ADDR PORT PROTO HELO IDENT SOURCE\r\n";
}

// Where our mail server has the next mail from. Only its own name of the mail is kept: for a person who searches its
// log.
void Session::forwarded(std::string_view attributes) {
    if (attributes.empty()) return mistaken("501", "5.5.4 expected NAME=value");
    for (const std::string_view attribute : words_of(attributes)) {
        if (attribute.find('=') == attribute.npos) return mistaken("501", "5.5.4 expected NAME=value");
        if (starts_with_word(attribute, "ident=")) queue_id_ = attribute.substr(6);
    }
    if (lower_case(queue_id_) == "[unavailable]") queue_id_.clear();
    reply("250", "2.0.0 noted");
}

void Session::mail_from(std::string_view text) {
    if (greeted_.empty()) return mistaken("503", "5.5.1 say LHLO first");
    if (sender_) return mistaken("503", "5.5.1 there is a sender already");
    auto path = read_path(without_spaces(text));
    if (!path) return mistaken("501", "5.1.7 expected MAIL FROM:<address>");
    switch (read_parameters(path->second, limits_.message)) {
        case Parameters::unknown:
            return mistaken("555", "5.5.4 unknown parameter");
        case Parameters::broken:
            return mistaken("501", "5.5.4 broken parameter");
        case Parameters::too_large:
            return reply("552", "5.3.4 larger than " + std::to_string(limits_.message) + " bytes");
        case Parameters::fine:
            break;
    }
    sender_ = std::move(path->first);
    reply("250", "2.1.0 sender noted");
}

void Session::recipient(std::string_view text) {
    if (!sender_) return mistaken("503", "5.5.1 say MAIL first");
    auto path = read_path(without_spaces(text));
    if (!path || path->first.empty()) return mistaken("501", "5.1.3 expected RCPT TO:<address>");
    // We do not announce DSN, so nothing may stand behind the address.
    if (!without_spaces(path->second).empty()) return mistaken("555", "5.5.4 unknown parameter");
    if (recipients_.size() >= limits_.recipients) return reply("452", "4.5.3 too many recipients at once");
    if (!ours_(path->first)) return reply("550", "5.1.1 not a domain of this service");
    recipients_.push_back(std::move(path->first));
    reply("250", "2.1.5 recipient noted");
}

void Session::begin_data() {
    if (recipients_.empty()) return mistaken("503", "5.5.1 no recipient yet");
    data_.emplace(limits_.message);
    reply("354", "go on, and end with a dot");
}

void Session::end_data() {
    const bool too_large = data_->too_large();
    std::string bytes = data_->take();
    data_.reset();
    if (!too_large) {
        mail_ = Mail{std::move(*sender_), std::move(recipients_), std::move(bytes), greeted_, std::move(queue_id_)};
        queue_id_.clear();
        return reset();
    }
    for (std::size_t i = 0; i < recipients_.size(); ++i)
        reply("552", "5.3.4 larger than " + std::to_string(limits_.message) + " bytes");
    queue_id_.clear();
    reset();
    if (draining_) leave("4.3.2", "ends its work");
}

void Session::settle(const std::vector<Taken>& outcomes) {
    for (const Taken outcome : outcomes) {
        if (outcome == Taken::yes)
            reply("250", "2.0.0 stored");
        else
            reply("451", "4.3.0 cannot be stored at the moment");
    }
    mail_.reset();
    if (draining_) return leave("4.3.2", "ends its work");
    go_on();
}

void Session::drain() {
    draining_ = true;
    if (!data_ && !mail_) leave("4.3.2", "ends its work");
}

void Session::time_out() { leave("4.4.2", "heard nothing for too long"); }

}  // namespace todoke::email::lmtp
