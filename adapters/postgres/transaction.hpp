#pragma once

#include "adapters/postgres/families.hpp"

#include <memory>

namespace todoke::postgres {

// One open transaction; families are made when first asked for.
class SqlTransaction : public Transaction {
public:
    SqlTransaction(Connection& db, Sealer& sealer, Random& random) : context_{db, sealer, random} {}

    Conversations& conversations() override;
    People& people() override;
    Links& links() override;
    MailEntries& mail_entries() override;
    Reports& reports() override;
    Attendance& attendance() override;
    Cases& cases() override;
    OutboxWriter& outbox() override;
    Withdrawals& withdrawals() override;
    Groups& groups() override;
    Budgets& budgets() override;
    Floods& floods() override;
    Bounces& bounces() override;
    Letters& letters() override;
    bool finish_event(InboxId id, std::int64_t lease, InboxState state, const std::string& note,
                      const std::string& answer_json, Instant now) override;
    void audit(const std::string& what, PersonId who, const std::string& object_kind, std::int64_t object,
               Instant now) override;

private:
    Context context_;
    std::unique_ptr<Conversations> conversations_;
    std::unique_ptr<People> people_;
    std::unique_ptr<Links> links_;
    std::unique_ptr<MailEntries> mail_entries_;
    std::unique_ptr<Reports> reports_;
    std::unique_ptr<Attendance> attendance_;
    std::unique_ptr<Cases> cases_;
    std::unique_ptr<OutboxWriter> outbox_;
    std::unique_ptr<Withdrawals> withdrawals_;
    std::unique_ptr<Groups> groups_;
    std::unique_ptr<Budgets> budgets_;
    std::unique_ptr<Floods> floods_;
    std::unique_ptr<Bounces> bounces_;
    std::unique_ptr<Letters> letters_;
};

}  // namespace todoke::postgres
