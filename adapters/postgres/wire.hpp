// Binary representations of PostgreSQL types: big-endian numbers, times counted from 2000-01-01.
#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace todoke::postgres::wire {

// Type numbers from the server's catalogue (pg_type.dat); they are part of the protocol and never change.
enum Oid : unsigned {
    boolean = 16,
    bytea = 17,
    name = 19,
    int8 = 20,
    int2 = 21,
    int4 = 23,
    text = 25,
    json = 114,
    float8 = 701,
    unknown = 705,
    varchar = 1043,
    date = 1082,
    timestamptz = 1184,
    interval = 1186,
    uuid = 2950,
    jsonb = 3802,
    boolean_array = 1000,
    bytea_array = 1001,
    int2_array = 1005,
    int4_array = 1007,
    text_array = 1009,
    int8_array = 1016,
    float8_array = 1022,
    date_array = 1182,
    timestamptz_array = 1185,
    interval_array = 1187,
    uuid_array = 2951,
    jsonb_array = 3807,
};

inline unsigned element_of(unsigned array) {
    switch (array) {
        case boolean_array:
            return boolean;
        case bytea_array:
            return bytea;
        case int2_array:
            return int2;
        case int4_array:
            return int4;
        case text_array:
            return text;
        case int8_array:
            return int8;
        case float8_array:
            return float8;
        case date_array:
            return date;
        case timestamptz_array:
            return timestamptz;
        case interval_array:
            return interval;
        case uuid_array:
            return uuid;
        case jsonb_array:
            return jsonb;
        default:
            return 0;
    }
}

template <class Number>
void put(std::string& out, Number value) {
    using Bits = std::make_unsigned_t<Number>;
    auto bits = static_cast<Bits>(value);
    for (int shift = static_cast<int>(sizeof(Number)) * 8 - 8; shift >= 0; shift -= 8)
        out.push_back(static_cast<char>(bits >> shift & 0xff));
}

template <class Number>
Number take(const char* bytes) {
    std::make_unsigned_t<Number> bits = 0;
    for (std::size_t i = 0; i < sizeof(Number); ++i)
        bits = static_cast<decltype(bits)>(bits << 8 | static_cast<unsigned char>(bytes[i]));
    return static_cast<Number>(bits);
}

inline constexpr std::chrono::sys_days epoch{std::chrono::year{2000} / 1 / 1};

}  // namespace todoke::postgres::wire
