#include "adapters/email/receive/mailboxes.hpp"

#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/charset.hpp"
#include "adapters/email/receive/header_fields.hpp"

#include <string>

namespace todoke::email {
namespace {

// What stands between two commas: outside and inside of the angle brackets, quotes and comments taken apart.
struct Piece {
    std::string words;      // outside brackets, quotes opened
    std::string bare;       // outside brackets and comments, without spaces, quotes kept: "foo..bar."@docomo.ne.jp
    std::string bracketed;  // between < and >
    int brackets = 0;

    bool empty() const { return words.empty() && brackets == 0; }
};

std::string name_of(std::string_view words) {
    return decoded_words(words);  // some programs put encoded words into quotes, so they are decoded everywhere
}

// local and domain of an address in which the local part may stand in quotes.
std::optional<Address> loose_address(std::string_view text) {
    text = ascii::trimmed(text);
    const std::size_t at = text.rfind('@');
    if (at == text.npos) return std::nullopt;
    std::string local(ascii::trimmed(text.substr(0, at)));
    if (local.size() >= 2 && local.front() == '"' && local.back() == '"') local = local.substr(1, local.size() - 2);
    return parse_address(local + "@" + std::string(ascii::trimmed(text.substr(at + 1))));
}

void add(MailboxList& list, const Piece& piece) {
    if (piece.empty()) return;
    if (piece.brackets == 0) {
        if (auto address = loose_address(piece.bare))
            list.mailboxes.push_back({"", *std::move(address)});
        else if (piece.bare.find('@') != std::string::npos)
            list.doubtful = true;
        return;
    }
    auto address = piece.brackets == 1 ? loose_address(piece.bracketed) : std::nullopt;
    if (address)
        list.mailboxes.push_back({name_of(piece.words), *std::move(address)});
    else
        list.doubtful = true;
}

}  // namespace

MailboxList read_mailboxes(std::string_view value) {
    // As UTF-8 first: the bytes of raw ISO-2022-JP look like quotes and commas.
    const std::string text = to_utf8(unfolded(value), "");
    MailboxList list;
    Piece piece;
    bool in_quotes = false, in_brackets = false;
    int comment = 0;
    const auto end_piece = [&] {
        add(list, piece);
        piece = {};
    };
    for (std::size_t i = 0; i < text.size(); ++i) {
        const char c = text[i];
        if (c == '\\' && (in_quotes || comment > 0) && i + 1 < text.size()) {
            if (comment == 0) (in_brackets ? piece.bracketed : piece.words) += text[i + 1];
            ++i;
        } else if (comment > 0)
            comment += c == '(' ? 1 : c == ')' ? -1 : 0;
        else if (c == '"') {
            in_quotes = !in_quotes;
            if (in_brackets)
                piece.bracketed += c;
            else
                piece.bare += c;
        } else if (in_quotes) {
            (in_brackets ? piece.bracketed : piece.words) += c;
            if (!in_brackets) piece.bare += c;
        } else if (c == '(')
            ++comment;
        else if (in_brackets) {
            if (c == '>')
                in_brackets = false;
            else
                piece.bracketed += c;
        } else if (c == '<') {
            in_brackets = true;
            ++piece.brackets;
        } else if (c == ',')
            end_piece();
        else if (c == ':' || c == ';') {  // a group: "family: a@b, c@d;"
            list.doubtful = true;
            if (c == ':')
                piece = {};
            else
                end_piece();
        } else {
            piece.words += c;
            if (!ascii::is_space(c)) piece.bare += c;
        }
    }
    if (in_quotes || in_brackets || comment > 0) list.doubtful = true;
    end_piece();
    return list;
}

}  // namespace todoke::email
