#include "adapters/postgres/families.hpp"
#include "adapters/postgres/inbox_rows.hpp"
#include "generated/sql/flood.hpp"

namespace todoke::postgres {
namespace {

class SqlFloods : public Floods {
public:
    explicit SqlFloods(Context& context) : context_(context) {}

    std::vector<InboxId> waiting(const std::string& conversation_key, int kept, int limit) override {
        std::vector<InboxId> events;
        const Result rows = context_.db.run(sql::flood_waiting, conversation_key, kept, limit);
        for (const Row row : rows) events.push_back(row.get<InboxId>(0));
        return events;
    }

    std::vector<ClaimedEvent> read(const std::vector<InboxId>& events) override {
        std::vector<ClaimedEvent> read;
        const Result rows = context_.db.run(sql::flood_read, events);
        for (const Row row : rows) read.push_back(claimed_event(row, context_.sealer));
        return read;
    }

    void keep(const std::vector<InboxId>& events) override { context_.db.run(sql::flood_keep, events); }

    void leave_out(const std::vector<InboxId>& events, Instant now) override {
        context_.db.run(sql::flood_leave_out, events, now);
    }

private:
    Context& context_;
};

}  // namespace

std::unique_ptr<Floods> make_floods(Context& context) { return std::make_unique<SqlFloods>(context); }

}  // namespace todoke::postgres
