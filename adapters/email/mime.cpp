// RFC 5322, 2045, 2046. Bodies in base64: immune to dot-stuffing, long lines and trailing spaces, and no relay has to
// re-code them.
#include "adapters/email/mime.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::size_t base64_columns = 76;

std::string with_crlf(std::string_view text) {
    std::string out;
    out.reserve(text.size() + text.size() / 32);
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (text[i] == '\r') {
            if (i + 1 < text.size() && text[i + 1] == '\n') ++i;
            out += "\r\n";
        } else if (text[i] == '\n') {
            out += "\r\n";
        } else if (text[i] != '\0') {
            out += text[i];
        }
    }
    return out;
}

std::string part(std::string_view subtype, std::string_view text) {
    std::string out =
        "Content-Type: text/" + std::string(subtype) + "; charset=utf-8\r\nContent-Transfer-Encoding: base64\r\n\r\n";
    const std::string encoded = crypto::to_base64(with_crlf(text));
    for (std::size_t at = 0; at < encoded.size(); at += base64_columns)
        out += encoded.substr(at, base64_columns) + "\r\n";
    return out;
}

bool is_plain_address(std::string_view address) {
    return std::ranges::all_of(address, [](char c) { return c > ' ' && c < 0x7F && c != '<' && c != '>' && c != ','; });
}

// RFC 2369, 8058. Never encoded, and folded only between the two ways: a mail program that cannot read it has no
// button.
std::string unsubscribe_headers(const Letter& letter) {
    if (letter.unsubscribe_page.empty()) return {};
    std::string ways = "<" + letter.unsubscribe_page + ">";
    if (letter.unsubscribe_address) ways += ",\r\n <mailto:" + letter.unsubscribe_address->text() + ">";
    return "List-Unsubscribe: " + ways + "\r\nList-Unsubscribe-Post: List-Unsubscribe=One-Click\r\n";
}

constexpr std::size_t most_references = 10, longest_id = 200;

bool is_message_id(std::string_view id) {
    const auto plain = [](char c) { return c > ' ' && c < 0x7f && c != '<' && c != '>'; };
    return !id.empty() && id.size() <= longest_id && std::ranges::all_of(id, plain);
}

// In-Reply-To and References, one id a line; of many the first, which holds the thread together, and the last.
std::string thread_headers(std::vector<std::string> ids) {
    std::erase_if(ids, [](const std::string& id) { return !is_message_id(id); });
    if (ids.empty()) return {};
    if (ids.size() > most_references) ids.erase(ids.begin() + 1, ids.end() - (most_references - 1));
    std::string all;
    for (const std::string& id : ids) all += (all.empty() ? "<" : "\r\n <") + id + ">";
    return "In-Reply-To: <" + ids.back() + ">\r\nReferences: " + all + "\r\n";
}

}  // namespace

std::optional<std::string> write_mail(const Letter& letter) {
    const auto from = encode_mailbox(letter.from), subject = encode_words(letter.subject),
               to = encode_address(letter.to);
    const auto reply_to = letter.reply_to ? encode_address(*letter.reply_to) : std::optional<std::string>("");
    if (!from || !to || !reply_to || !subject || !is_message_id(letter.message_id) ||
        !is_plain_address(letter.unsubscribe_page))
        return std::nullopt;
    // '_' and '=' together never stand in base64, so no part can contain the boundary.
    const std::string boundary = "=_" + crypto::to_hex(crypto::sha256(letter.message_id)).substr(0, 32);
    std::string mail;
    mail += "From: " + *from + "\r\n";
    mail += "To: " + *to + "\r\n";
    if (!reply_to->empty()) mail += "Reply-To: " + *reply_to + "\r\n";
    mail += "Subject: " + *subject + "\r\n";
    mail += "Date: " + mail_date(letter.date) + "\r\n";
    mail += "Message-ID: <" + letter.message_id + ">\r\n";
    mail += thread_headers(letter.references);
    mail += std::string("Auto-Submitted: ") + (letter.answers_person ? "auto-replied" : "auto-generated") + "\r\n";
    mail += unsubscribe_headers(letter);
    mail += "X-Auto-Response-Suppress: All\r\n";  // Exchange: no out-of-office to us
    mail += "MIME-Version: 1.0\r\n";
    mail += "Content-Type: multipart/alternative;\r\n boundary=\"" + boundary + "\"\r\n\r\n";
    mail += "--" + boundary + "\r\n" + part("plain", letter.text);
    mail += "--" + boundary + "\r\n" + part("html", letter.html);
    mail += "--" + boundary + "--\r\n";
    return mail;
}

}  // namespace todoke::email
