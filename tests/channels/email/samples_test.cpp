// Mails in the raw forms of the programs that families and schools use, and what is understood of each. Beside every
// <name>.eml lies <name>.expected: who it is from, its subject, what was noticed, an empty line, the words of the
// writer.
#include "adapters/email/receive/received_mail.hpp"

#include <algorithm>
#include <array>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::test {
namespace {

namespace fs = std::filesystem;

constexpr std::string_view cut_mark = "--- この線より上にご記入ください ---";

fs::path folder() { return fs::path(TODOKE_SOURCE_DIR) / "tests/channels/email/samples"; }

std::string bytes_of(const fs::path& path) {
    std::ifstream file(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(file), {}};
}

std::vector<std::string> names() {
    std::vector<std::string> all;
    for (const auto& entry : fs::directory_iterator(folder()))
        if (entry.path().extension() == ".eml") all.push_back(entry.path().stem().string());
    std::ranges::sort(all);
    return all;
}

std::string name_of(email::BounceClass kind) {
    static constexpr std::array names{"unknown_address", "dead_domain", "mailbox_full", "temporary", "policy",
                                      "our_fault",       "delayed",     "unclear",      "none"};
    return names.at(static_cast<std::size_t>(kind));
}

std::string understood(const std::string& raw) {
    const auto mail = email::read_mail(raw);
    if (!mail) return std::string("failure: ") + to_text(mail.error().code) + "\n";
    std::string said = "from: ";
    for (const auto& mailbox : mail->from) said += (said == "from: " ? "" : ", ") + mailbox.address.text();
    said += "\nsubject: " + mail->subject + "\n";
    if (!mail->automatic.empty()) said += "automatic: " + mail->automatic + "\n";
    const auto reply = email::reply_text(mail->text, cut_mark);
    for (const auto& [is_so, words] : {std::pair{mail->perhaps_automatic, "perhaps automatic"},
                                       {mail->forwarded, "forwarded"},
                                       {mail->has_attachments, "attachments"},
                                       {reply.inside_quote, "answered inside the quotation"},
                                       {!reply.certain && !mail->report, "not certain"}})
        if (is_so) said += std::string(words) + "\n";
    if (mail->report) {
        const auto [kind, status] = email::read_bounce(*mail);
        said += "bounce: " + name_of(kind) + (status.empty() ? "" : " " + status) + "\n";
    }
    const std::string& words = mail->report ? mail->report->words : reply.text;
    if (!words.empty()) said += "\n" + words + (words.ends_with('\n') ? "" : "\n");
    return said;
}

class MailSample : public testing::TestWithParam<std::string> {};

TEST_P(MailSample, is_understood) {
    EXPECT_EQ(understood(bytes_of(folder() / (GetParam() + ".eml"))), bytes_of(folder() / (GetParam() + ".expected")));
}

INSTANTIATE_TEST_SUITE_P(all, MailSample, testing::ValuesIn(names()), [](const auto& sample) { return sample.param; });

TEST(MailSamples, are_whole) {
    EXPECT_GE(names().size(), 100u);
    for (const std::string& name : names()) EXPECT_TRUE(fs::exists(folder() / (name + ".expected"))) << name;
}

}  // namespace
}  // namespace todoke::test
