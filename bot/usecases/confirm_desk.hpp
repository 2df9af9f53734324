// Behind GET and POST /confirm/{token}: an answer by mail that came without proof is handled as if it had it, once the
// registered address has said that it was its own.
#pragma once

#include "bot/ports/channel.hpp"
#include "bot/ports/confirm_desk.hpp"
#include "bot/ports/store/store.hpp"

#include <functional>
#include <string>

namespace todoke {

class StoredConfirmDesk : public ConfirmDesk {
public:
    // The conversation of an address, as the door that takes mail in computes it.
    using ConversationKey =
        std::function<std::string(std::string_view channel, std::string_view account, std::string_view address)>;

    StoredConfirmDesk(Store& store, const Clock& clock, Ingest& ingest, ConversationKey conversation_key)
        : store_(store), clock_(clock), ingest_(ingest), conversation_key_(std::move(conversation_key)) {}

    std::expected<ConfirmFate, Failure> look(const std::string& token) override;
    std::expected<ConfirmFate, Failure> confirm(const std::string& token) override;

private:
    std::expected<std::optional<HeldLetter>, Failure> find(const std::string& token);

    Store& store_;
    const Clock& clock_;
    Ingest& ingest_;
    ConversationKey conversation_key_;
};

}  // namespace todoke
