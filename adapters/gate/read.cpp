#include "adapters/gate/read.hpp"

#include "bot/ports/json.hpp"

#include <algorithm>

namespace todoke::gate {
namespace {

constexpr std::size_t most_scans = 500;
constexpr std::size_t longest_credential = 200;

Failure malformed(std::string what) {
    return {
        FailureCode::malformed, std::move(what),
        R"(expected {"epoch":1,"scans":[{"seq":1,"credential":"…","at":"2026-11-24T07:58:03+09:00","direction":"in"}]})"};
}

std::optional<int> number(std::string_view text) {
    int value = 0;
    if (text.empty()) return std::nullopt;
    for (const char c : text) {
        if (c < '0' || c > '9') return std::nullopt;
        value = value * 10 + (c - '0');
    }
    return value;
}

bool plain(const std::string& text) {
    return !text.empty() && text.size() <= longest_credential &&
           std::ranges::all_of(text, [](char c) { return c > ' ' && c <= '~'; });
}

}  // namespace

std::optional<Instant> parse_time(std::string_view text) {
    if (text.size() < 20 || text.size() > 35 || (text[10] != 'T' && text[10] != 't' && text[10] != ' '))
        return std::nullopt;
    const auto day = parse_iso_day(text.substr(0, 10));
    const auto hour = number(text.substr(11, 2)), minute = number(text.substr(14, 2)),
               second = number(text.substr(17, 2));
    if (!day || text[13] != ':' || text[16] != ':' || !hour || !minute || !second || *hour > 23 || *minute > 59 ||
        *second > 60)
        return std::nullopt;
    std::string_view rest = text.substr(19);
    std::int64_t micros = 0;
    if (rest.starts_with('.')) {
        std::size_t digits = 1;
        std::int64_t unit = 100'000;
        while (digits < rest.size() && rest[digits] >= '0' && rest[digits] <= '9') {
            micros += (rest[digits] - '0') * unit;
            unit /= 10;
            ++digits;
        }
        if (digits == 1) return std::nullopt;
        rest.remove_prefix(digits);
    }
    std::chrono::minutes offset{0};
    if (rest != "Z" && rest != "z") {
        if (rest.size() != 6 || (rest[0] != '+' && rest[0] != '-') || rest[3] != ':') return std::nullopt;
        const auto hours = number(rest.substr(1, 2)), minutes = number(rest.substr(4, 2));
        if (!hours || !minutes || *hours > 23 || *minutes > 59) return std::nullopt;
        offset = std::chrono::minutes{*hours * 60 + *minutes} * (rest[0] == '+' ? 1 : -1);
    }
    return Instant{std::chrono::sys_days{*day}} + std::chrono::hours{*hour} + std::chrono::minutes{*minute} +
           std::chrono::seconds{*second} + Duration{micros} - offset;
}

std::expected<Upload, Failure> read_upload(std::string_view body) {
    const auto parsed = json::parse(body);
    if (!parsed) return std::unexpected(parsed.error());
    const Value& scans = (*parsed)["scans"];
    const Value& epoch = (*parsed)["epoch"];
    if (!epoch.is_integer() || epoch.as_integer() < 0 || !scans.is_array())
        return std::unexpected(malformed("not an upload of scans"));
    if (scans.items().size() > most_scans) return std::unexpected(malformed("more than 500 scans in one upload"));
    Upload upload{.epoch = epoch.as_integer()};
    for (const Value& one : scans.items()) {
        const std::int64_t seq = one["seq"].as_integer();
        if (seq < 1) return std::unexpected(malformed("a scan without a number"));
        ScanInput input;
        input.scan.seq = seq;
        const auto at = parse_time(one["at"].as_string());
        const auto direction = direction_from(one["direction"].as_string());
        input.malformed = !at || !direction || !plain(one["credential"].as_string());
        if (at) input.scan.at = *at;
        if (direction) input.scan.direction = *direction;
        if (!input.malformed) input.scan.credential = one["credential"].as_string();
        upload.scans.push_back(std::move(input));
    }
    return upload;
}

}  // namespace todoke::gate
