// Authentication-Results (RFC 8601), read strictly: a field counts by its place and by the name of who wrote it, and
// what cannot be read proves nothing.
#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/header_fields.hpp"
#include "adapters/email/receive/received_mail.hpp"

#include <map>
#include <optional>
#include <set>
#include <vector>

namespace todoke::email {
namespace {

// One method's answer: "dkim=pass header.d=example.jp".
struct Result {
    std::string method, verdict;                    // lower case
    std::map<std::string, std::string> properties;  // "header.d" → "example.jp", lower case
};

struct Field {
    std::string authserv_id;
    std::vector<Result> results;
    bool whole = true;  // false: something in it could not be read
};

class Reader {
public:
    explicit Reader(std::string text) : text_(std::move(text)) {}

    bool skip_spaces_and_comments() {
        while (at_ < text_.size()) {
            if (ascii::is_space(text_[at_]))
                ++at_;
            else if (text_[at_] != '(')
                return true;
            else if (!skip_comment())
                return false;
        }
        return true;
    }

    bool ended() const { return at_ >= text_.size(); }
    bool take(char c) {
        if (ended() || text_[at_] != c) return false;
        ++at_;
        return true;
    }

    // A word up to one of `stops`, white space or a comment; quotes are opened. nullopt: none, or quotes without an
    // end.
    std::optional<std::string> word(std::string_view stops) {
        std::string out;
        const std::size_t start = at_;
        while (!ended() && !ascii::is_space(text_[at_]) && text_[at_] != '(' && stops.find(text_[at_]) == stops.npos) {
            if (text_[at_] != '"') {
                out += ascii::lower(text_[at_++]);
                continue;
            }
            ++at_;
            while (!ended() && text_[at_] != '"') {
                if (text_[at_] == '\\' && at_ + 1 < text_.size()) ++at_;
                out += ascii::lower(text_[at_++]);
            }
            if (!take('"')) return std::nullopt;
        }
        return at_ == start ? std::nullopt : std::optional(out);
    }

private:
    bool skip_comment() {
        int depth = 0;
        for (; at_ < text_.size(); ++at_) {
            if (text_[at_] == '\\')
                ++at_;
            else if (text_[at_] == '(')
                ++depth;
            else if (text_[at_] == ')' && --depth == 0) {
                ++at_;
                return true;
            }
        }
        return false;
    }

    std::string text_;
    std::size_t at_ = 0;
};

// method[/version] = result *( name = value )
std::optional<Result> read_result(Reader& reader) {
    Result result;
    for (bool first = true;; first = false) {
        if (!reader.skip_spaces_and_comments()) return std::nullopt;
        auto name = reader.word("=;");
        if (!name) return first ? std::nullopt : std::optional(result);
        if (!reader.skip_spaces_and_comments()) return std::nullopt;
        if (first && *name == "none" && !reader.take('=')) return result;
        if (!(first && *name == "none") && !reader.take('=')) return std::nullopt;
        if (!reader.skip_spaces_and_comments()) return std::nullopt;
        auto value = reader.word(";");
        if (!value) return std::nullopt;
        if (first) {
            result.method = name->substr(0, name->find('/'));
            result.verdict = *std::move(value);
        } else if (!result.properties.emplace(*std::move(name), *std::move(value)).second)
            return std::nullopt;
    }
}

// nullopt: not even a name that is followed by ';'.
std::optional<Field> read_field(std::string_view value) {
    Reader reader(unfolded(value));
    if (!reader.skip_spaces_and_comments()) return std::nullopt;
    auto id = reader.word(";=");
    if (!id || !reader.skip_spaces_and_comments()) return std::nullopt;
    if (const auto version = reader.word(";="); version && version->find_first_not_of("0123456789") != version->npos)
        return std::nullopt;
    if (!reader.skip_spaces_and_comments() || !reader.take(';')) return std::nullopt;
    Field field{*std::move(id), {}, true};
    do {
        if (!reader.skip_spaces_and_comments()) field.whole = false;
        if (!field.whole || reader.ended()) break;  // a ';' at the end is common
        auto result = read_result(reader);
        if (!result)
            field.whole = false;
        else
            field.results.push_back(*std::move(result));
    } while (field.whole && reader.take(';'));
    field.whole = field.whole && reader.ended();
    return field;
}

// "from NAME (…) by OURS (…) …": the name the client gave itself could be "by", so it is stepped over.
bool is_received_by(std::string_view value, std::string_view name) {
    Reader reader(unfolded(value));
    std::vector<std::string> words;
    while (words.size() < 4 && reader.skip_spaces_and_comments()) {
        auto word = reader.word(";");
        if (!word) break;
        words.push_back(*std::move(word));
    }
    const std::size_t by = !words.empty() && words.front() == "from" ? 2 : 0;
    return words.size() > by + 1 && words[by] == "by" && words[by + 1] == name;
}

std::string domain_of(std::string_view address) {
    const std::size_t at = address.rfind('@');
    std::string_view domain = at == address.npos ? address : address.substr(at + 1);
    while (domain.ends_with('>') || domain.ends_with('.')) domain.remove_suffix(1);
    return std::string(domain);
}

// The domain itself or one that holds it; which domains belong to one owner otherwise is not known here.
bool vouches(std::string_view domain, std::string_view from_domain) {
    if (domain.find('.') == domain.npos) return false;
    return from_domain == domain || (from_domain.size() > domain.size() && from_domain.ends_with(domain) &&
                                     from_domain[from_domain.size() - domain.size() - 1] == '.');
}

std::string property(const Result& result, const char* name) {
    const auto found = result.properties.find(name);
    return found == result.properties.end() ? std::string() : found->second;
}

// All fields together; where they contradict each other, the worse is believed.
class Verdict {
public:
    explicit Verdict(std::string from_domain) : from_domain_(std::move(from_domain)) {}

    void hear(const Result& result) {
        if (result.method == "dmarc")
            hear_dmarc(result);
        else if (result.method == "dkim") {
            std::string domain = property(result, "header.d");
            if (domain.empty()) domain = domain_of(property(result, "header.i"));
            hear_domain(result, domain,
                        domain + " " + property(result, "header.s") + " " + property(result, "header.b"));
        } else if (result.method == "spf") {
            const std::string domain = domain_of(property(result, "smtp.mailfrom"));
            hear_domain(result, domain, "spf " + domain);
        }
    }
    void hear_something_unreadable() { refused_ = true; }

    Authentication sum() const {
        if (refused_) return Authentication::failed;
        if (dmarc_passed_) return Authentication::aligned;
        for (const std::string& proof : vouching_)
            if (!failing_.contains(proof)) return Authentication::aligned;
        return failing_.empty() ? Authentication::none : Authentication::failed;
    }

private:
    void hear_dmarc(const Result& result) {
        if (result.verdict == "none" || result.verdict == "bestguesspass") return;
        const bool of_this_sender = property(result, "header.from") == from_domain_;
        if (result.verdict == "pass" && of_this_sender)
            dmarc_passed_ = true;
        else
            refused_ = true;  // it failed, or the server saw another sender than we do
    }
    void hear_domain(const Result& result, const std::string& domain, const std::string& proof) {
        static const std::set<std::string> failures{"fail", "softfail", "hardfail", "policy", "permerror", "temperror"};
        if (failures.contains(result.verdict)) failing_.insert(proof);
        if (result.verdict == "pass" && vouches(domain, from_domain_)) vouching_.insert(proof);
    }

    std::string from_domain_;
    bool dmarc_passed_ = false, refused_ = false;
    std::set<std::string> vouching_, failing_;
};

}  // namespace

Authentication authentication_of(std::string_view raw, const MailServer& server, std::string_view from_domain) {
    const std::string authserv_id = ascii::lower(server.authserv_id);
    const std::string name = server.name.empty() ? authserv_id : ascii::lower(server.name);
    if (authserv_id.empty() || from_domain.empty()) return Authentication::none;
    Verdict verdict(ascii::lower(from_domain));
    const Header header = read_header(raw);
    for (const HeaderField& field : header.fields) {
        if (ascii::same(field.name, "Received"))
            return is_received_by(field.value, name) ? verdict.sum() : Authentication::none;
        if (!ascii::same(field.name, "Authentication-Results")) continue;
        const auto read = read_field(field.value);
        if (!read || read->authserv_id != authserv_id) continue;
        for (const Result& result : read->results) verdict.hear(result);
        if (!read->whole) verdict.hear_something_unreadable();
    }
    return Authentication::none;  // no Received field: nobody knows which of them are the sender's own
}

}  // namespace todoke::email
