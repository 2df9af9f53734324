#include "adapters/email/receive/ascii.hpp"
#include "adapters/email/receive/automatic.hpp"
#include "adapters/email/receive/charset.hpp"
#include "adapters/email/receive/header_fields.hpp"
#include "adapters/email/receive/mailboxes.hpp"
#include "adapters/email/receive/mime_tree.hpp"
#include "adapters/email/receive/received_mail.hpp"
#include "adapters/email/receive/subject.hpp"
#include "adapters/email/receive/typed_text.hpp"

#include <algorithm>

namespace todoke::email {
namespace {

constexpr std::size_t most_references = 50;

void read_people(const Header& header, ReceivedMail& mail) {
    bool doubtful = false;
    for (const std::string_view value : header.all("From")) {
        MailboxList list = read_mailboxes(value);
        doubtful = doubtful || list.doubtful;
        std::ranges::move(list.mailboxes, std::back_inserter(mail.from));
    }
    if (doubtful) mail.from.clear();
    if (MailboxList sender = read_mailboxes(header.first("Sender")); sender.mailboxes.size() == 1)
        mail.sender = std::move(sender.mailboxes.front());
    for (const char* name : {"To", "Cc"})
        for (const std::string_view value : header.all(name))
            for (Mailbox& mailbox : read_mailboxes(value).mailboxes)
                mail.recipients.push_back(std::move(mailbox.address));
}

void read_thread(const Header& header, ReceivedMail& mail) {
    if (auto ids = message_ids(header.first("Message-ID")); !ids.empty()) mail.message_id = std::move(ids.front());
    for (const char* name : {"In-Reply-To", "References"})
        for (std::string& id : message_ids(header.first(name)))
            if (mail.references.size() < most_references &&
                std::ranges::find(mail.references, id) == mail.references.end())
                mail.references.push_back(std::move(id));
}

// In the form for machines (RFC 3464), or only in words, as carriers and older servers write.
std::optional<ReceivedMail::Report> read_report(const Part& tree, const ReceivedMail& mail) {
    for (const char* type : {"message/delivery-status", "message/global-delivery-status"})
        if (const Part* part = find_part(tree, type))
            return ReceivedMail::Report{readable(to_utf8(part->bytes, "")), mail.text};
    const bool of_another_kind = tree.type == "multipart/report" && tree.report_type != "delivery-status";
    if (is_from_mail_server(mail) && !of_another_kind) return ReceivedMail::Report{"", mail.text};
    return std::nullopt;
}

}  // namespace

std::expected<ReceivedMail, Failure> read_mail(std::string_view raw, const MailLimits& limits) {
    const Header header = read_header(raw);
    if (header.fields.empty()) return std::unexpected(Failure{FailureCode::malformed, "a mail without a header", ""});
    if (header.bytes > limits.header_bytes)
        return std::unexpected(Failure{FailureCode::too_large, "a mail with a header above the limit", ""});
    auto tree = read_tree(raw, limits);
    if (!tree) return std::unexpected(std::move(tree).error());

    ReceivedMail mail;
    read_people(header, mail);
    read_thread(header, mail);
    Subject subject = read_subject(decoded_words(header.first("Subject")));
    mail.subject = std::move(subject.text);
    mail.date = read_mail_date(unfolded(header.first("Date")));
    mail.text = typed_text(*tree, limits.text_bytes);
    mail.has_attachments = has_attachments(*tree);
    mail.forwarded = subject.forwarded || !header.all("Resent-From").empty() || says_forwarded(mail.text);
    see_whether_automatic(header, *tree, mail);
    mail.report = read_report(*tree, mail);
    return mail;
}

}  // namespace todoke::email
