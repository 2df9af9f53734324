// The school's paper: one page per student, with a code and its QR per guardian. A print-ready file, never served.
#pragma once

#include "bot/ports/failure.hpp"
#include "bot/ports/texts.hpp"
#include "domain/message/message.hpp"

#include <expected>
#include <string>
#include <string_view>
#include <vector>

namespace todoke::web {

struct SheetCode {
    int place = 0;     // 1人目, 2人目, …
    std::string code;  // ABCDE-FGHIJ
    std::string link;  // what the QR code says; "" = the school has no chat
};

struct SheetPaper {
    std::string class_name, number, name;  // number: in the class; may be empty
    std::vector<SheetCode> codes;
    std::string mail_address;  // to which an empty mail registers; "" = the school has no mail
};

struct Sheet {
    Words school;
    std::string phone;
    SchoolDay valid_until;
    bool by_chat = true;
    std::string mail_domains;  // what a mail filter has to let through
    std::vector<SheetPaper> papers;
};

std::expected<std::string, Failure> invitation_sheet(const std::string& templates_dir, const Texts& texts,
                                                     const Sheet& sheet);

// A drawing of 1 unit per module with the quiet zone around it.
std::expected<std::string, Failure> qr_svg(const std::string& text);

}  // namespace todoke::web
