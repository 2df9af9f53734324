// What is said on one LMTP connection (RFC 2033), without its socket: bytes in, replies and whole mails out. However
// the bytes are cut into pieces, the same comes out.
#pragma once

#include "adapters/email/lmtp/data.hpp"
#include "adapters/email/lmtp/path.hpp"

#include <cstddef>
#include <functional>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::email::lmtp {

struct Limits {
    std::size_t message = 15 * 1024 * 1024;  // bytes of a mail
    std::size_t command = 4096;              // bytes of a command's line
    std::size_t recipients = 50;             // of one mail; Postfix begins another transaction for the rest
    int errors = 20;                         // commands nobody understands; then the connection ends
};

struct Mail {
    Path sender;                   // empty for bounces
    std::vector<Path> recipients;  // in their order, also the same one twice: each gets a reply of its own
    std::string bytes;
    std::string greeted;   // how the server that hands over named itself
    std::string queue_id;  // its own name of the mail (XFORWARD IDENT); "" = not said
};

enum class Taken { yes, not_now };

class Session {
public:
    // `host`: what we call ourselves. `ours`: is mail for this recipient meant for us?
    Session(std::string host, Limits limits, std::function<bool(const Path&)> ours);

    void feed(std::string_view input);
    std::string take_replies();  // begins with the greeting

    // A whole mail that waits for its outcome. What follows it is not looked at before.
    const Mail* mail() const { return mail_ ? &*mail_ : nullptr; }
    void settle(const std::vector<Taken>& outcomes);  // one for each recipient

    bool receiving() const { return data_.has_value(); }  // in the middle of a mail
    bool finished() const { return finished_; }           // nothing is said any more once the replies are out

    void drain();     // no further mail: the present one is finished, then 421
    void time_out();  // nothing came for too long: 421

private:
    void go_on();
    void line(std::string_view text);
    void greet(std::string_view name);
    void forwarded(std::string_view attributes);
    void mail_from(std::string_view text);
    void recipient(std::string_view text);
    void begin_data();
    void end_data();
    void leave(std::string_view code, std::string_view words);
    void mistaken(std::string_view code, std::string_view words);
    void reply(std::string_view code, std::string_view words);
    void reset();

    const std::string host_;
    const Limits limits_;
    const std::function<bool(const Path&)> ours_;

    std::string input_, replies_;
    bool line_too_long_ = false;
    std::string greeted_, queue_id_;
    std::optional<Path> sender_;
    std::vector<Path> recipients_;
    std::optional<DataReader> data_;
    std::optional<Mail> mail_;
    int errors_ = 0;
    bool draining_ = false, finished_ = false;
};

}  // namespace todoke::email::lmtp
