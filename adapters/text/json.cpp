#include "bot/ports/json.hpp"

#include <cmath>
#include <cstdio>
#include <limits>
#include <set>
#include <string>
#include <vector>

#include <boost/json/basic_parser_impl.hpp>

namespace todoke::json {
namespace {

constexpr std::size_t deepest = 32;

// Builds values directly from the parser's events: hostile input never becomes a second tree, and keys written twice are seen.
struct Builder {
    static constexpr std::size_t max_object_size = 100'000;
    static constexpr std::size_t max_array_size = 100'000;
    static constexpr std::size_t max_key_size = 4096;
    static constexpr std::size_t max_string_size = 32 * 1024 * 1024;
    using Error = boost::json::error_code;

    struct Open {
        Value value;
        std::string key;                // of the member being read
        std::set<std::string> seen;     // keys so far
        bool is_object = false;
    };

    bool add(Value value) {
        if (open.empty()) {
            root = std::move(value);
        } else if (open.back().is_object) {
            open.back().value.members_mut().emplace_back(std::move(open.back().key), std::move(value));
        } else {
            open.back().value.items_mut().push_back(std::move(value));
        }
        return true;
    }
    bool begin(bool is_object) {
        open.push_back({is_object ? Value(Value::Object{}) : Value(Value::Array{}), {}, {}, is_object});
        return true;
    }
    bool end() {
        Value done = std::move(open.back().value);
        open.pop_back();
        return add(std::move(done));
    }

    bool on_document_begin(Error&) { return true; }
    bool on_document_end(Error&) { return true; }
    bool on_object_begin(Error&) { return begin(true); }
    bool on_object_end(std::size_t, Error&) { return end(); }
    bool on_array_begin(Error&) { return begin(false); }
    bool on_array_end(std::size_t, Error&) { return end(); }
    bool on_key_part(boost::json::string_view part, std::size_t, Error&) { text.append(part.data(), part.size()); return true; }
    bool on_key(boost::json::string_view part, std::size_t, Error& error) {
        text.append(part.data(), part.size());
        if (!open.back().seen.insert(text).second) {
            error = boost::json::error::exception;
            return false;
        }
        open.back().key = std::move(text);
        text.clear();
        return true;
    }
    bool on_string_part(boost::json::string_view part, std::size_t, Error&) { text.append(part.data(), part.size()); return true; }
    bool on_string(boost::json::string_view part, std::size_t, Error&) {
        text.append(part.data(), part.size());
        Value value(std::move(text));
        text.clear();
        return add(std::move(value));
    }
    bool on_number_part(boost::json::string_view, Error&) { return true; }
    bool on_int64(std::int64_t number, boost::json::string_view, Error&) { return add(Value(number)); }
    bool on_uint64(std::uint64_t number, boost::json::string_view, Error&) { return add(Value(static_cast<double>(number))); }
    bool on_double(double number, boost::json::string_view, Error&) { return add(Value(number)); }
    bool on_bool(bool value, Error&) { return add(Value(value)); }
    bool on_null(Error&) { return add(Value()); }
    bool on_comment_part(boost::json::string_view, Error&) { return true; }
    bool on_comment(boost::json::string_view, Error&) { return true; }

    Value root;
    std::vector<Open> open;
    std::string text;
};

// Length of the UTF-8 sequence at `at`, 0 when it is not one (overlong, surrogate, cut off).
std::size_t sequence(std::string_view text, std::size_t at) {
    const auto byte = [&](std::size_t i) { return at + i < text.size() ? static_cast<unsigned char>(text[at + i]) : 0U; };
    const unsigned first = byte(0);
    if (first < 0x80) return 1;
    const auto tail = [&](std::size_t i) { return (byte(i) & 0xC0U) == 0x80U; };
    if (first >= 0xC2 && first <= 0xDF && tail(1)) return 2;
    if (first >= 0xE0 && first <= 0xEF && tail(1) && tail(2)) {
        if ((first == 0xE0 && byte(1) < 0xA0) || (first == 0xED && byte(1) >= 0xA0)) return 0;
        return 3;
    }
    if (first >= 0xF0 && first <= 0xF4 && tail(1) && tail(2) && tail(3)) {
        if ((first == 0xF0 && byte(1) < 0x90) || (first == 0xF4 && byte(1) >= 0x90)) return 0;
        return 4;
    }
    return 0;
}

void write_string(std::string_view text, std::string& out) {
    out.push_back('"');
    for (std::size_t at = 0; at < text.size();) {
        const char c = text[at];
        const std::size_t length = sequence(text, at);
        if (length == 0) {
            out += "\xEF\xBF\xBD";
            ++at;
            continue;
        }
        if (length > 1) {
            out.append(text.substr(at, length));
        } else if (c == '"' || c == '\\') {
            out.push_back('\\');
            out.push_back(c);
        } else if (static_cast<unsigned char>(c) < 0x20) {
            char escaped[8];
            std::snprintf(escaped, sizeof escaped, "\\u%04x", static_cast<unsigned>(c));
            out += c == '\n' ? "\\n" : c == '\t' ? "\\t" : c == '\r' ? "\\r" : escaped;
        } else {
            out.push_back(c);
        }
        at += length;
    }
    out.push_back('"');
}

void write_value(const Value& value, std::string& out) {
    if (value.is_null()) out += "null";
    else if (value.is_bool()) out += value.as_bool() ? "true" : "false";
    else if (value.is_integer()) out += std::to_string(value.as_integer());
    else if (value.is_number()) {
        const double number = value.as_double();
        char text[40];
        std::snprintf(text, sizeof text, "%.17g", number);
        out += std::isfinite(number) ? text : "null";  // JSON has no word for infinity
    } else if (value.is_string()) write_string(value.as_string(), out);
    else if (value.is_array()) {
        out.push_back('[');
        for (std::size_t i = 0; i < value.items().size(); ++i) {
            if (i > 0) out.push_back(',');
            write_value(value.items()[i], out);
        }
        out.push_back(']');
    } else {
        out.push_back('{');
        for (std::size_t i = 0; i < value.members().size(); ++i) {
            if (i > 0) out.push_back(',');
            write_string(value.members()[i].first, out);
            out.push_back(':');
            write_value(value.members()[i].second, out);
        }
        out.push_back('}');
    }
}

}  // namespace

std::expected<Value, Failure> parse(std::string_view text) {
    boost::json::parse_options options;
    options.max_depth = deepest;
    boost::json::basic_parser<Builder> parser(options);
    boost::json::error_code error;
    const std::size_t read = parser.write_some(false, text.data(), text.size(), error);
    const bool white_rest = text.find_first_not_of(" \t\r\n", read) == std::string_view::npos;
    if (error || !parser.done() || !white_rest)
        return std::unexpected(Failure{FailureCode::malformed, "JSON that cannot be read at byte " + std::to_string(read), ""});
    return std::move(parser.handler().root);
}

std::string write(const Value& value) {
    std::string out;
    write_value(value, out);
    return out;
}

}  // namespace todoke::json
