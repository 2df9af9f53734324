// The bytes between DATA and the dot.
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace todoke::email::lmtp {

// Undoes dot-stuffing. Only CRLF ends a line, so only CRLF "." CRLF ends the mail; a bare CR or LF is a byte like any
// other: whoever reads it as a line end can be made to see a second mail inside the first.
class DataReader {
public:
    explicit DataReader(std::size_t limit) : limit_(limit) {}

    std::size_t read(std::string_view input);  // how much belonged to the mail, its end included
    bool complete() const { return state_ == State::complete; }
    bool too_large() const { return too_large_; }  // read to its end all the same, and thrown away
    std::string take() { return std::move(bytes_); }

private:
    enum class State { line_start, text, after_cr, dot, dot_cr, complete };

    void keep(std::string_view bytes);

    std::size_t limit_;
    State state_ = State::line_start;
    bool too_large_ = false;
    std::string bytes_;
};

}  // namespace todoke::email::lmtp
