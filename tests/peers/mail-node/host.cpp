// Our side of the mail peers.
//   mail_peer_host letters          every sample message in every language, sent as mail: JSON lines with the mail as
//   it went out
//                                   and as GMime reads it
//   mail_peer_host door SOCKET      a door for mail there; says "ready", and for each line on its input what it has
//   taken since
#include "adapters/email/lmtp/intake.hpp"
#include "adapters/email/receive/received_mail.hpp"
#include "adapters/email/receive/stored_mail.hpp"
#include "adapters/email/register.hpp"
#include "bot/ports/json.hpp"
#include "bot/render/renderer.hpp"
#include "tests/channels/support.hpp"
#include "tests/platforms/smtp/smtp_double.hpp"
#include "tests/unit/template_samples.hpp"

#include <iostream>

#include <boost/json/serialize.hpp>
#include <fmt/format.h>

namespace {

using namespace todoke;

int letters() {
    platforms::SmtpDouble server{platforms::SmtpOptions{.control_port = -1}};
    test::ScriptedHttp http;
    test::House house(
        "email: [{account: demo, domain: attend.example.ed.jp, from: \"出欠連絡 <attend@attend.example.ed.jp>\", "
        "smtp_url: \"" +
            server.url() + "\", signed_sender: true}]\n",
        http);
    email::register_channel(house);
    samples::CountingLog log;
    const auto texts = samples::shipped_texts(log);
    const auto analysis = text::make_text_analysis();
    const auto layouts = samples::shipped_layouts();
    const Renderer renderer(*texts, *analysis, *layouts);
    std::int64_t row = 0;
    for (const std::string& language : texts->languages())
        for (const Message& message : samples::messages()) {
            Envelope envelope;
            envelope.outbox_id = OutboxId{++row};
            envelope.account = "demo";
            envelope.address = row % 2 ? "sato@example.jp" : "foo..bar.@docomo.ne.jp";
            envelope.idempotency_key = fmt::format("123e4567-e89b-12d3-a456-{:012}", row);
            envelope.thread = "report:1";
            envelope.reply_token = "their-first@example.jp their-second@example.jp";
            envelope.message_class = MessageClass::dialogue;
            envelope.messages = {renderer.render(message, language, "email")};
            envelope.messages.front().source = message;
            if (house.channel().send(envelope).outcome != SendOutcome::accepted) {
                std::cerr << message.key << " was not sent\n";
                return 1;
            }
            boost::json::object mail = server.mails().back().to_json();
            mail["key"] = message.key + " " + language;
            std::cout << boost::json::serialize(mail) << '\n';
        }
    return log.errors.empty() ? 0 : 1;
}

Value what_was_read(const InboundEvent& event) {
    const auto stored = email::decode_stored_mail(event.body);
    if (!stored) return Value::object({{"problem", stored.error().what}});
    const auto mail = email::read_mail(stored->raw);
    if (!mail) return Value::object({{"problem", mail.error().what}});
    Value from = Value::array(), to = Value::array(), references = Value::array();
    for (const email::Mailbox& one : mail->from)
        from.push_back(Value::object({{"name", one.name}, {"address", one.address.text()}}));
    for (const email::Address& one : mail->recipients) to.push_back(one.text());
    for (const std::string& one : mail->references) references.push_back(one);
    return Value::object({{"sender", stored->sender},
                          {"recipient", stored->recipient},
                          {"from", std::move(from)},
                          {"to", std::move(to)},
                          {"subject", mail->subject},
                          {"message_id", mail->message_id},
                          {"references", std::move(references)},
                          {"text", mail->text},
                          {"automatic", mail->automatic},
                          {"has_attachments", mail->has_attachments}});
}

int door(const std::string& socket) {
    test::ScriptedHttp http;
    test::House house("email: []\n", http);
    ListenAddress at;
    at.unix_path = socket;
    const auto listener = email::lmtp::make_door(
        {.at = at, .host = "attend.example.ed.jp"},
        email::lmtp::make_intake({{"attend.example.ed.jp", "demo"}}, house.services()), house.log);
    if (const auto started = listener->start(); !started) {
        std::cerr << started.error().what << '\n';
        return 1;
    }
    std::cout << "ready" << std::endl;
    std::size_t told = 0;
    for (std::string line; std::getline(std::cin, line);) {
        Value all = Value::array();
        for (; told < house.ingest.events.size(); ++told) all.push_back(what_was_read(house.ingest.events[told]));
        std::cout << json::write(all) << std::endl;
    }
    listener->stop();
    return 0;
}

}  // namespace

int main(int argc, char** argv) {
    const std::string what = argc > 1 ? argv[1] : "";
    if (what == "letters") return letters();
    if (what == "door" && argc > 2) return door(argv[2]);
    std::cerr << "mail_peer_host letters | door SOCKET\n";
    return 2;
}
