#include "adapters/email/transport.hpp"

#include <algorithm>
#include <cstring>

#include <curl/curl.h>

namespace todoke::email {
namespace {

constexpr long connect_timeout_ms = 3000, transfer_timeout_ms = 9000;

// What is seen of one transfer.
struct Watch {
    const std::string* mail = nullptr;
    std::size_t sent = 0;
    bool all_read = false;  // the final dot is on its way, or may be
    Stage stage = Stage::connecting;
    std::string last_line, refusal;  // the refusal is followed by the answer to QUIT
};

std::size_t read_mail(char* out, std::size_t size, std::size_t count, void* user) {
    auto& watch = *static_cast<Watch*>(user);
    const std::size_t some = std::min(size * count, watch.mail->size() - watch.sent);
    std::memcpy(out, watch.mail->data() + watch.sent, some);
    watch.sent += some;
    watch.all_read = watch.sent == watch.mail->size();
    return some;
}

std::size_t see_line(char* data, std::size_t size, std::size_t count, void* user) {
    auto& watch = *static_cast<Watch*>(user);
    watch.last_line.assign(data, std::min<std::size_t>(size * count, 1000));
    if (watch.last_line.starts_with('4') || watch.last_line.starts_with('5')) watch.refusal = watch.last_line;
    return size * count;
}

// The commands as they go out: the only way to learn which one was refused.
int see_command(CURL*, curl_infotype type, char* data, std::size_t size, void* user) {
    if (type != CURLINFO_HEADER_OUT) return 0;
    auto& watch = *static_cast<Watch*>(user);
    const std::string_view command(data, size);
    if (command.starts_with("EHLO") || command.starts_with("HELO") || command.starts_with("AUTH") ||
        command.starts_with("STARTTLS"))
        watch.stage = Stage::greeting;
    else if (command.starts_with("MAIL"))
        watch.stage = Stage::sender;
    else if (command.starts_with("RCPT"))
        watch.stage = Stage::recipient;
    else if (command.starts_with("DATA"))
        watch.stage = Stage::data;
    return 0;
}

// "550 5.1.1 <…>: Recipient address rejected" → "5.1.1"
std::string enhanced_code(std::string_view line) {
    if (line.size() < 9 || (line[4] != '2' && line[4] != '4' && line[4] != '5') || line[5] != '.') return "";
    const auto end = line.find_first_not_of("0123456789.", 4);
    const std::string_view code = line.substr(4, (end == line.npos ? line.size() : end) - 4);
    return std::ranges::count(code, '.') == 2 && code.size() <= 9 && code.back() != '.' ? std::string(code) : "";
}

// "250 2.0.0 Ok: queued as 4F1A2B" → "4F1A2B"
std::string queue_id(std::string_view line) {
    constexpr std::string_view mark = "queued as ";
    const auto at = line.find(mark);
    if (at == line.npos) return "";
    line.remove_prefix(at + mark.size());
    return std::string(line.substr(0, line.find_first_of(" \r\n>")));
}

void prepare_curl() {
    static std::once_flag once;
    std::call_once(once, [] { curl_global_init(CURL_GLOBAL_DEFAULT); });
}

}  // namespace

struct Transport::Session {
    CURL* easy = curl_easy_init();
    Session() = default;
    Session(const Session&) = delete;
    Session& operator=(const Session&) = delete;
    ~Session() { curl_easy_cleanup(easy); }
};

bool ask_for_queued(const Server& server, const std::string& domain) {
    prepare_curl();
    const Transport::Session session;
    const std::string url = server.url + "/" + server.ehlo, command = "ETRN " + domain;
    curl_easy_setopt(session.easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(session.easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(session.easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(session.easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(session.easy, CURLOPT_CONNECTTIMEOUT_MS, 1000L);
    curl_easy_setopt(session.easy, CURLOPT_TIMEOUT_MS, 3000L);
    curl_easy_setopt(session.easy, CURLOPT_CUSTOMREQUEST, command.c_str());
    curl_easy_setopt(
        session.easy, CURLOPT_WRITEFUNCTION,
        +[](char*, std::size_t size, std::size_t count, void*) { return size * count; });
    return curl_easy_perform(session.easy) == CURLE_OK;
}

Transport::Transport(Server server) : server_(std::move(server)) { prepare_curl(); }

Transport::~Transport() = default;

std::unique_ptr<Transport::Session> Transport::take() {
    const std::lock_guard lock(mutex_);
    if (idle_.empty()) return std::make_unique<Session>();
    auto session = std::move(idle_.back());
    idle_.pop_back();
    return session;
}

void Transport::give_back(std::unique_ptr<Session> session) {
    const std::lock_guard lock(mutex_);
    idle_.push_back(std::move(session));
}

HandOver Transport::hand_over(const std::string& from, const std::string& to, const std::string& mail) {
    const std::string bearer = server_.bearer ? server_.bearer() : std::string();
    HandOver result = attempt(from, to, mail, bearer);
    if (!server_.bearer || !refuses_login(result)) return result;
    // Renewed in this very moment: the new one gets its chance.
    const std::string renewed = server_.bearer();
    return renewed == bearer ? result : attempt(from, to, mail, renewed);
}

HandOver Transport::attempt(const std::string& from, const std::string& to, const std::string& mail,
                            const std::string& bearer) {
    auto session = take();
    CURL* easy = session->easy;
    HandOver result;
    if (!easy) return result;
    curl_easy_reset(easy);  // keeps the connection
    Watch watch{.mail = &mail};
    const std::string url = server_.url + "/" + server_.ehlo;
    curl_slist* recipients = curl_slist_append(nullptr, to.c_str());
    curl_easy_setopt(easy, CURLOPT_URL, url.c_str());
    curl_easy_setopt(easy, CURLOPT_PROTOCOLS_STR, "smtp,smtps");
    curl_easy_setopt(easy, CURLOPT_NOPROXY, "*");
    curl_easy_setopt(easy, CURLOPT_NOSIGNAL, 1L);
    curl_easy_setopt(easy, CURLOPT_CONNECTTIMEOUT_MS, connect_timeout_ms);
    curl_easy_setopt(easy, CURLOPT_TIMEOUT_MS, transfer_timeout_ms);
    const long tls = server_.start_tls == Server::StartTls::require   ? CURLUSESSL_ALL
                     : server_.start_tls == Server::StartTls::attempt ? CURLUSESSL_TRY
                                                                      : CURLUSESSL_NONE;
    curl_easy_setopt(easy, CURLOPT_USE_SSL, tls);
    if (!server_.user.empty()) curl_easy_setopt(easy, CURLOPT_USERNAME, server_.user.c_str());
    if (!server_.password.empty()) curl_easy_setopt(easy, CURLOPT_PASSWORD, server_.password.c_str());
    if (!bearer.empty()) curl_easy_setopt(easy, CURLOPT_XOAUTH2_BEARER, bearer.c_str());
    if (!server_.trusted.empty()) curl_easy_setopt(easy, CURLOPT_CAINFO, server_.trusted.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_FROM, from.c_str());
    curl_easy_setopt(easy, CURLOPT_MAIL_RCPT, recipients);
    curl_easy_setopt(easy, CURLOPT_UPLOAD, 1L);
    curl_easy_setopt(easy, CURLOPT_INFILESIZE_LARGE, static_cast<curl_off_t>(mail.size()));
    curl_easy_setopt(easy, CURLOPT_READFUNCTION, read_mail);
    curl_easy_setopt(easy, CURLOPT_READDATA, &watch);
    curl_easy_setopt(easy, CURLOPT_HEADERFUNCTION, see_line);
    curl_easy_setopt(easy, CURLOPT_HEADERDATA, &watch);
    curl_easy_setopt(easy, CURLOPT_VERBOSE, 1L);  // nothing is printed: the debug function takes it all
    curl_easy_setopt(easy, CURLOPT_DEBUGFUNCTION, see_command);
    curl_easy_setopt(easy, CURLOPT_DEBUGDATA, &watch);
    const CURLcode code = curl_easy_perform(easy);
    curl_slist_free_all(recipients);

    result.done = code == CURLE_OK;
    result.stage = watch.all_read ? Stage::after_dot : watch.stage;
    if (result.done) {
        result.queue_id = queue_id(watch.last_line);
    } else {
        long status = 0;
        curl_easy_getinfo(easy, CURLINFO_RESPONSE_CODE, &status);
        if (status >= 400) {
            result.code = static_cast<int>(status);
            result.enhanced = enhanced_code(watch.refusal);
        }
        result.timed_out = code == CURLE_OPERATION_TIMEDOUT;
        result.login_failed = code == CURLE_LOGIN_DENIED;
        result.tls_failed =
            code == CURLE_USE_SSL_FAILED || code == CURLE_PEER_FAILED_VERIFICATION || code == CURLE_SSL_CONNECT_ERROR;
    }
    // The options point into this frame; the session must not keep them.
    curl_easy_reset(easy);
    give_back(std::move(session));
    return result;
}

}  // namespace todoke::email
