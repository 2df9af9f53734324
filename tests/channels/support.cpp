#include "tests/channels/support.hpp"

#include "adapters/yaml/parse_settings.hpp"
#include "bot/ports/crypto.hpp"
#include "tests/platforms/common/books.hpp"
#include "tests/platforms/common/text.hpp"

#include <future>
#include <thread>

#include <httplib.h>

namespace todoke::test {
namespace {

bool fits(const std::string& pattern, const std::string& path,
          std::map<std::string, std::string, std::less<>>& parameters) {
    std::size_t p = 0, q = 0;
    while (p < pattern.size() && q < path.size()) {
        if (pattern[p] == '{') {
            const auto end = pattern.find('}', p), stop = std::min(path.find('/', q), path.size());
            parameters[pattern.substr(p + 1, end - p - 1)] = path.substr(q, stop - q);
            p = end + 1;
            q = stop;
        } else if (pattern[p++] != path[q++]) {
            return false;
        }
    }
    return p == pattern.size() && q == path.size();
}

// Where books are collected, their judges see what was asked of a script as well. Its answers are the test's own words.
void collect(const ClientRequest& request) {
    const auto folder = platforms::collected_books();
    if (folder.empty()) return;
    static platforms::Books books("line-scripted", folder);
    std::map<std::string, std::string> headers;
    for (const auto& [name, value] : request.headers) headers[platforms::lower_ascii(name)] = value;
    if (!request.content_type.empty()) headers["content-type"] = request.content_type;
    books.append({.at = {},
                  .method = request.method,
                  .path = request.path,
                  .headers = platforms::headers_for_books(headers),
                  .body = platforms::body_for_books(request.body, headers["content-type"]),
                  .misbehaved = "scripted"});
}

}  // namespace

void RecordingLog::write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) {
    LogLine line{level, std::string(event), {}};
    for (const auto& field : fields)
        line.fields[std::string(field.name())] =
            field.kind() == LogField::Kind::text ? std::string(field.text()) : std::to_string(field.number());
    const std::lock_guard lock(mutex_);
    lines_.push_back(std::move(line));
}

std::vector<LogLine> RecordingLog::lines() const {
    const std::lock_guard lock(mutex_);
    return lines_;
}

bool RecordingLog::has(LogLevel level, std::string_view event) const {
    for (const auto& line : lines())
        if (line.level == level && line.event == event) return true;
    return false;
}

std::string RecordingLog::text() const {
    std::string all;
    for (const auto& line : lines()) {
        all += line.event;
        for (const auto& [name, value] : line.fields) all += " " + name + "=" + value;
        all += "\n";
    }
    return all;
}

HttpResult ScriptedHttp::send(const ClientRequest& request) {
    collect(request);
    {
        const std::lock_guard lock(mutex_);
        requests_.push_back(request);
    }
    return answer(request);
}

std::vector<ClientRequest> ScriptedHttp::requests() const {
    const std::lock_guard lock(mutex_);
    return requests_;
}

std::vector<ClientRequest> ScriptedHttp::requests(std::string_view path) const {
    std::vector<ClientRequest> some;
    for (auto& request : requests())
        if (request.path == path) some.push_back(std::move(request));
    return some;
}

HttpResult answered(int status, std::string body, Headers headers) {
    return ClientResponse{.status = status, .headers = std::move(headers), .body = std::move(body)};
}

HttpResult unanswered(NoAnswer progress, FailureCode code) {
    return std::unexpected(ClientFailure{progress, Failure{code, "no answer", ""}});
}

HttpResult LoopbackHttp::send(const ClientRequest& request) {
    httplib::Client client(request.origin);
    client.set_connection_timeout(request.connect_timeout);
    client.set_read_timeout(request.answer_timeout);
    httplib::Request raw;
    raw.method = request.method;
    raw.path = request.path;
    raw.body = request.body;
    for (const auto& [name, value] : request.headers) raw.headers.emplace(name, value);
    if (!request.content_type.empty()) raw.headers.emplace("Content-Type", request.content_type);
    httplib::Response response;
    auto error = httplib::Error::Success;
    if (!client.send(raw, response, error))
        return unanswered(error == httplib::Error::Connection ? NoAnswer::not_started : NoAnswer::ambiguous,
                          FailureCode::unavailable);
    Headers headers;
    for (const auto& [name, value] : response.headers) headers.emplace_back(name, value);
    return answered(response.status, response.body, headers);
}

void FakeIngest::submit(std::vector<InboundEvent> some, std::function<void(IngestResult)> done) {
    ++calls;
    if (result == IngestResult::stored) events.insert(events.end(), some.begin(), some.end());
    done(result);
}

void FakeIngest::submit_and_wait(InboundEvent event, std::chrono::milliseconds,
                                 std::function<void(IngestResult, std::optional<std::vector<Rendered>>)> done) {
    ++calls;
    if (result == IngestResult::stored) events.push_back(std::move(event));
    done(result, invoke_answer);
}

std::expected<void, Failure> FakeStandings::shown(const StandingRow& row, const std::string& as) {
    for (StandingRow& one : rows)
        if (one.address_index == row.address_index) one.shown = as;
    return {};
}

std::expected<std::vector<StandingRow>, Failure> FakeStandings::page(const std::string&, const std::string& account,
                                                                     const std::string& after, int limit) {
    std::vector<StandingRow> some;
    for (const StandingRow& one : rows)
        if (one.account == account && one.address_index > after && static_cast<int>(some.size()) < limit)
            some.push_back(one);
    return some;
}

House::House(const std::string& configuration, HttpClient& http, ListenAddress mail_door)
    : services_{
          .clock = clock,
          .random = random,
          .log = log,
          .http = http,
          .ingest = ingest,
          .conversation_key =
              [](auto channel, auto account, auto conversation, auto sender) {
                  std::string key;
                  for (const std::string_view part : {channel, account, conversation, sender})
                      key += std::string(part) + "|";
                  return key;
              },
          .sign = [](auto purpose,
                     auto data) { return crypto::sha256(std::string(purpose) + ":" + std::string(data)); },
          .public_url = "https://attend.example.ed.jp",
          .templates_dir = TODOKE_SOURCE_DIR "/templates",
          .drawn_dir = TODOKE_DRAWN,
          .standings = &standings,
          .development = true,
          .mail_door = std::move(mail_door),
          .count = [this](auto door, auto happened) { ++counts[std::string(door) + ' ' + std::string(happened)]; }} {
    auto parsed = yaml::parse_settings_text(configuration, "todoke.yaml");
    if (!parsed) throw std::invalid_argument(to_text(parsed.error()));
    root_ = std::move(*parsed);
}

Section House::section(std::string_view name) { return Section(&root_, problems_).section(name); }
std::vector<Section> House::sections(std::string_view name) { return Section(&root_, problems_).sections(name); }

std::expected<std::string, Failure> House::secret(std::string_view reference) const {
    if (unreadable.contains(reference))
        return std::unexpected(Failure{FailureCode::misconfigured, "cannot be read", ""});
    const auto kept = secrets.find(reference);
    return kept == secrets.end() ? std::string(reference) : kept->second;
}

std::string House::problems() const {
    std::string text;
    for (const auto& problem : problems_.all()) text += to_text(problem) + "\n";
    return text;
}

HttpResponse House::ask(const std::string& method, const std::string& target, std::string body, Headers headers) {
    const std::string path = target.substr(0, target.find('?'));
    for (const auto& route : routes) {
        HttpRequest request{.method = method, .target = target, .path = path};
        if (route.method != method || !fits(route.pattern, path, request.path_parameters)) continue;
        if (body.size() > route.body_limit) return {.status = 413};
        request.peer_address = peer_address;
        request.headers = std::move(headers);
        request.body = std::move(body);
        auto answer = std::make_shared<std::promise<HttpResponse>>();
        auto future = answer->get_future();
        route.handler(std::move(request), [answer](HttpResponse response) { answer->set_value(std::move(response)); });
        if (future.wait_for(std::chrono::seconds{5}) != std::future_status::ready) return {.status = 0};
        return future.get();
    }
    return {.status = 404};
}

struct Door::Server {
    httplib::Server http;
    int port = 0;
    std::thread thread;
};

Door::Door(House& house) : server_(std::make_unique<Server>()) {
    server_->http.Post("/.*", [&house](const httplib::Request& request, httplib::Response& response) {
        Headers headers;
        for (const auto& [name, value] : request.headers) headers.emplace_back(name, value);
        const HttpResponse answer = house.post(request.path, request.body, headers);
        response.status = answer.status;
        std::string type = "application/octet-stream";
        for (const auto& [name, value] : answer.headers)
            if (name == "Content-Type") type = value;
        if (!answer.body.empty()) response.set_content(answer.body, type);
    });
    server_->port = server_->http.bind_to_any_port("127.0.0.1");
    server_->thread = std::thread([this] { server_->http.listen_after_bind(); });
    while (!server_->http.is_running()) std::this_thread::sleep_for(std::chrono::milliseconds{1});
}

Door::~Door() {
    server_->http.stop();
    server_->thread.join();
}

std::string Door::url() const { return "http://127.0.0.1:" + std::to_string(server_->port); }

}  // namespace todoke::test
