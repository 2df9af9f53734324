// How people become linked and cease to be, inside one transaction.
#include "adapters/postgres/families.hpp"
#include "generated/sql/link.hpp"

namespace todoke::postgres {
namespace {

constexpr SchoolId city{};  // whoever asks for the page belongs to no school yet
constexpr const char* request_column = "link_request.address_sealed";

Invitation read_invitation(const Row& row) {
    Invitation invitation;
    invitation.id = row.get<std::int64_t>(0);
    invitation.student = row.get<StudentId>(1);
    invitation.role = role_from(row.bytes(2)).value_or(Role::guardian);
    invitation.place = row.get<int>(3);
    invitation.expires_at = row.get<Instant>(4);
    invitation.used_at = row.get<std::optional<Instant>>(5);
    invitation.used_by = row.get<PersonId>(6);
    invitation.revoked = row.get<bool>(7);
    invitation.adds_address_to = row.get<PersonId>(8);
    return invitation;
}

class SqlLinks : public Links {
public:
    explicit SqlLinks(Context& context) : context_(context) {}

    void lock_student(StudentId student) override { context_.db.run(sql::link_lock_student, student); }
    int linked_guardians(StudentId student) override {
        return context_.db.run(sql::link_guardians, student).one().get<int>(0);
    }

    std::int64_t add_invitation(const Invitation& invitation, const std::string& code_hash, Instant now) override {
        return context_.db
            .run(sql::add_invitation, code_index(code_hash), invitation.student, to_text(invitation.role),
                 invitation.place, now, invitation.expires_at, or_null(invitation.adds_address_to))
            .one()
            .get<std::int64_t>(0);
    }
    std::optional<Invitation> find_invitation(const std::string& code_hash) override {
        const Result rows = context_.db.run(sql::find_invitation, code_index(code_hash));
        if (rows.empty()) return std::nullopt;
        return read_invitation(rows[0]);
    }
    std::optional<Invitation> invitation(std::int64_t id) override {
        const Result rows = context_.db.run(sql::invitation_by_id, id);
        if (rows.empty()) return std::nullopt;
        return read_invitation(rows[0]);
    }
    bool use_invitation(std::int64_t id, PersonId by, Instant now) override {
        return !context_.db.run(sql::use_invitation, id, by, now).empty();
    }
    int revoke_invitations(StudentId student, Instant now) override {
        return context_.db.run(sql::revoke_invitations, student, now).size();
    }

    std::vector<Instant> wrong_tries(const std::string& key, int most) override {
        const std::string index = try_index(key);
        context_.db.run(sql::link_try_lock, index);
        std::vector<Instant> tries;
        const Result rows = context_.db.run(sql::link_tries, index, most);
        for (const Row row : rows) tries.push_back(row.get<Instant>(0));
        return tries;
    }
    void note_wrong_try(const std::string& key, Instant now) override {
        context_.db.run(sql::note_link_try, try_index(key), now);
    }

    void add_consent(PersonId person, int version, bool given, Instant now) override {
        context_.db.run(sql::add_consent, person, version, given, now);
    }
    std::optional<int> consent_of(PersonId person) override {
        const Result rows = context_.db.run(sql::consent_of_person, person);
        if (rows.empty() || !rows[0].get<bool>(1)) return std::nullopt;
        return rows[0].get<int>(0);
    }

    void add_request(const std::string& token, const LinkRequest& request, Instant now) override {
        const std::string index = token_index(token);
        context_.db.run(sql::add_link_request, index, request.conversation_key, request.channel, request.account,
                        context_.sealer.seal(city, request.address, request_column, index), now, request.expires_at,
                        request.invitation == 0 ? std::nullopt : std::optional(request.invitation));
    }
    std::optional<LinkRequest> find_request(const std::string& token) override {
        const std::string index = token_index(token);
        const Result rows = context_.db.run(sql::find_link_request, index);
        if (rows.empty()) return std::nullopt;
        const Row row = rows[0];
        LinkRequest request;
        request.conversation_key = row.get<std::string>(0);
        request.channel = row.get<std::string>(1);
        request.account = row.get<std::string>(2);
        request.address = context_.sealer.open(city, row.bytes(3), request_column, index);
        request.expires_at = row.get<Instant>(4);
        request.invitation = row.get<std::optional<std::int64_t>>(5).value_or(0);
        return request;
    }

    void end_contacts(PersonId person, Instant now) override { context_.db.run(sql::end_contacts, person, now); }
    bool end_contact(ContactId contact, Instant now) override {
        return !context_.db.run(sql::end_contact, contact, now).empty();
    }
    int on_their_way(RelationId relation, Instant now) override {
        return context_.db.run(sql::link_on_their_way, relation, now).one().get<int>(0);
    }

    int clear_ended(Instant now, int limit) override {
        std::vector<RelationId> relations;
        std::vector<PersonId> people;
        const Result rows = context_.db.run(sql::links_to_clear, limit);
        for (const Row row : rows) {
            relations.push_back(row.get<RelationId>(0));
            people.push_back(row.get<PersonId>(1));
        }
        if (relations.empty()) return 0;
        context_.db.run(sql::suppress_of_links, relations, now);
        context_.db.run(sql::wipe_conversations, people, now);
        return context_.db.run(sql::links_cleared, relations, now).size();
    }

private:
    std::string code_index(const std::string& hash) const {
        return context_.sealer.blind_index("invitation.code_index", hash);
    }
    std::string try_index(const std::string& key) const {
        return context_.sealer.blind_index("link_try.key_index", key);
    }
    std::string token_index(const std::string& token) const {
        return context_.sealer.blind_index("link_request.token_index", token);
    }

    Context& context_;
};

}  // namespace

std::unique_ptr<Links> make_links(Context& context) { return std::make_unique<SqlLinks>(context); }

}  // namespace todoke::postgres
