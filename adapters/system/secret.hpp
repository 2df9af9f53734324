// A value that must not be shown. There is no stream operator and no conversion: whoever needs the bytes says `expose`,
// which is easy to find in a review. The bytes are wiped when the Secret goes.
#pragma once

#include <cstddef>
#include <utility>

namespace todoke::system {

// Overwrites in a way that the compiler does not leave out.
void wipe(void* data, std::size_t bytes);

// T is a contiguous container of bytes: std::string, std::vector<std::byte>.
template <class T>
class Secret {
public:
    Secret() = default;
    explicit Secret(T value) : value_(std::move(value)) {}
    ~Secret() { clear(); }

    Secret(const Secret&) = delete;  // every copy is one more place to wipe
    Secret& operator=(const Secret&) = delete;
    Secret(Secret&& other) noexcept : value_(std::move(other.value_)) { other.clear(); }
    Secret& operator=(Secret&& other) noexcept {
        if (this != &other) {
            clear();
            value_ = std::move(other.value_);
            other.clear();
        }
        return *this;
    }

    const T& expose() const { return value_; }
    bool empty() const { return value_.empty(); }

private:
    void clear() {
        // A moved-from or shortened string keeps old bytes in its capacity: all of it is overwritten.
        value_.resize(value_.capacity());
        wipe(value_.data(), value_.size() * sizeof(*value_.data()));
        value_.clear();
    }

    T value_;
};

}  // namespace todoke::system
