// Mails to the addresses that the school's papers carry, inside one transaction.
#include "adapters/postgres/families.hpp"
#include "domain/message/mail_provider.hpp"
#include "generated/sql/mail_entry.hpp"

namespace todoke::postgres {
namespace {

using namespace std::chrono_literals;

constexpr SchoolId city{};  // whoever writes belongs to no school yet
constexpr const char* token_column = "mail_entry.token_sealed";

const char* text_of(MailEntry::Outcome outcome) {
    switch (outcome) {
        case MailEntry::Outcome::page:
            return "page";
        case MailEntry::Outcome::same_page:
            return "same_page";
        case MailEntry::Outcome::already:
            return "already";
        case MailEntry::Outcome::unproven:
            return "unproven";
        case MailEntry::Outcome::closed:
            return "closed";
        case MailEntry::Outcome::too_often:
            return "too_often";
    }
    return "closed";
}

std::optional<std::int64_t> id_or_none(std::int64_t id) { return id == 0 ? std::nullopt : std::optional(id); }

class SqlMailEntries : public MailEntries {
public:
    explicit SqlMailEntries(Context& context) : context_(context) {}

    void lock() override { context_.db.run(sql::mail_entry_lock); }

    std::optional<MailPaper> paper(std::int64_t invitation, Instant now) override {
        const Result rows = context_.db.run(sql::mail_paper, invitation, now);
        if (rows.empty()) return std::nullopt;
        return MailPaper{rows[0].get<StudentId>(0), rows[0].get<PersonId>(1), rows[0].get<bool>(2)};
    }

    MailAnswers answers_before(const std::string& address, std::int64_t invitation, Instant now) override {
        const std::string index = address_index(address);
        const Result counted = context_.db.run(sql::mail_answers, index, invitation, domain_index(address), now - 24h,
                                               now - 1h, now - 1min);
        const Row counts = counted.one();
        MailAnswers answers{.to_address_in_a_day = counts.get<int>(0),
                            .for_paper = counts.get<int>(1),
                            .to_domain_in_an_hour = counts.get<int>(2),
                            .in_a_minute = counts.get<int>(3)};
        const Result pages = context_.db.run(sql::last_mailed_page, index, invitation);
        if (!pages.empty()) {
            answers.last_page_at = pages[0].get<Instant>(0);
            answers.last_token =
                context_.sealer.open(city, pages[0].bytes(1), token_column, token_place(index, invitation));
            answers.repeated = pages[0].get<int>(2);
        }
        return answers;
    }

    std::int64_t add(const MailEntry& entry, Instant now) override {
        const std::string index = address_index(entry.address);
        std::optional<std::string> token;
        if (!entry.token.empty())
            token = context_.sealer.seal(city, entry.token, token_column, token_place(index, entry.invitation));
        return context_.db
            .run(sql::add_mail_entry, id_or_none(entry.invitation), index, domain_index(entry.address),
                 text_of(entry.outcome), token, now)
            .one()
            .get<std::int64_t>(0);
    }

private:
    static std::string token_place(const std::string& index, std::int64_t invitation) {
        return index + ":" + std::to_string(invitation);
    }
    std::string address_index(const std::string& address) const {
        return context_.sealer.blind_index("mail_entry.address_index", address);
    }
    std::string domain_index(const std::string& address) const {
        return context_.sealer.blind_index("mail_entry.domain_index", domain_of(address));
    }

    Context& context_;
};

}  // namespace

std::unique_ptr<MailEntries> make_mail_entries(Context& context) { return std::make_unique<SqlMailEntries>(context); }

}  // namespace todoke::postgres
