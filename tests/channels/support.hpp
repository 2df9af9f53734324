// Shared by the channel tests: a registry and services made of fakes, scripted answers, and a plain client for the
// local platforms.
#pragma once

#include "bot/ports/channel.hpp"

#include <functional>
#include <map>
#include <memory>
#include <mutex>
#include <set>
#include <string>
#include <vector>

#include <gtest/gtest.h>

namespace todoke::test {

class ManualClock : public Clock {
public:
    Instant now() const override {
        const std::lock_guard lock(mutex_);
        return now_;
    }
    std::chrono::steady_clock::time_point mono() const override { return std::chrono::steady_clock::now() + ahead_; }
    void advance(Duration by) {
        const std::lock_guard lock(mutex_);
        now_ += by;
    }
    void set(Instant now) {
        const std::lock_guard lock(mutex_);
        now_ = now;
    }
    std::chrono::steady_clock::duration ahead_{};

private:
    mutable std::mutex mutex_;
    // 2026-11-24 07:32 in Tokyo
    Instant now_ =
        std::chrono::sys_days{std::chrono::year{2026} / 11 / 23} + std::chrono::hours{22} + std::chrono::minutes{32};
};

class CountingRandom : public Random {
public:
    std::string bytes(std::size_t count) override {
        std::string out;
        while (out.size() < count) out.push_back(static_cast<char>(next_++));
        return out;
    }
    std::uint64_t below(std::uint64_t limit) override { return next_++ % limit; }

private:
    std::uint64_t next_ = 0;
};

struct LogLine {
    LogLevel level;
    std::string event;
    std::map<std::string, std::string> fields;
};

class RecordingLog : public Log {
public:
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField> fields) override;
    std::vector<LogLine> lines() const;
    bool has(LogLevel level, std::string_view event) const;
    std::string text() const;  // everything, to be searched for what must not be there

private:
    mutable std::mutex mutex_;
    std::vector<LogLine> lines_;
};

using HttpResult = std::expected<ClientResponse, ClientFailure>;

// Answers by a function and keeps what was asked.
class ScriptedHttp : public HttpClient {
public:
    HttpResult send(const ClientRequest& request) override;
    std::function<HttpResult(const ClientRequest&)> answer;
    std::vector<ClientRequest> requests() const;
    std::vector<ClientRequest> requests(std::string_view path) const;

private:
    mutable std::mutex mutex_;
    std::vector<ClientRequest> requests_;
};

HttpResult answered(int status, std::string body = "", Headers headers = {});
HttpResult unanswered(NoAnswer progress, FailureCode code = FailureCode::timeout);

// Plain HTTP to 127.0.0.1, for the local platforms.
class LoopbackHttp : public HttpClient {
public:
    HttpResult send(const ClientRequest& request) override;
};

class FakeIngest : public Ingest {
public:
    void submit(std::vector<InboundEvent> events, std::function<void(IngestResult)> done) override;
    void submit_and_wait(InboundEvent event, std::chrono::milliseconds budget,
                         std::function<void(IngestResult, std::optional<std::vector<Rendered>>)> done) override;

    IngestResult result = IngestResult::stored;
    std::optional<std::vector<Rendered>> invoke_answer;
    std::vector<InboundEvent> events;
    int calls = 0;
};

// Who is linked, as a list; what was shown is noted in it.
class FakeStandings : public StandingStore {
public:
    std::expected<std::vector<StandingRow>, Failure> claim(const std::vector<std::string>&, int, Duration,
                                                           Instant) override {
        return {};
    }
    std::expected<void, Failure> shown(const StandingRow& row, const std::string& as) override;
    std::expected<void, Failure> postpone(const StandingRow&, Instant) override { return {}; }
    std::expected<std::vector<StandingRow>, Failure> page(const std::string& channel, const std::string& account,
                                                          const std::string& after, int limit) override;
    std::vector<StandingRow> rows;  // by address_index
};

// A whole registry. `configuration` is YAML; "env:NAME"-like references are taken as the secrets themselves.
class House : public Registry {
public:
    explicit House(const std::string& configuration, HttpClient& http, ListenAddress mail_door = {});

    const Services& services() const override { return services_; }
    Section section(std::string_view name) override;
    std::vector<Section> sections(std::string_view name) override;
    std::expected<std::string, Failure> secret(std::string_view reference) const override;
    void add_route(Route route) override { routes.push_back(std::move(route)); }
    void add_channel(std::unique_ptr<Channel> one) override { channels.push_back(std::move(one)); }
    void add_listener(std::unique_ptr<Listener> one) override { listeners.push_back(std::move(one)); }
    void add_command(std::string_view group, SubCommand command) override {
        commands[std::string(group) + ' ' + command.verb] = std::move(command);
    }

    std::string problems() const;
    // Calls the route that fits, as the server would; the answer has come when this returns (at most 5 s).
    HttpResponse ask(const std::string& method, const std::string& target, std::string body = {}, Headers headers = {});
    HttpResponse post(const std::string& path, std::string body, Headers headers = {}) {
        return ask("POST", path, std::move(body), std::move(headers));
    }
    Channel& channel() { return *channels.at(0); }

    std::string peer_address = "192.0.2.1";  // who asks
    ManualClock clock;
    CountingRandom random;
    RecordingLog log;
    FakeIngest ingest;
    std::map<std::string, int> counts;  // "lmtp mail.stored"; read it when the door is closed
    std::vector<Route> routes;
    std::vector<std::unique_ptr<Channel>> channels;
    std::vector<std::unique_ptr<Listener>> listeners;
    std::map<std::string, SubCommand> commands;  // "line setup"
    FakeStandings standings;
    // Secrets that cannot be read.
    std::set<std::string, std::less<>> unreadable;
    std::map<std::string, std::string, std::less<>> secrets;  // by reference, where it is not the secret itself

private:
    SettingNode root_;
    SettingProblems problems_;
    Services services_;
};

// The house behind a real loopback port, for platforms that deliver webhooks.
class Door {
public:
    explicit Door(House& house);
    ~Door();
    std::string url() const;

private:
    struct Server;
    std::unique_ptr<Server> server_;
};

}  // namespace todoke::test
