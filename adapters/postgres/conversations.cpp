// Dialogues and the nonces of their buttons. Both may belong to nobody yet, so they are sealed with the key of the
// city.
#include "adapters/postgres/families.hpp"
#include "bot/ports/json.hpp"
#include "generated/sql/conversation.hpp"

namespace todoke::postgres {
namespace {

constexpr const char* state_column = "conversation.state_sealed";
constexpr const char* result_column = "nonce.result_sealed";
constexpr SchoolId city{};

Value parsed(const std::string& text, const char* column) {
    auto value = json::parse(text);
    if (!value) throw StoreFailure({FailureCode::malformed, std::string(column) + " holds no JSON", ""});
    return *std::move(value);
}

class SqlConversations : public Conversations {
public:
    explicit SqlConversations(Context& context) : context_(context) {}

    Conversation load(const std::string& key, const std::string& channel, const std::string& account,
                      Instant now) override {
        context_.db.run(sql::conversation_make, key, channel, account, now);
        const Result rows = context_.db.run(sql::conversation_lock, key);
        const Row row = rows.one();
        Conversation conversation;
        conversation.key = key;
        conversation.channel = row.get<std::string>(0);
        conversation.account = row.get<std::string>(1);
        if (!row.is_null(2)) conversation.person = row.get<PersonId>(2);
        conversation.version = row.get<int>(3);
        if (!row.is_null(4))
            conversation.state = parsed(context_.sealer.open(city, row.bytes(4), state_column, key), state_column);
        conversation.last_event_at = row.get<std::optional<Instant>>(5);
        conversation.pace = {.since = row.get<std::optional<Instant>>(6),
                             .count = row.get<int>(7),
                             .untold = row.get<bool>(8),
                             .told_at = row.get<std::optional<Instant>>(9)};
        return conversation;
    }

    bool save(const Conversation& conversation, Instant now) override {
        const std::string sealed =
            context_.sealer.seal(city, json::write(conversation.state), state_column, conversation.key);
        return !context_.db
                    .run(sql::conversation_save, conversation.key, conversation.version,
                         or_null(conversation.person.value_or(PersonId{})), sealed, conversation.last_event_at, now,
                         conversation.pace.since, conversation.pace.count, conversation.pace.untold,
                         conversation.pace.told_at)
                    .empty();
    }

    void issue(const NonceRecord& nonce, Instant now) override {
        context_.db.run(sql::nonce_issue, nonce.nonce, or_null(nonce.person), or_null(nonce.conversation_key),
                        nonce.purpose, nonce.subject, nonce.version, now, nonce.expires_at);
    }

    std::optional<NonceRecord> find_nonce(const std::string& nonce, bool for_update) override {
        const Result rows = context_.db.run(for_update ? sql::nonce_lock : sql::nonce_find, nonce);
        if (rows.empty()) return std::nullopt;
        const Row row = rows[0];
        NonceRecord record;
        record.nonce = row.get<std::string>(0);
        record.person = row.get<PersonId>(1);
        if (!row.is_null(2)) record.conversation_key = row.get<std::string>(2);
        record.purpose = row.get<std::string>(3);
        record.subject = row.get<std::int64_t>(4);
        record.version = row.get<int>(5);
        record.expires_at = row.get<Instant>(6);
        record.used_at = row.get<std::optional<Instant>>(7);
        record.used_code = row.get<std::optional<std::string>>(8).value_or("");
        if (!row.is_null(9))
            record.result = parsed(context_.sealer.open(city, row.bytes(9), result_column, nonce), result_column);
        return record;
    }

    bool use_nonce(const std::string& nonce, const std::string& code, const Value& result, Instant now) override {
        const std::string sealed = context_.sealer.seal(city, json::write(result), result_column, nonce);
        return !context_.db.run(sql::nonce_use, nonce, code, sealed, now).empty();
    }

private:
    Context& context_;
};

}  // namespace

std::unique_ptr<Conversations> make_conversations(Context& context) {
    return std::make_unique<SqlConversations>(context);
}

}  // namespace todoke::postgres
