#include "adapters/yaml/encoding.hpp"

#include <algorithm>
#include <cerrno>
#include <iconv.h>

namespace todoke::yaml {
namespace {

// Length of the well-formed sequence at the front (RFC 3629: no overlong forms, no surrogates); 0 when there is none.
std::size_t sequence_length(std::string_view text) {
    const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i, unsigned char low = 0x80, unsigned char high = 0xBF) {
        return i < text.size() && at(i) >= low && at(i) <= high;
    };
    const unsigned char lead = at(0);
    if (lead < 0x80) return lead == 0 ? 0 : 1;
    if (lead >= 0xC2 && lead <= 0xDF) return continues(1) ? 2 : 0;
    if (lead >= 0xE0 && lead <= 0xEF) {
        const unsigned char low = lead == 0xE0 ? 0xA0 : 0x80, high = lead == 0xED ? 0x9F : 0xBF;
        return continues(1, low, high) && continues(2) ? 3 : 0;
    }
    if (lead >= 0xF0 && lead <= 0xF4) {
        const unsigned char low = lead == 0xF0 ? 0x90 : 0x80, high = lead == 0xF4 ? 0x8F : 0xBF;
        return continues(1, low, high) && continues(2) && continues(3) ? 4 : 0;
    }
    return 0;
}

class Converter {
public:
    Converter() : handle_(::iconv_open("UTF-8", "CP932")) {}
    ~Converter() {
        if (usable()) ::iconv_close(handle_);
    }
    Converter(const Converter&) = delete;
    Converter& operator=(const Converter&) = delete;

    bool usable() const { return handle_ != reinterpret_cast<iconv_t>(-1); }

    std::expected<std::string, std::size_t> convert(std::string_view bytes) {
        if (const auto nul = bytes.find('\0'); nul != std::string_view::npos) return std::unexpected(nul);
        std::string text(bytes.size() * 3, '\0');    // a CP932 byte becomes at most three of UTF-8
        char* in = const_cast<char*>(bytes.data());  // iconv's signature; the bytes are only read
        std::size_t in_left = bytes.size();
        char* out = text.data();
        std::size_t out_left = text.size();
        if (::iconv(handle_, &in, &in_left, &out, &out_left) == static_cast<std::size_t>(-1))
            return std::unexpected(bytes.size() - in_left);
        text.resize(text.size() - out_left);
        return text;
    }

private:
    iconv_t handle_;
};

}  // namespace

std::optional<std::size_t> first_broken_byte(std::string_view text) {
    for (std::size_t i = 0; i < text.size();) {
        const auto length = sequence_length(text.substr(i));
        if (length == 0) return i;
        i += length;
    }
    return std::nullopt;
}

std::expected<std::string, std::size_t> to_utf8(std::string_view bytes) {
    const bool marked = bytes.starts_with("\xEF\xBB\xBF");
    const auto text = marked ? bytes.substr(3) : bytes;
    const auto broken = first_broken_byte(text);
    if (!broken) return std::string(text);
    if (marked) return std::unexpected(*broken + 3);  // the mark promised UTF-8
    Converter cp932;
    if (!cp932.usable()) return std::unexpected(*broken);
    return cp932.convert(bytes);
}

std::size_t code_points(std::string_view utf8) {
    return static_cast<std::size_t>(
        std::ranges::count_if(utf8, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
}

}  // namespace todoke::yaml
