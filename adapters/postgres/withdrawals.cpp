// Words that their sender takes back.
#include "adapters/postgres/families.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/withdrawal.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* draft_column = "late_input.draft_sealed";

class SqlWithdrawals : public Withdrawals {
public:
    explicit SqlWithdrawals(Context& context) : context_(context) {}

    void keep_source(const std::string& conversation_key, const std::vector<std::string>& message_ids,
                     PersonId reporter, InboxId source, Instant received_at) override {
        const Result reports =
            context_.db.run(sql::keep_source_of_report, conversation_key, message_ids, reporter, source);
        if (reports.empty())
            context_.db.run(sql::keep_source_of_late_input, conversation_key, message_ids, reporter, received_at);
    }

    std::vector<ReportId> take_back(const std::string& conversation_key, const std::string& message_id,
                                    Instant now) override {
        context_.db.run(sql::erase_message, conversation_key, message_id);
        std::vector<ReportId> reports;
        const Result rows = context_.db.run(sql::withdraw_source, conversation_key, message_id, now);
        for (const Row row : rows) {
            if (row.is_null(0))
                erase_remarks(row.get<std::int64_t>(1));
            else
                reports.push_back(row.get<ReportId>(0));
        }
        return reports;
    }

    bool taken_back(const std::string& conversation_key, const std::string& message_id) override {
        return context_.db.run(sql::message_withdrawn, conversation_key, message_id).one().get<bool>(0);
    }

    void forget(InboxId event) override { context_.db.run(sql::forget_event, event); }

private:
    void erase_remarks(std::int64_t late_input) {
        const Result rows = context_.db.run(sql::late_input_draft, late_input);
        const auto school = rows.one().get<SchoolId>(0);
        const std::string key = std::to_string(late_input);
        Value draft = open_value(context_.sealer, school, rows[0].bytes(1), draft_column, key);
        draft.erase("remarks");
        draft.erase("reason");
        context_.db.run(sql::set_late_input_draft, late_input,
                        seal_value(context_.sealer, school, draft, draft_column, key));
    }

    Context& context_;
};

}  // namespace

std::unique_ptr<Withdrawals> make_withdrawals(Context& context) { return std::make_unique<SqlWithdrawals>(context); }

}  // namespace todoke::postgres
