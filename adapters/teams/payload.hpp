#pragma once

#include "bot/ports/channel.hpp"

#include <expected>
#include <string>
#include <vector>

namespace todoke::teams {

// The activity that is posted for a rendered message; the failure says why it must not be sent ("text_and_card",
// "too_large", …).
std::expected<Value, const char*> activity_of(const Rendered& rendered);

// POST /v3/conversations for a 1:1 chat.
// https://learn.microsoft.com/microsoftteams/platform/bots/how-to/conversations/send-proactive-messages
std::string create_conversation_body(std::string_view app_id, std::string_view tenant, std::string_view object_id);

// The synchronous answer to a card press: the new card, several as one; words without a card as a short message.
HttpResponse invoke_answer(const std::vector<Rendered>& rendered);
// The work is not done yet; the card follows as an update. Words are in <templates>/teams/busy.txt.
HttpResponse invoke_not_ready(const std::string& templates_dir);

}  // namespace todoke::teams
