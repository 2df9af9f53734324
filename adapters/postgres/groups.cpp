// Group chats of staff.
#include "adapters/postgres/families.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/group.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* code_column = "group_code.code_index";

class SqlGroups : public Groups {
public:
    explicit SqlGroups(Context& context) : context_(context) {}

    void add_code(SchoolId school, const std::string& code_hash, Instant expires_at, Instant now) override {
        context_.db.run(sql::add_group_code, context_.sealer.blind_index(code_column, code_hash), school, now,
                        expires_at);
    }

    std::optional<SchoolId> use_code(const std::string& code_hash, Instant now) override {
        const Result rows =
            context_.db.run(sql::use_group_code, context_.sealer.blind_index(code_column, code_hash), now);
        if (rows.empty()) return std::nullopt;
        return rows[0].get<SchoolId>(0);
    }

    std::optional<StaffGroup> find(const std::string& channel, const std::string& account,
                                   const std::string& address) override {
        const Result rows = context_.db.run(sql::find_group, channel, account,
                                            address_index(context_.sealer, channel, account, address));
        if (rows.empty()) return std::nullopt;
        return read(rows[0]);
    }

    GroupId bind(const StaffGroup& group, Instant now) override {
        const std::string index = address_index(context_.sealer, group.channel, group.account, group.address);
        return context_.db
            .run(sql::add_group, group.school, group.channel, group.account, index,
                 seal_address(context_.sealer, group.school, group.address, index), now)
            .one()
            .get<GroupId>(0);
    }

    bool end(GroupId group, Instant now) override { return !context_.db.run(sql::end_group, group, now).empty(); }

    std::vector<StaffGroup> of_school(SchoolId school) override {
        std::vector<StaffGroup> groups;
        const Result rows = context_.db.run(sql::groups_of_school, school);
        for (const Row row : rows) groups.push_back(read(row));
        return groups;
    }

    void note(const GroupAct& act) override {
        context_.db.run(sql::note_group_act, act.group, act.message_id, act.what, or_null(act.person), act.report,
                        act.about_case, act.at);
    }

    std::vector<GroupAct> acts(GroupId group, const std::string& message_id) override {
        std::vector<GroupAct> acts;
        const Result rows = context_.db.run(sql::group_acts, group, message_id);
        for (const Row row : rows)
            acts.push_back({group, message_id, row.get<std::string>(0), row.get<PersonId>(1),
                            row.get<std::optional<ReportId>>(2), row.get<std::optional<CaseId>>(3),
                            row.get<Instant>(4)});
        return acts;
    }

private:
    StaffGroup read(const Row& row) const {
        StaffGroup group{row.get<GroupId>(0), row.get<SchoolId>(1), row.get<std::string>(2), row.get<std::string>(3),
                         ""};
        group.address = open_address(context_.sealer, group.school, row.get<std::string>(5), row.get<std::string>(4));
        return group;
    }

    Context& context_;
};

}  // namespace

std::unique_ptr<Groups> make_groups(Context& context) { return std::make_unique<SqlGroups>(context); }

}  // namespace todoke::postgres
