#include "adapters/email/receive/mime_tree.hpp"

#include "adapters/email/receive/ascii.hpp"

#include <gmime/gmime.h>
#include <memory>
#include <mutex>

namespace todoke::email {
namespace {

// GMime reads the whole mail before anybody can count its parts, in time that grows with the lines that could begin
// one.
constexpr std::size_t most_boundary_lines = 20'000;
constexpr std::size_t most_bytes_of_a_text = 2 * 1024 * 1024;  // HTML says little in many bytes

void start_once() {
    static std::once_flag once;
    std::call_once(once, [] {
        g_mime_init();
        // What GLib has to say of a mail quotes it: it may hold names and belongs in no log.
        g_log_set_default_handler([](const gchar*, GLogLevelFlags, const gchar*, gpointer) {}, nullptr);
    });
}

struct Unref {
    void operator()(gpointer object) const { g_object_unref(object); }
};
template <class T>
using Held = std::unique_ptr<T, Unref>;

std::string text_of(const char* text) { return text ? text : ""; }

std::string parameter(GMimeObject* object, const char* name) {
    return text_of(g_mime_object_get_content_type_parameter(object, name));
}

// RFC 2045, 5.2: a type that is none is plain text. GMime would call it a file.
bool has_no_type(GMimeObject* object) {
    GMimeHeader* header = g_mime_header_list_get_header(g_mime_object_get_header_list(object), "Content-Type");
    const char* value = header ? g_mime_header_get_raw_value(header) : nullptr;
    return value && std::string_view(value).find('/') == std::string_view::npos;
}

std::string type_of(GMimeObject* object) {
    GMimeContentType* type = g_mime_object_get_content_type(object);
    if (!type || has_no_type(object)) return "text/plain";
    return ascii::lower(text_of(g_mime_content_type_get_media_type(type)) + "/" +
                        text_of(g_mime_content_type_get_media_subtype(type)));
}

std::string decoded_bytes(GMimePart* part) {
    GMimeDataWrapper* content = g_mime_part_get_content(part);
    if (!content) return {};
    const Held<GMimeStream> stream(g_mime_stream_mem_new());
    g_mime_data_wrapper_write_to_stream(content, stream.get());
    const GByteArray* bytes = g_mime_stream_mem_get_byte_array(GMIME_STREAM_MEM(stream.get()));
    return {reinterpret_cast<const char*>(bytes->data), std::min<std::size_t>(bytes->len, most_bytes_of_a_text)};
}

bool is_read(const std::string& type) {
    return type.starts_with("text/") || type == "message/delivery-status" || type == "message/global-delivery-status" ||
           type == "message/disposition-notification";
}

class Walk {
public:
    explicit Walk(const MailLimits& limits) : limits_(limits) {}

    // false: above the limits.
    bool read(GMimeObject* object, Part& part, std::size_t depth) {
        if (depth > limits_.depth || ++parts_ > limits_.parts) return false;
        part.type = type_of(object);
        if (GMIME_IS_MULTIPART(object)) {
            part.report_type = ascii::lower(parameter(object, "report-type"));
            auto* multipart = reinterpret_cast<GMimeMultipart*>(object);
            const int count = g_mime_multipart_get_count(multipart);
            for (int i = 0; i < count; ++i)
                if (!read(g_mime_multipart_get_part(multipart, i), part.parts.emplace_back(), depth + 1)) return false;
            return true;
        }
        if (GMIME_IS_MESSAGE_PART(object)) {
            part.attached = true;
            GMimeMessage* message = g_mime_message_part_get_message(reinterpret_cast<GMimeMessagePart*>(object));
            GMimeObject* root = message ? g_mime_message_get_mime_part(message) : nullptr;
            return !root || read(root, part.parts.emplace_back(), depth + 1);
        }
        if (!GMIME_IS_PART(object)) return true;
        auto* leaf = reinterpret_cast<GMimePart*>(object);
        part.charset = parameter(object, "charset");
        part.flowed = ascii::same(parameter(object, "format"), "flowed");
        part.delete_space = ascii::same(parameter(object, "delsp"), "yes");
        part.attached = g_mime_part_is_attachment(leaf) || g_mime_part_get_filename(leaf) != nullptr;
        if (is_read(part.type)) part.bytes = decoded_bytes(leaf);
        return true;
    }

private:
    const MailLimits& limits_;
    std::size_t parts_ = 0;
};

bool has_too_many_boundaries(std::string_view raw) {
    std::size_t lines = 0;
    for (std::size_t at = raw.find("\n--"); at != raw.npos; at = raw.find("\n--", at + 3))
        if (++lines > most_boundary_lines) return true;
    return false;
}

}  // namespace

std::expected<Part, Failure> read_tree(std::string_view raw, const MailLimits& limits) {
    const Failure too_large{FailureCode::too_large, "a mail of too many parts, or parts too deep in each other", ""};
    if (has_too_many_boundaries(raw)) return std::unexpected(too_large);
    start_once();
    const Held<GMimeStream> stream(g_mime_stream_mem_new_with_buffer(raw.data(), raw.size()));
    const Held<GMimeParser> parser(g_mime_parser_new_with_stream(stream.get()));
    const Held<GMimeMessage> message(g_mime_parser_construct_message(parser.get(), nullptr));
    GMimeObject* root = message ? g_mime_message_get_mime_part(message.get()) : nullptr;
    if (!root) return std::unexpected(Failure{FailureCode::malformed, "a mail without parts", ""});
    Part tree;
    if (!Walk(limits).read(root, tree, 1)) return std::unexpected(too_large);
    return tree;
}

std::optional<Instant> read_mail_date(std::string_view value) {
    start_once();
    GDateTime* date = g_mime_utils_header_decode_date(std::string(value).c_str());
    if (!date) return std::nullopt;
    const Instant instant{std::chrono::seconds{g_date_time_to_unix(date)}};
    g_date_time_unref(date);
    return instant;
}

}  // namespace todoke::email
