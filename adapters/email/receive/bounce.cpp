// What a report about one of our mails says. Carriers' filters answer "User unknown" for an address that exists, so
// what follows from a class is decided elsewhere, over time.
#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/matching.hpp"
#include "adapters/email/receive/received_mail.hpp"

#include <optional>
#include <utility>

namespace todoke::email {
namespace {

// The fields of the machine's part: groups apart by empty lines, the mail first, then each recipient.
struct Said {
    std::string action, status, diagnostic;
};

Said read_groups(std::string_view text) {
    Said said;
    std::string* folded = nullptr;
    while (!text.empty()) {
        const std::string_view line = ascii::next_line(text);
        if (line.starts_with(' ') || line.starts_with('\t')) {
            if (folded) *folded += " " + std::string(ascii::trimmed(line));
            continue;
        }
        folded = nullptr;
        const std::size_t colon = line.find(':');
        if (colon == line.npos) continue;
        const std::string_view name = ascii::trimmed(line.substr(0, colon)),
                               value = ascii::trimmed(line.substr(colon + 1));
        for (const auto& [known, place] : {std::pair<std::string_view, std::string*>{"Action", &said.action},
                                           {"Status", &said.status},
                                           {"Diagnostic-Code", &said.diagnostic}})
            if (ascii::same(name, known) && place->empty()) {
                *place = value;
                folded = place;
            }
    }
    return said;
}

bool is_part_of_word(char c) { return ascii::is_digit(c) || ascii::is_letter(c) || c == '.' || c == '-' || c == '_'; }

// "5.1.1" at the begin of `text`, not as a part of something longer; its length, 0 = none.
std::size_t status_length(std::string_view text) {
    if (text.empty() || (text[0] != '2' && text[0] != '4' && text[0] != '5')) return 0;
    std::size_t at = 1;
    for (int i = 0; i < 2; ++i) {
        if (at >= text.size() || text[at] != '.') return 0;
        const std::size_t start = ++at;
        while (at < text.size() && at - start < 3 && ascii::is_digit(text[at])) ++at;
        if (at == start) return 0;
    }
    const bool ends =
        at >= text.size() || !(ascii::is_digit(text[at]) || ascii::is_letter(text[at]) ||
                               (text[at] == '.' && at + 1 < text.size() && ascii::is_digit(text[at + 1])));
    return ends ? at : 0;
}

std::string find_status(std::string_view text) {
    for (std::size_t i = 0; i < text.size(); ++i) {
        if (i > 0 && is_part_of_word(text[i - 1])) continue;
        if (const std::size_t length = status_length(text.substr(i)); length > 0 && text[i] != '2')
            return std::string(text.substr(i, length));
    }
    return {};
}

// The answer of SMTP, where nothing better was said: 550.
std::optional<int> find_answer(std::string_view text) {
    for (std::size_t i = 0; i + 3 <= text.size(); ++i) {
        if ((text[i] != '4' && text[i] != '5') || !ascii::is_digit(text[i + 1]) || !ascii::is_digit(text[i + 2]))
            continue;
        if (i > 0 && is_part_of_word(text[i - 1]) && text[i - 1] != '-') continue;
        if (i + 3 < text.size() && is_part_of_word(text[i + 3]) && text[i + 3] != '-') continue;
        if (text[i + 1] <= '5') return (text[i] - '0') * 100 + (text[i + 1] - '0') * 10 + (text[i + 2] - '0');
    }
    return std::nullopt;
}

// By words, where the numbers say nothing. `text` is comparable.
BounceClass by_words(std::string_view text) {
    if (has_any(text,
                {"quota", "mailbox full", "mailbox is full", "inbox is full", "out of storage", "too much mail data",
                 "insufficient storage", "容量", "メールボックスがいっぱい", "受信ボックスがいっぱい"}))
        return BounceClass::mailbox_full;
    if (has_any(text, {"spam", "blocked", "blacklist", "block list", "blocklist", "dmarc", "unauthenticated",
                       "reputation", "policy", "迷惑メール", "受信拒否", "ブロック"}))
        return BounceClass::policy;
    if (has_any(text, {"nxdomain", "domain not found", "host not found", "host unknown", "name service error",
                       "unrouteable", "no such domain", "ドメインが見つかり", "ドメインが存在し"}))
        return BounceClass::dead_domain;
    if (has_any(text, {"user unknown",
                       "unknown user",
                       "no such user",
                       "user not found",
                       "unknown recipient",
                       "recipient not found",
                       "does not exist",
                       "doesn't exist",
                       "doesn't have",
                       "invalid recipient",
                       "address not found",
                       "wasn't found",
                       "couldn't be found",
                       "no mailbox",
                       "mailbox unavailable",
                       "not a valid mailbox",
                       "account is disabled",
                       "宛先不明",
                       "存在しません",
                       "見つかりません",
                       "見つからなかった",
                       "アドレス不明",
                       "宛先のメールアドレスがありません"}))
        return BounceClass::unknown_address;
    if (has_any(text, {"too large", "size limit", "message size", "サイズが", "サイズ制限"}))
        return BounceClass::our_fault;
    return BounceClass::unclear;
}

bool says_delayed(std::string_view text) {
    return has_any(text, {"delivery delayed", "delayed delivery", "has been delayed", "not yet been delivered",
                          "not been delivered yet", "will be retried", "will keep trying", "warning message only",
                          "warning: could not send", "遅延", "まだ配信", "まだ配送", "再送を試み"});
}

BounceClass by_status(std::string_view status, std::string_view text) {
    const std::string_view subject = status.substr(2);  // "1.1"
    const bool permanent = status.front() == '5';
    if (subject == "2.2") return BounceClass::mailbox_full;
    if (!permanent || subject == "4.7") return BounceClass::temporary;
    for (const std::string_view known : {"1.1", "1.3", "1.6", "1.10", "2.1"})
        if (subject == known) return BounceClass::unknown_address;
    if (subject == "1.2" || subject == "4.4") return BounceClass::dead_domain;
    if (subject.starts_with("7.")) return BounceClass::policy;
    if (subject == "1.7" || subject == "1.8" || subject == "2.3" || subject == "3.4" || subject.starts_with("6."))
        return BounceClass::our_fault;
    const BounceClass said = by_words(text);
    // Exchange at the edge of a domain: 5.4.1 "Recipient address rejected: Access denied" is an address it does not
    // know.
    if (said == BounceClass::unclear &&
        (subject == "1.0" || (subject == "4.1" && has_any(text, {"recipient address rejected"}))))
        return BounceClass::unknown_address;
    if (said == BounceClass::unclear && subject.starts_with("5.")) return BounceClass::our_fault;
    return said;
}

BounceClass by_answer(std::optional<int> answer, std::string_view text) {
    const BounceClass said = by_words(text);
    if (said != BounceClass::unclear || !answer) return said;
    if (*answer == 552 || *answer == 452) return BounceClass::mailbox_full;
    if (*answer < 500) return BounceClass::temporary;
    return BounceClass::unclear;
}

bool is_vague(std::string_view status) { return status.empty() || status.ends_with(".0.0"); }

}  // namespace

Bounce read_bounce(const ReceivedMail& mail) {
    if (!mail.report) return {BounceClass::none, ""};
    const Said said = read_groups(mail.report->machine_part);
    const std::string words = comparable(mail.report->words), diagnostic = comparable(said.diagnostic);
    const std::string& best_words = diagnostic.empty() ? words : diagnostic;
    std::string status(std::string_view(said.status).substr(0, status_length(said.status)));
    // "5.0.0" in the field, "550 5.1.1 User unknown" from the other server: the latter knew.
    if (is_vague(status))
        if (const std::string better = find_status(best_words); !better.empty()) status = better;

    if (ascii::same(said.action, "delivered") || ascii::same(said.action, "relayed") ||
        ascii::same(said.action, "expanded"))
        return {BounceClass::none, status};
    if (ascii::same(said.action, "delayed")) return {BounceClass::delayed, status};
    if (said.action.empty() && (says_delayed(words) || says_delayed(comparable(mail.subject))))
        return {BounceClass::delayed, status};
    if (status.empty() || status.front() == '2') return {by_answer(find_answer(best_words), best_words), ""};
    if (!is_vague(status)) return {by_status(status, best_words), status};
    const BounceClass vague = by_answer(find_answer(best_words), best_words);
    return {vague == BounceClass::unclear && status.front() == '4' ? BounceClass::temporary : vague, status};
}

}  // namespace todoke::email
