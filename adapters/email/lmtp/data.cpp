#include "adapters/email/lmtp/data.hpp"

#include <algorithm>

namespace todoke::email::lmtp {

void DataReader::keep(std::string_view bytes) {
    if (too_large_) return;
    if (bytes.size() > limit_ - bytes_.size()) {
        too_large_ = true;
        std::string().swap(bytes_);
        return;
    }
    bytes_ += bytes;
}

std::size_t DataReader::read(std::string_view input) {
    std::size_t at = 0;
    while (at < input.size() && state_ != State::complete) {
        const char c = input[at];
        switch (state_) {
            case State::line_start:
                if (c == '.') {
                    state_ = State::dot;
                    ++at;
                    break;
                }
                state_ = State::text;
                break;
            case State::dot:  // the first dot of a line was put there by the sender's machine, or ends the mail
                if (c == '\r') {
                    state_ = State::dot_cr;
                    ++at;
                    break;
                }
                state_ = State::text;
                break;
            case State::dot_cr:
                if (c == '\n') {
                    state_ = State::complete;
                    ++at;
                    break;
                }
                keep("\r");
                state_ = State::after_cr;
                break;
            case State::text: {
                const auto end = std::min(input.find('\r', at), input.size());
                const bool found = end < input.size();
                keep(input.substr(at, end - at + (found ? 1 : 0)));
                at = end + (found ? 1 : 0);
                if (found) state_ = State::after_cr;
                break;
            }
            case State::after_cr:
                if (c == '\n') {
                    keep("\n");
                    state_ = State::line_start;
                    ++at;
                    break;
                }
                state_ = State::text;
                break;
            case State::complete:
                break;
        }
    }
    return at;
}

}  // namespace todoke::email::lmtp
