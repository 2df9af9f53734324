// Samples of what is said about things received: attachments, withdrawals, staff groups.
#pragma once

#include "tests/unit/template_samples.hpp"

namespace todoke::samples {

inline std::vector<Message> receiving() {
    using Style = Choice::Style;
    const auto closing = choices({"found", "contacted", "close"});
    return {
        message("hello.again"),
        message("hello.sticker"),
        message("help.overtaken"),
        message("help.attachment"),
        message("service.too_fast"),
        message("case.noted", closing),
        message("case.staff_words", closing),
        message("staff.report_words_withdrawn", {choice("acknowledge", Style::primary), choice("reply")}),
        message("staff.group_bound"),
        message("group.welcome"),
        message("group.bound"),
        message("group.code_failed"),
        message("group.throttled"),
        message("group.case"),
        message("group.case_urgent"),
        message("group.case_over"),
        message("group.report_unread"),
        message("group.acknowledged"),
        message("group.case_acknowledged"),
        message("group.case_ended"),
        message("group.not_yours"),
        message("group.report_withdrawn"),
        message("group.words_confirm", {choice("send", Style::primary), choice("cancel")}),
        message("group.words_sent"),
        message("group.words_dropped"),
        message("group.reply_to_send"),
        message("case.family_words", closing),
        message("mail.stale"),
        message("mail.stranger"),
        message("mail.confirm", {choice("open_page", Style::page)}),
        message("mail.show_back", {choice("send_words", Style::primary), choice("cancel")}),
        message("mail.not_relayed"),
        message("mail.passed_on"),
    };
}

}  // namespace todoke::samples
