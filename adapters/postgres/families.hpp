// The families of statements inside one transaction. Each family lives in its own files and knows only its Context.
#pragma once

#include "adapters/postgres/connection.hpp"
#include "adapters/postgres/sealer.hpp"
#include "bot/ports/random.hpp"
#include "bot/ports/store/store.hpp"

#include <memory>

namespace todoke::postgres {

// Everything lives as long as the transaction; a transaction is open on `db`.
struct Context {
    Connection& db;
    Sealer& sealer;
    Random& random;
};

std::unique_ptr<Conversations> make_conversations(Context& context);
std::unique_ptr<People> make_people(Context& context);
std::unique_ptr<Links> make_links(Context& context);
std::unique_ptr<MailEntries> make_mail_entries(Context& context);
std::unique_ptr<Reports> make_reports(Context& context);
std::unique_ptr<Attendance> make_attendance(Context& context);
std::unique_ptr<Cases> make_cases(Context& context);
std::unique_ptr<OutboxWriter> make_outbox_writer(Context& context);
std::unique_ptr<Withdrawals> make_withdrawals(Context& context);
std::unique_ptr<Groups> make_groups(Context& context);
std::unique_ptr<Budgets> make_budgets(Context& context);
std::unique_ptr<Floods> make_floods(Context& context);
std::unique_ptr<Bounces> make_bounces(Context& context);
std::unique_ptr<Letters> make_letters(Context& context);

void write_audit(Context& context, const std::string& what, PersonId who, const std::string& object_kind,
                 std::int64_t object, Instant now);

}  // namespace todoke::postgres
