// Mail beside the inbox, inside one transaction.
#include "adapters/postgres/families.hpp"
#include "adapters/postgres/people_cells.hpp"
#include "generated/sql/letter.hpp"

namespace todoke::postgres {
namespace {

constexpr SchoolId city{};  // a mail may be about children of several schools
constexpr const char* body_column = "letter_held.body_sealed";

class SqlLetters : public Letters {
public:
    explicit SqlLetters(Context& context) : context_(context) {}

    bool first_time(const std::string& account, const std::string& message_id, InboxId event, Instant now) override {
        const std::string index = context_.sealer.blind_index("letter_seen.message_index", account + "\n" + message_id);
        return context_.db.run(sql::letter_first_time, index, event, now).one().get<bool>(0);
    }

    Answered answered(const std::string& channel, const std::string& account, const std::string& address,
                      Instant now) override {
        const Result rows =
            context_.db.run(sql::letter_answered, address_index(context_.sealer, channel, account, address), now);
        return {static_cast<int>(rows[0].get<std::int64_t>(0)), static_cast<int>(rows[0].get<std::int64_t>(1))};
    }
    void note_answer(const std::string& channel, const std::string& account, const std::string& address,
                     Instant now) override {
        context_.db.run(sql::letter_note_answer, address_index(context_.sealer, channel, account, address), now);
    }

    void hold(const std::string& token, const HeldLetter& letter, Instant now) override {
        const std::string index = token_index(token);
        const Value body = Value::object({{"channel", letter.channel},
                                          {"account", letter.account},
                                          {"address", letter.address},
                                          {"on", letter.to_message_id},
                                          {"text", letter.text},
                                          {"whole", letter.whole}});
        context_.db.run(sql::letter_hold, index, letter.contact,
                        seal_value(context_.sealer, city, body, body_column, index), now, letter.expires_at);
    }
    std::optional<HeldLetter> held(const std::string& token) override {
        const std::string index = token_index(token);
        const Result rows = context_.db.run(sql::letter_find_held, index);
        if (rows.empty()) return std::nullopt;
        const Row row = rows[0];
        const Value body = open_value(context_.sealer, city, row.bytes(1), body_column, index);
        HeldLetter letter;
        letter.contact = row.get<ContactId>(0);
        letter.channel = body["channel"].as_string();
        letter.account = body["account"].as_string();
        letter.address = body["address"].as_string();
        letter.to_message_id = body["on"].as_string();
        letter.text = body["text"].as_string();
        letter.whole = body["whole"].as_string();
        letter.expires_at = row.get<Instant>(2);
        letter.confirmed_at = row.get<std::optional<Instant>>(3);
        return letter;
    }
    bool confirm(const std::string& token, Instant now) override {
        return !context_.db.run(sql::letter_confirm, token_index(token), now).empty();
    }

private:
    std::string token_index(const std::string& token) const {
        return context_.sealer.blind_index("letter_held.token_index", token);
    }

    Context& context_;
};

}  // namespace

std::unique_ptr<Letters> make_letters(Context& context) { return std::make_unique<SqlLetters>(context); }

}  // namespace todoke::postgres
