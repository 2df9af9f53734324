// Samples of what is said about registering by mail, addresses, and notices that end.
#pragma once

#include "tests/unit/template_samples.hpp"

namespace todoke::samples {

inline std::vector<Message> registering() {
    using Style = Choice::Style;
    const std::string domains = "attend.example.ed.jp", address = "s…@docomo.ne.jp";
    const auto by_mail = [&](const char* provider) {
        return message("link.by_mail", {page()}, {{"hours", 24}, {"provider", provider}, {"domains", domains}});
    };
    Message settings{.key = "settings.family", .nonce = card_nonce};
    const auto row = [&](const char* state) { return Value::object({{"address", address}, {"state", state}}); };
    settings.args =
        Value::object({{"language", said("language", "ja")},
                       {"children", Value::array({})},
                       {"addresses", Value::array({row("all"), row("awaits_reply"), row("without_passings")})}});
    settings.choices = {{.code = "resume_7",
                         .label = sentence("settings.family.resume", Value::object({{"address", address}})),
                         .slot = "address"},
                        {.code = "remove_7",
                         .label = sentence("settings.family.remove", Value::object({{"address", address}})),
                         .slot = "address"},
                        {.code = "cmd:add_mail", .label = "settings.family.add_mail"}};
    return {
        by_mail("carrier"),
        by_mail("free_mail"),
        by_mail("other"),
        message("link.already_by_mail"),
        message("link.done_by_mail", {choice("received", Style::primary)}, {{"domains", domains}}),
        message("link.verified"),
        message("link.reply_first"),
        message(
            "link.add_address", {},
            {{"address", "e-aaaabbbbccccddddeeeeffffgggg2@attend.example.ed.jp"}, {"hours", 24}, {"domains", domains}}),
        message("link.no_more_addresses"),
        message("link.remove_address", {choice("remove_address", Style::danger), choice("cancel")},
                {{"address", address}}),
        message("link.address_removed"),
        message("link.address_added", {}, {{"address", address}}),
        message("link.address_ended", {}, {{"address", address}}),
        message("link.staff_address_added", {}, {{"address", address}, {"person", "佐藤 恵子"}}),
        message("link.staff_address_ended", {}, {{"address", address}, {"person", "佐藤 恵子"}}),
        message("passings.staff_ended", {}, {{"address", address}, {"person", "佐藤 恵子"}}),
        message("passings.staff_resumed", {}, {{"address", address}, {"person", "佐藤 恵子"}}),
        message("passings.ended_elsewhere", {}, {{"address", address}}),
        message("passings.resumed"),
        message("help.text", {}, {{"domains", domains}}),
        message("help.plain", {}, {{"domains", domains}}),
        std::move(settings),
    };
}

}  // namespace todoke::samples
