// Whatever stands in a name, a subject, an address or an id: either no mail is written, or it has exactly the headers
// of a mail of ours, each once.
#include "adapters/email/mime.hpp"

#include <algorithm>
#include <random>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

using namespace std::string_literals;

const std::vector<std::string> pieces{"\r\n",
                                      "\n",
                                      "\r",
                                      "\0"s,
                                      "\t",
                                      "\x0b",
                                      "\x7f",
                                      "\u0085",
                                      "\u2028",
                                      " ",
                                      "  ",
                                      ":",
                                      "Bcc: evil@example.com",
                                      "\r\nBcc: evil@example.com\r\n",
                                      "\r\n\r\nanother body",
                                      "\r\n.\r\n",
                                      "=?UTF-8?B?DQpCY2M6?=",
                                      "=?",
                                      "?=",
                                      "\"",
                                      "\\",
                                      "<",
                                      ">",
                                      "@",
                                      ",",
                                      ";",
                                      "(",
                                      "出欠",
                                      "\xF0\x9F\x98\xB7",
                                      "\xFF",
                                      "\xE3\x81",
                                      "a",
                                      "example.jp",
                                      std::string(300, 'x')};

const std::vector<std::string> ours{"from",         "to",           "reply-to",       "subject",
                                    "date",         "message-id",   "in-reply-to",    "references",
                                    "mime-version", "content-type", "auto-submitted", "x-auto-response-suppress"};

class Hostile {
public:
    std::string text() {
        std::string all;
        for (auto count = 1 + random_() % 4; count > 0; --count) all += pieces[random_() % pieces.size()];
        return all;
    }
    bool now() { return random_() % 3 == 0; }

private:
    std::mt19937 random_{20261124};
};

std::vector<std::string> header_names(const std::string& mail) {
    std::vector<std::string> names;
    const std::string header = mail.substr(0, mail.find("\r\n\r\n"));
    for (std::size_t start = 0; start < header.size();) {
        const std::size_t end = std::min(header.find("\r\n", start), header.size());
        const std::string line = header.substr(start, end - start);
        EXPECT_LE(line.size(), 998u);
        EXPECT_TRUE(line.find_first_of("\r\n"s + '\0') == line.npos) << line;
        if (!line.starts_with(' ')) {
            std::string name = line.substr(0, line.find(':'));
            std::ranges::transform(name, name.begin(), [](unsigned char c) { return char(std::tolower(c)); });
            names.push_back(name);
        }
        start = end + 2;
    }
    return names;
}

TEST(EmailHeaders, cannot_be_injected) {
    Hostile hostile;
    int written = 0;
    for (int i = 0; i < 20'000; ++i) {
        email::Letter letter{.from = {"出欠連絡", {"attend", "example.ed.jp"}},
                             .to = {"sato", "example.jp"},
                             .subject = "欠席",
                             .reply_to = email::Address{"r-abc", "example.ed.jp"},
                             .references = {"a@example.ed.jp", "b@example.jp"},
                             .message_id = "1@example.ed.jp",
                             .text = "t",
                             .html = "h"};
        if (hostile.now()) letter.from.name = hostile.text();
        if (hostile.now()) letter.subject = hostile.text();
        if (hostile.now()) letter.references.push_back(hostile.text());
        if (hostile.now()) letter.references.insert(letter.references.begin(), hostile.text());
        switch (i % 8) {
            case 0:
                letter.to.local = hostile.text();
                break;
            case 1:
                letter.to.domain = hostile.text();
                break;
            case 2:
                letter.reply_to->local = hostile.text();
                break;
            case 3:
                letter.reply_to->domain = hostile.text();
                break;
            case 4:
                letter.from.address.local = hostile.text();
                break;
            case 5:
                letter.message_id = hostile.text();
                break;
            default:
                break;
        }
        const auto mail = email::write_mail(letter);
        if (!mail) continue;
        ++written;
        const auto names = header_names(*mail);
        for (const std::string& name : names) {
            EXPECT_NE(std::ranges::find(ours, name), ours.end()) << name;
            EXPECT_EQ(std::ranges::count(names, name), 1) << name;
        }
        EXPECT_GE(names.size(), ours.size() - 2);
        EXPECT_TRUE(std::ranges::all_of(*mail, [](unsigned char c) { return c < 0x80; }));
        if (HasFailure()) FAIL() << i << "\n" << *mail;
    }
    EXPECT_GT(written, 2'000);
}

}  // namespace
}  // namespace todoke::test
