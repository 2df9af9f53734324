// Boost.JSON's streaming parser fills our own value tree directly: no second tree, and duplicate keys are seen, which a
// Boost.JSON document would silently resolve to the last one.
#include "bot/ports/json.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>

#include <boost/json/basic_parser_impl.hpp>
#include <unicode/utf8.h>

namespace todoke::json {
namespace {

namespace bj = boost::json;

constexpr std::size_t max_depth = 32;
// Up to here a new key is compared with all before it; larger objects are judged when they end, by sorting.
constexpr std::size_t few_members = 16;

class TreeBuilder {
public:
    // Limits other than depth are those of the door that read the text.
    static constexpr std::size_t max_object_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_array_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_key_size = static_cast<std::size_t>(-1);
    static constexpr std::size_t max_string_size = static_cast<std::size_t>(-1);

    using error_code = bj::error_code;
    using text = bj::string_view;

    bool on_document_begin(error_code&) { return true; }
    bool on_document_end(error_code&) { return true; }
    bool on_object_begin(error_code&) {
        open_.push_back({Value::object(), {}});
        return true;
    }
    bool on_object_end(std::size_t, error_code& ec) {
        const auto& members = open_.back().value.members();
        if (members.size() > few_members && has_duplicates(members)) return refuse_duplicate(ec);
        return close();
    }
    bool on_array_begin(error_code&) {
        open_.push_back({Value::array(), {}});
        return true;
    }
    bool on_array_end(std::size_t, error_code&) { return close(); }
    bool on_key_part(text part, std::size_t, error_code&) {
        pending_.append(part.data(), part.size());
        return true;
    }
    bool on_key(text part, std::size_t, error_code& ec) {
        pending_.append(part.data(), part.size());
        auto& frame = open_.back();
        const auto& members = frame.value.members();
        if (members.size() < few_members &&
            std::ranges::find(members, pending_, &Value::Member::first) != members.end())
            return refuse_duplicate(ec);
        frame.key = std::move(pending_);
        pending_.clear();
        return true;
    }
    bool on_string_part(text part, std::size_t, error_code&) {
        pending_.append(part.data(), part.size());
        return true;
    }
    bool on_string(text part, std::size_t, error_code&) {
        pending_.append(part.data(), part.size());
        put(Value(std::move(pending_)));
        pending_.clear();
        return true;
    }
    bool on_number_part(text, error_code&) { return true; }
    bool on_int64(std::int64_t number, text, error_code&) { return put(Value(number)); }
    bool on_uint64(std::uint64_t number, text, error_code&) { return put(Value(static_cast<double>(number))); }
    bool on_double(double number, text, error_code& ec) {
        if (!std::isfinite(number)) {
            ec = bj::make_error_code(bj::error::exponent_overflow);
            return false;
        }
        return put(Value(number));
    }
    bool on_bool(bool truth, error_code&) { return put(Value(truth)); }
    bool on_null(error_code&) { return put(Value()); }
    bool on_comment_part(text, error_code&) { return true; }
    bool on_comment(text, error_code&) { return true; }

    bool duplicate() const { return duplicate_; }
    Value take() { return std::move(root_); }

private:
    struct Frame {
        Value value;
        std::string key;
    };

    static bool has_duplicates(const Value::Object& members) {
        std::vector<std::string_view> keys;
        keys.reserve(members.size());
        for (const auto& [key, value] : members) keys.emplace_back(key);
        std::ranges::sort(keys);
        return std::ranges::adjacent_find(keys) != keys.end();
    }

    bool refuse_duplicate(error_code& ec) {
        duplicate_ = true;
        ec = bj::make_error_code(bj::error::syntax);
        return false;
    }

    bool put(Value value) {
        if (open_.empty()) {
            root_ = std::move(value);
            return true;
        }
        auto& frame = open_.back();
        if (frame.value.is_array())
            frame.value.items_mut().push_back(std::move(value));
        else
            frame.value.members_mut().emplace_back(std::move(frame.key), std::move(value));
        return true;
    }

    bool close() {
        Value done = std::move(open_.back().value);
        open_.pop_back();
        return put(std::move(done));
    }

    std::vector<Frame> open_;
    std::string pending_;
    Value root_;
    bool duplicate_ = false;
};

void write_string(std::string& out, std::string_view text) {
    constexpr std::string_view hex = "0123456789abcdef";
    out.push_back('"');
    const auto* const bytes = reinterpret_cast<const std::uint8_t*>(text.data());
    const auto size = static_cast<std::int64_t>(text.size());
    for (std::int64_t at = 0; at < size;) {
        const auto begin = at;
        UChar32 c = 0;
        U8_NEXT(bytes, at, size, c);
        if (c < 0)
            out.append("\xef\xbf\xbd");
        else if (c == '"' || c == '\\')
            out.append({'\\', static_cast<char>(c)});
        else if (c == '\n')
            out.append("\\n");
        else if (c == '\r')
            out.append("\\r");
        else if (c == '\t')
            out.append("\\t");
        else if (c < 0x20)
            out.append("\\u00").append({hex[static_cast<std::size_t>(c >> 4)], hex[static_cast<std::size_t>(c & 15)]});
        else
            out.append(text.substr(static_cast<std::size_t>(begin), static_cast<std::size_t>(at - begin)));
    }
    out.push_back('"');
}

// JSON has no NaN and no infinity: they become null. A whole double keeps its ".0", so that it is read back as one.
void write_double(std::string& out, double number) {
    if (!std::isfinite(number)) {
        out.append("null");
        return;
    }
    char text[32];
    const auto end = std::to_chars(text, text + sizeof text, number).ptr;
    const std::string_view written(text, static_cast<std::size_t>(end - text));
    out.append(written);
    if (written.find_first_of(".e") == std::string_view::npos) out.append(".0");
}

void write_value(std::string& out, const Value& value) {
    if (value.is_null()) {
        out.append("null");
    } else if (value.is_bool()) {
        out.append(value.as_bool() ? "true" : "false");
    } else if (value.is_integer()) {
        out.append(std::to_string(value.as_integer()));
    } else if (value.is_number()) {
        write_double(out, value.as_double());
    } else if (value.is_string()) {
        write_string(out, value.as_string());
    } else if (value.is_array()) {
        out.push_back('[');
        const char* separator = "";
        for (const auto& item : value.items()) {
            out.append(std::exchange(separator, ","));
            write_value(out, item);
        }
        out.push_back(']');
    } else {
        out.push_back('{');
        const char* separator = "";
        for (const auto& [key, member] : value.members()) {
            out.append(std::exchange(separator, ","));
            write_string(out, key);
            out.push_back(':');
            write_value(out, member);
        }
        out.push_back('}');
    }
}

}  // namespace

std::expected<Value, Failure> parse(std::string_view text) {
    bj::parse_options options;
    options.max_depth = max_depth;
    bj::basic_parser<TreeBuilder> parser(options);
    bj::error_code error;
    const auto used = parser.write_some(false, text.data(), text.size(), error);
    const auto refuse = [&](const std::string& why) {
        return std::unexpected(
            Failure{FailureCode::malformed, "JSON refused at byte " + std::to_string(used) + ": " + why, ""});
    };
    if (parser.handler().duplicate()) return refuse("a key stands twice in one object");
    if (error) return refuse(error.message());
    if (used != text.size()) return refuse("more text after the value");
    return parser.handler().take();
}

std::string write(const Value& value) {
    std::string out;
    write_value(out, value);
    return out;
}

}  // namespace todoke::json
