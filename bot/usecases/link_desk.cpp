#include "bot/usecases/link_desk.hpp"

#include "bot/usecases/link_code.hpp"
#include "bot/usecases/link_terms.hpp"
#include "bot/usecases/mail_registration.hpp"

namespace todoke {
namespace {

constexpr auto dialog_is_open = std::chrono::minutes{15};  // the platform's own token lives 10

std::optional<LinkRequest> open_request(Transaction& tx, const std::string& token, Instant now) {
    auto request = tx.links().find_request(token);
    if (!request || request->expires_at <= now) return std::nullopt;
    return request;
}

bool is_by_mail(const LinkRequest& request) { return request.invitation != 0; }

LinkEntry::Fate fate_of(CodeVerdict::Fate fate) {
    switch (fate) {
        case CodeVerdict::Fate::good:
            return LinkEntry::Fate::ready;
        case CodeVerdict::Fate::own:
            return LinkEntry::Fate::own;
        case CodeVerdict::Fate::closed:
            return LinkEntry::Fate::closed;
        case CodeVerdict::Fate::failed:
            return LinkEntry::Fate::failed;
    }
    return LinkEntry::Fate::failed;
}

}  // namespace

std::expected<std::optional<LinkPage>, Failure> StoredLinkDesk::page(const std::string& token) {
    std::optional<LinkPage> page;
    const auto schools = environment_.schools.current();
    const auto read = store_.transact([&](Transaction& tx) {
        page.reset();
        const auto request = open_request(tx, token, clock_.now());
        if (!request) return true;
        page = LinkPage{.by_mail = is_by_mail(*request)};
        const auto paper = tx.links().invitation(request->invitation);
        const auto student = paper ? tx.people().student(paper->student) : std::nullopt;
        if (const School* school = student ? schools->find(student->school) : nullptr) page->school = school->name;
        page->needs_code = !(paper && paper->adds_address_to);
        return true;
    });
    if (!read) return std::unexpected(read.error());
    return page;
}

std::expected<LinkEntry, Failure> StoredLinkDesk::enter(const std::string& token, const std::string& typed,
                                                        const std::string& peer_address) {
    const Instant now = clock_.now();
    const auto schools = environment_.schools.current();
    // What cannot be a code is judged like one that nobody has.
    const std::string code = read_code(environment_.analysis.nfkc(typed)).value_or(TypedCode{}).code;
    LinkEntry entry;
    std::optional<LinkRequest> request;
    std::string nonce;
    const auto judged = store_.transact([&](Transaction& tx) {
        entry = LinkEntry{.fate = LinkEntry::Fate::gone};
        request = open_request(tx, token, now);
        if (!request) return true;
        if (is_by_mail(*request)) {
            const auto paper = tx.links().invitation(request->invitation);
            if (paper && paper->adds_address_to) {
                entry = link_by_mail(tx, environment_, *schools, *request, paper->id, now);
                return true;
            }
        }
        const auto contact = tx.people().contact_by_address(request->channel, request->account, request->address);
        const auto person = contact ? std::optional(contact->person) : std::nullopt;
        const auto verdict =
            judge_code(tx, environment_, *schools, code,
                       {account_tries(request->conversation_key), address_tries(peer_address)}, person, now);
        entry.fate = fate_of(verdict.fate);
        if (verdict.student) entry.child = verdict.student->called;
        // In a chat every failure sounds the same. Who has the page by mail and a right code in hand may know more.
        if (verdict.full && is_by_mail(*request)) entry.fate = LinkEntry::Fate::full;
        if (verdict.fate != CodeVerdict::Fate::good) return true;
        if (is_by_mail(*request)) {
            entry = link_by_mail(tx, environment_, *schools, *request, verdict.invitation.id, now);
            return true;
        }
        nonce = new_nonce(environment_.random);
        NonceRecord record;
        record.nonce = nonce;
        record.conversation_key = request->conversation_key;
        record.purpose = "link.page";
        record.subject = verdict.invitation.id;
        record.version = terms_version(environment_.texts);
        record.expires_at = now + dialog_is_open;
        tx.conversations().issue(record, now);
        return true;
    });
    if (!judged) return std::unexpected(judged.error());
    if (entry.fate != LinkEntry::Fate::ready) return entry;
    Channel* channel = environment_.channels.find(request->channel);
    if (!channel) return std::unexpected(Failure{FailureCode::not_found, "the channel of the page is gone", ""});
    auto next = channel->account_link(request->account, request->address, nonce);
    if (!next) return std::unexpected(next.error());
    entry.next = std::move(*next);
    return entry;
}

}  // namespace todoke
