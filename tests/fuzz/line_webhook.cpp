// The LINE door after its signature: any bytes are parsed, and whatever was taken is read.
#include "adapters/line/read.hpp"
#include "adapters/line/verify.hpp"
#include "adapters/line/webhook.hpp"
#include "tests/fuzz/promises.hpp"

#include <cstdint>
#include <cstdlib>

namespace todoke {
namespace {

using fuzz::must;

class StillClock : public Clock {
public:
    Instant now() const override { return Instant{std::chrono::hours{24 * 365 * 56}}; }
    std::chrono::steady_clock::time_point mono() const override { return {}; }
};

class NoRandom : public Random {
public:
    std::string bytes(std::size_t count) override { return std::string(count, '\0'); }
    std::uint64_t below(std::uint64_t) override { return 0; }
};

class NoLog : public Log {
public:
    void write(LogLevel, std::string_view, std::initializer_list<LogField>) override {}
};

class NoHttp : public HttpClient {
public:
    std::expected<ClientResponse, ClientFailure> send(const ClientRequest&) override { std::abort(); }
};

class NoIngest : public Ingest {
public:
    void submit(std::vector<InboundEvent>, std::function<void(IngestResult)>) override { std::abort(); }
    void submit_and_wait(InboundEvent, std::chrono::milliseconds,
                         std::function<void(IngestResult, std::optional<std::vector<Rendered>>)>) override {
        std::abort();
    }
};

void try_body(std::string_view body) {
    static StillClock clock;
    static NoRandom random;
    static NoLog log;
    static NoHttp http;
    static NoIngest ingest;
    static const Services services{
        clock,
        random,
        log,
        http,
        ingest,
        [](std::string_view, std::string_view, std::string_view, std::string_view) { return std::string(32, 'c'); },
        [](std::string_view, std::string_view) { return std::string(32, 's'); },
        "",
        "",
        ""};
    (void)line::signature_holds("body", body, {"secret"});
    const auto webhook = line::parse_webhook(body, "demo", services);
    if (!webhook) return;
    for (const InboundEvent& event : webhook->events) {
        must(!event.event_key.empty() && event.event_key.size() <= 200);
        must(event.conversation_key.size() == 32);
        const auto inbound = line::read_event(event);
        // Only a number beyond every double is kept and not read.
        must(inbound.has_value() || event.body.find("1e99999") != std::string::npos);
    }
}

}  // namespace
}  // namespace todoke

extern "C" int LLVMFuzzerTestOneInput(const std::uint8_t* data, std::size_t size) {
    todoke::try_body({reinterpret_cast<const char*>(data), size});
    return 0;
}
