#include "adapters/email/receive/stored_mail.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <optional>

namespace todoke::email {
namespace {

constexpr std::string_view mark = "mail 1\n";

constexpr std::array fields = {&StoredMail::sender, &StoredMail::recipient, &StoredMail::handed_over,
                               &StoredMail::queue_id, &StoredMail::raw};

// "5:hello", taken away from `text`.
std::optional<std::string> take_field(std::string_view& text) {
    std::size_t size = 0;
    const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), size);
    if (error != std::errc{} || end == text.data() + text.size() || *end != ':') return std::nullopt;
    text.remove_prefix(static_cast<std::size_t>(end - text.data()) + 1);
    if (size > text.size()) return std::nullopt;
    std::string field(text.substr(0, size));
    text.remove_prefix(size);
    return field;
}

}  // namespace

std::string encode(const StoredMail& mail) {
    std::string body(mark);
    body.reserve(mail.raw.size() + 200);
    for (const auto field : fields) {
        body += std::to_string((mail.*field).size());
        body += ':';
        body += mail.*field;
    }
    return body;
}

std::expected<StoredMail, Failure> decode_stored_mail(std::string_view body) {
    const auto broken = std::unexpected(Failure{FailureCode::malformed, "this is no stored mail", ""});
    if (!body.starts_with(mark)) return broken;
    body.remove_prefix(mark.size());
    StoredMail mail;
    for (const auto field : fields) {
        auto text = take_field(body);
        if (!text) return broken;
        mail.*field = std::move(*text);
    }
    if (!body.empty()) return broken;
    return mail;
}

std::string without_long_parts(std::string_view raw, const PartLimits& limits) {
    std::string kept;
    const auto keep = [&](std::string_view part) {
        if (part.size() > limits.part) {
            const auto end = part.rfind("\r\n", limits.kept);
            part = part.substr(0, end == part.npos ? limits.kept : end + 2);
        }
        kept += part.substr(0, limits.mail - std::min(limits.mail, kept.size()));
    };
    std::size_t begin = 0;
    while (begin < raw.size() && kept.size() < limits.mail) {
        const auto next = raw.find("\r\n--", begin);
        const auto end = next == raw.npos ? raw.size() : next + 2;
        keep(raw.substr(begin, end - begin));
        begin = end;
    }
    return kept;
}

}  // namespace todoke::email
