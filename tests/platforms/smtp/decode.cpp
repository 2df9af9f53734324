// A mail as its reader sees it, by GMime.
#include "tests/platforms/smtp/smtp_double.hpp"

#include <gmime/gmime.h>
#include <mutex>

namespace todoke::platforms {

namespace {

std::string text_of(const char* text) { return text ? text : ""; }

// g_mime_text_part_get_text honours the charset and the transfer encoding.
void take_text(GMimeObject*, GMimeObject* part, gpointer into) {
    auto& mail = *static_cast<Mail*>(into);
    if (!GMIME_IS_TEXT_PART(part)) return;
    auto* type = g_mime_object_get_content_type(part);
    char* text = g_mime_text_part_get_text(GMIME_TEXT_PART(part));
    if (g_mime_content_type_is_type(type, "text", "plain") && mail.text.empty()) mail.text = text_of(text);
    if (g_mime_content_type_is_type(type, "text", "html") && mail.html.empty()) mail.html = text_of(text);
    g_free(text);
}

}  // namespace

Mail decode_mail(std::string raw) {
    static std::once_flag once;
    std::call_once(once, [] { g_mime_init(); });
    Mail mail;
    GMimeStream* stream = g_mime_stream_mem_new_with_buffer(raw.data(), raw.size());
    GMimeParser* parser = g_mime_parser_new_with_stream(stream);
    g_object_unref(stream);
    GMimeMessage* message = g_mime_parser_construct_message(parser, nullptr);
    g_object_unref(parser);
    if (message) {
        GMimeHeaderList* headers = g_mime_object_get_header_list(GMIME_OBJECT(message));
        for (int i = 0; i < g_mime_header_list_get_count(headers); ++i) {
            GMimeHeader* header = g_mime_header_list_get_header_at(headers, i);
            mail.headers.emplace_back(text_of(g_mime_header_get_name(header)),
                                      text_of(g_mime_header_get_value(header)));
        }
        const auto header = [&](const char* name) {
            GMimeHeader* found = g_mime_header_list_get_header(headers, name);
            return found ? text_of(g_mime_header_get_value(found)) : std::string();
        };
        mail.subject = text_of(g_mime_message_get_subject(message));
        mail.header_from = header("From");
        mail.header_to = header("To");
        mail.reply_to = header("Reply-To");
        mail.message_id = text_of(g_mime_message_get_message_id(message));
        mail.in_reply_to = header("In-Reply-To");
        g_mime_message_foreach(message, &take_text, &mail);
        g_object_unref(message);
    }
    mail.raw = std::move(raw);
    return mail;
}

}  // namespace todoke::platforms
