#include "adapters/web/invitation_sheet.hpp"

#include "adapters/web/template.hpp"
#include "bot/ports/http.hpp"

#include <memory>
#include <qrencode.h>

#include <kainjow/mustache.hpp>

namespace todoke::web {
namespace {

namespace mustache = kainjow::mustache;

constexpr int quiet_zone = 4;  // modules, as ISO/IEC 18004 wants it

constexpr const char* plain_words[] = {"title", "why", "step1", "step2", "step3", "by_hand", "once", "siblings"};

mustache::data words_of(const Texts& texts, const Sheet& sheet, const std::string& language) {
    mustache::data words;
    words["language"] = language;
    for (const char* key : plain_words) words[key] = texts.say(std::string("sheet.") + key, Value::object(), language);
    // A paper lies in a drawer for months: the year belongs to the day.
    words["valid"] = texts.say("sheet.valid",
                               Value::object({{"day", texts.say_day(sheet.valid_until, language)},
                                              {"year", std::to_string(static_cast<int>(sheet.valid_until.year()))}}),
                               language);
    words["by_chat"] = sheet.by_chat;
    words["question"] = texts.say("sheet.question", Value::object({{"phone", sheet.phone}}), language);
    return words;
}

// Whatever a phone makes of it: some refuse to send a mail without a subject.
std::string mailto(const Texts& texts, const std::string& address) {
    return "mailto:" + address + "?subject=" + percent_encode(texts.say("sheet.mail_subject", Value::object(), "ja"));
}

// How to register by mail, in every language, around one QR code.
std::expected<void, Failure> add_mail_way(mustache::data& paper, const Texts& texts, const Sheet& sheet,
                                          const std::string& address) {
    const auto drawing = qr_svg(mailto(texts, address));
    if (!drawing) return std::unexpected(drawing.error());
    const Value args = Value::object({{"address", address}, {"domains", sheet.mail_domains}});
    mustache::data mail, words{mustache::data::type::list};
    for (const std::string& language : texts.languages()) {
        mustache::data one;
        one["language"] = language;
        for (const char* key : {"mail_title", "mail_how", "mail_filter"})
            one[key] = texts.say(std::string("sheet.") + key, args, language);
        words.push_back(one);
    }
    mail["qr"] = *drawing;
    mail["address"] = address;
    mail.set("words", words);
    paper.set("mail", mail);
    return {};
}

std::string place_of(const Texts& texts, int place, std::string_view language) {
    return texts.say("sheet.place", Value::object({{"place", std::to_string(place)}}), language);
}

}  // namespace

std::expected<std::string, Failure> qr_svg(const std::string& text) {
    const std::unique_ptr<QRcode, decltype(&QRcode_free)> code(QRcode_encodeString8bit(text.c_str(), 0, QR_ECLEVEL_M),
                                                               &QRcode_free);
    if (!code) return std::unexpected(Failure{FailureCode::too_large, "a QR code cannot hold this text", ""});
    std::string path;
    for (int y = 0; y < code->width; ++y)
        for (int x = 0; x < code->width; ++x)
            if (code->data[y * code->width + x] & 1)
                path += "M" + std::to_string(x + quiet_zone) + " " + std::to_string(y + quiet_zone) + "h1v1h-1z";
    const std::string side = std::to_string(code->width + 2 * quiet_zone);
    return "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 " + side + " " + side +
           "\" role=\"img\" aria-label=\"QR\" shape-rendering=\"crispEdges\"><rect width=\"" + side + "\" height=\"" +
           side + "\" fill=\"#fff\"/><path fill=\"#000\" d=\"" + path + "\"/></svg>";
}

std::expected<std::string, Failure> invitation_sheet(const std::string& templates_dir, const Texts& texts,
                                                     const Sheet& sheet) {
    auto page = load_template(templates_dir, "invitation_sheet.html", "invitation_sheet.css");
    if (!page) return std::unexpected(page.error());
    mustache::data context, papers{mustache::data::type::list}, others{mustache::data::type::list};
    for (const std::string& language : texts.languages())
        if (language != "ja") others.push_back(words_of(texts, sheet, language));
    const mustache::data japanese = words_of(texts, sheet, "ja");
    for (const SheetPaper& paper : sheet.papers) {
        mustache::data one, codes{mustache::data::type::list};
        for (const SheetCode& code : paper.codes) {
            mustache::data cell;
            if (!code.link.empty()) {
                const auto drawing = qr_svg(code.link);
                if (!drawing) return std::unexpected(drawing.error());
                cell["qr"] = *drawing;
            }
            cell["place"] = place_of(texts, code.place, "ja");
            cell["place_in_english"] = place_of(texts, code.place, "en");
            cell["code"] = code.code;
            codes.push_back(cell);
        }
        one.set("codes", codes);
        one["school"] = words_in(sheet.school, "ja");
        one["for"] = texts.say(
            "sheet.for", Value::object({{"class", paper.class_name}, {"number", paper.number}, {"name", paper.name}}),
            "ja");
        one.set("words", japanese);
        one.set("valid", *japanese.get("valid"));
        one.set("question", *japanese.get("question"));
        one.set("others", others);
        one["by_chat"] = sheet.by_chat;
        if (!paper.mail_address.empty())
            if (const auto added = add_mail_way(one, texts, sheet, paper.mail_address); !added)
                return std::unexpected(added.error());
        papers.push_back(one);
    }
    context.set("papers", papers);
    context["style"] = page->style;
    context["title"] = texts.say("sheet.title", Value::object(), "ja");
    mustache::mustache parsed(page->html);
    return parsed.render(context);
}

}  // namespace todoke::web
