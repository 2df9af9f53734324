#include "adapters/postgres/families.hpp"
#include "adapters/postgres/outbox_rows.hpp"
#include "generated/sql/bounce.hpp"

namespace todoke::postgres {
namespace {

class SqlBounces : public Bounces {
public:
    explicit SqlBounces(Context& context) : context_(context) {}

    std::optional<Mail> find(const std::string& channel, const std::string& account, std::optional<OutboxId> id,
                             const std::string& idempotency_key) override {
        const Result rows = context_.db.run(sql::bounced_mail, channel, account, id, or_null(idempotency_key));
        if (rows.empty()) return std::nullopt;
        ClaimedMessage message = read_message(context_.sealer, rows[0], false);
        return Mail{message.id, std::move(message.draft), std::move(message.address),
                    rows[0].get<Instant>("created_at")};
    }

    bool add(const Mail& mail, BounceClass kind, const std::string& status, Instant at) override {
        return !context_.db.run(sql::add_bounce, mail.id, or_null(mail.draft.contact), to_text(kind), status, at)
                    .empty();
    }

    std::vector<PastBounce> since_cleared(ContactId contact) override {
        std::vector<PastBounce> all;
        const Result rows = context_.db.run(sql::bounces_of_contact, contact);
        for (const Row row : rows) all.push_back({bounce_from(row.bytes(0)), row.get<Instant>(1)});
        return all;
    }

    void clear(ContactId contact, Instant now) override { context_.db.run(sql::clear_bounces, contact, now); }

    bool lose(OutboxId id, const std::string& reason, Instant now) override {
        return !context_.db.run(sql::lose_sent, id, reason, now).empty();
    }

private:
    Context& context_;
};

}  // namespace

std::unique_ptr<Bounces> make_bounces(Context& context) { return std::make_unique<SqlBounces>(context); }

}  // namespace todoke::postgres
