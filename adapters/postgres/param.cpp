#include "adapters/postgres/param.hpp"

#include "adapters/postgres/wire.hpp"

#include <bit>

namespace todoke::postgres {
namespace {

int hex_digit(char c) {
    if (c >= '0' && c <= '9') return c - '0';
    if (c >= 'a' && c <= 'f') return c - 'a' + 10;
    if (c >= 'A' && c <= 'F') return c - 'A' + 10;
    return -1;
}

// 16 raw bytes stay as they are; 32 hex digits with or without dashes are read.
bool put_uuid(std::string_view text, std::string& out) {
    if (text.size() == 16) {
        out.append(text);
        return true;
    }
    std::string bytes;
    int high = -1;
    for (char c : text) {
        if (c == '-') continue;
        const int digit = hex_digit(c);
        if (digit < 0) return false;
        if (high < 0)
            high = digit;
        else {
            bytes.push_back(static_cast<char>(high << 4 | digit));
            high = -1;
        }
    }
    if (bytes.size() != 16 || high >= 0) return false;
    out.append(bytes);
    return true;
}

bool put_integer(std::int64_t v, unsigned type, std::string& out) {
    switch (type) {
        case wire::int8:
            wire::put(out, v);
            return true;
        case wire::int4:
            if (v != static_cast<std::int32_t>(v)) return false;
            wire::put(out, static_cast<std::int32_t>(v));
            return true;
        case wire::int2:
            if (v != static_cast<std::int16_t>(v)) return false;
            wire::put(out, static_cast<std::int16_t>(v));
            return true;
        case wire::float8:
            wire::put(out, std::bit_cast<std::int64_t>(static_cast<double>(v)));
            return true;
        default:
            return false;
    }
}

bool put_text(std::string_view v, unsigned type, std::string& out) {
    switch (type) {
        case wire::text:
        case wire::varchar:
        case wire::name:
        case wire::unknown:
        case wire::json:
        case wire::bytea:
            out.append(v);
            return true;
        case wire::jsonb:
            out.push_back('\x01');  // version of the binary form
            out.append(v);
            return true;
        case wire::uuid:
            return put_uuid(v, out);
        default:
            return false;
    }
}

}  // namespace

bool Param::encode(unsigned type, std::string& out) const {
    struct Visitor {
        const Param& self;
        unsigned type;
        std::string& out;
        bool operator()(std::monostate) const { return false; }
        bool operator()(bool v) const {
            if (type != wire::boolean) return false;
            out.push_back(v ? '\x01' : '\x00');
            return true;
        }
        bool operator()(std::int64_t v) const { return put_integer(v, type, out); }
        bool operator()(double v) const {
            if (type != wire::float8) return false;
            wire::put(out, std::bit_cast<std::int64_t>(v));
            return true;
        }
        bool operator()(std::string_view v) const { return put_text(v, type, out); }
        bool operator()(Instant v) const {
            if (type != wire::timestamptz) return false;
            wire::put(out, static_cast<std::int64_t>((v - wire::epoch).count()));
            return true;
        }
        bool operator()(SchoolDay v) const {
            if (type != wire::date || !v.ok()) return false;
            wire::put(out, static_cast<std::int32_t>((std::chrono::sys_days(v) - wire::epoch).count()));
            return true;
        }
        bool operator()(Duration v) const {
            if (type != wire::interval) return false;
            wire::put(out, static_cast<std::int64_t>(v.count()));
            wire::put(out, std::int32_t{0});  // days
            wire::put(out, std::int32_t{0});  // months
            return true;
        }
        bool operator()(const Items& v) const { return self.encode_items(v, type, out); }
    };
    return std::visit(Visitor{*this, type, out}, value_);
}

bool Param::encode_items(const Items& items, unsigned array_type, std::string& out) const {
    const unsigned element = wire::element_of(array_type);
    if (element == 0) return false;
    bool has_null = false;
    for (const Param& item : items) has_null = has_null || item.is_null();
    wire::put(out, std::int32_t{items.empty() ? 0 : 1});  // dimensions
    wire::put(out, std::int32_t{has_null ? 1 : 0});
    wire::put(out, static_cast<std::int32_t>(element));
    if (items.empty()) return true;
    wire::put(out, static_cast<std::int32_t>(items.size()));
    wire::put(out, std::int32_t{1});  // lower bound
    for (const Param& item : items) {
        if (item.is_null()) {
            wire::put(out, std::int32_t{-1});
            continue;
        }
        const std::size_t length_at = out.size();
        wire::put(out, std::int32_t{0});
        if (!item.encode(element, out)) return false;
        std::string length;
        wire::put(length, static_cast<std::int32_t>(out.size() - length_at - 4));
        out.replace(length_at, 4, length);
    }
    return true;
}

}  // namespace todoke::postgres
