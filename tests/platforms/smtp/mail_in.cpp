#include "tests/platforms/smtp/mail_in.hpp"

#include "tests/channels/email/lmtp_client.hpp"

#include <ctime>
#include <stdexcept>

namespace todoke::platforms {
namespace {

std::string date_of(Instant at) {
    const std::time_t seconds = std::chrono::floor<std::chrono::seconds>(at).time_since_epoch().count();
    std::tm parts{};
    gmtime_r(&seconds, &parts);
    char text[64];
    const std::size_t length = std::strftime(text, sizeof text, "%a, %d %b %Y %H:%M:%S +0000", &parts);
    return std::string(text, length);
}

std::string with_crlf(const std::string& text, const std::string& before_line) {
    std::string out;
    for (std::size_t begin = 0; begin < text.size();) {
        const auto end = std::min(text.find('\n', begin), text.size());
        std::string line = text.substr(begin, end - begin);
        if (!line.empty() && line.back() == '\r') line.pop_back();
        out += before_line + line + "\r\n";
        begin = end + 1;
    }
    return out;
}

// An answer of one or more lines: "250-…" goes on, "250 …" ends it.
std::string answer(test::LmtpClient& client) {
    while (true) {
        const std::string line = client.lines(1);
        if (line.size() < 4) throw std::runtime_error("the mail door hung up");
        if (line[3] == ' ') return line;
    }
}

std::string ask(test::LmtpClient& client, const std::string& command) {
    client.send(command + "\r\n");
    return answer(client);
}

}  // namespace

std::string as_handed_over(const PostedMail& mail, const std::string& server) {
    const std::string domain = mail.from.substr(mail.from.rfind('@') + 1);
    std::string raw = "Authentication-Results: " + server + "; dmarc=" + (mail.vouched ? "pass" : "fail") +
                      " header.from=" + domain + "\r\n";
    raw += "Received: from phone." + domain + " (phone." + domain + " [192.0.2.7])\r\n by " + server +
           " (Postfix) with ESMTPS id 4A1;\r\n " + date_of(mail.at) + "\r\n";
    raw += "From: <" + mail.from + ">\r\nTo: <" + mail.to + ">\r\nSubject: " + mail.subject +
           "\r\nDate: " + date_of(mail.at) + "\r\nMessage-ID: <" + mail.message_id + ">\r\n";
    if (!mail.copy_to.empty()) raw += "Cc: <" + mail.copy_to + ">\r\n";
    if (!mail.in_reply_to.empty())
        raw += "In-Reply-To: <" + mail.in_reply_to + ">\r\nReferences: <" + mail.in_reply_to + ">\r\n";
    raw += "MIME-Version: 1.0\r\nContent-Type: text/plain; charset=utf-8\r\nContent-Transfer-Encoding: 8bit\r\n\r\n";
    raw += with_crlf(mail.text, "");
    if (!mail.quoted.empty())
        raw += "\r\n2026年11月24日(火) 7:40 出欠連絡 <" + mail.to + ">:\r\n\r\n" + with_crlf(mail.quoted, "> ");
    return raw;
}

std::string hand_over(const std::string& socket_path, const std::string& sender, const std::string& recipient,
                      const std::string& raw) {
    test::LmtpClient client(socket_path);
    answer(client);
    ask(client, "LHLO mx.attend.example.ed.jp");
    ask(client, "MAIL FROM:<" + sender + "> BODY=8BITMIME");
    if (const auto refused = ask(client, "RCPT TO:<" + recipient + ">"); !refused.starts_with("250")) return refused;
    ask(client, "DATA");
    const std::string stored = ask(client, raw + ".");
    ask(client, "QUIT");
    return stored;
}

}  // namespace todoke::platforms
