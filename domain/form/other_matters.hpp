// What people write besides reports: danger, thanks, greetings, questions. Decided here so that a table can test it;
// the answers are words of templates/texts.
#pragma once

#include "domain/form/form.hpp"

#include <span>
#include <string>
#include <string_view>

namespace todoke {

// Somebody may be in danger: 死にたい, 家出, いじめ, 誘拐, 事故. Rather once too often than once too rarely: the answer
// is a list of telephone numbers, and a report in the same words goes on beside it. What is plainly about traffic
// (電車の 事故) or about something else (家出ました = has left home) is not meant. `more`: what the school has added;
// it is heard wherever it stands.
bool speaks_of_danger(std::string_view text, const FormContext& context, std::span<const std::string> more = {});

enum class OtherMatter {
    thanks,      // ありがとうございました, and nothing else
    greeting,    // おはようございます, and nothing else
    attendance,  // 休んでもいいですか, 昨日休みました: about absence, but no report
    other,       // 先生に伝えて, 相談したい, anything else
};
OtherMatter other_matter(std::string_view text, const FormContext& context);

}  // namespace todoke
