// A closed loop of signed LINE webhooks: every connection sends its next request when the answer to the last has come.
// One thread on epoll, requests made and signed beforehand, so that little of the machine is taken from what is
// measured.
#pragma once

#include <cstddef>
#include <string>
#include <vector>

namespace todoke::bench {

// Requests one after another in one block, ready for the wire.
class Requests {
public:
    // `count` webhooks of one text message each, body about 1 KB, numbered from `first`: number and webhookEventId are
    // never used twice. Ten events per user, so that no conversation looks like a flood.
    Requests(std::size_t first, std::size_t count, const std::string& secret);
    static std::string empty_webhook(
        const std::string& secret);  // signed, `"events": []`: answered without the database

    std::size_t size() const { return begins_.size() - 1; }
    std::size_t body_bytes() const { return body_bytes_; }
    const char* data(std::size_t i) const { return bytes_.data() + begins_[i]; }
    std::size_t length(std::size_t i) const { return begins_[i + 1] - begins_[i]; }

private:
    std::string bytes_;
    std::vector<std::size_t> begins_;
    std::size_t body_bytes_ = 0;
};

struct LoadResult {
    double seconds = 0;           // first request sent to last answer read
    std::size_t accepted = 0;     // answered 200
    std::size_t refused = 0;      // any other answer
    std::vector<double> latency;  // milliseconds, sorted
};

// Throws std::runtime_error when the service closes a connection or falls silent for 10 s.
LoadResult run_load(int port, int connections, const Requests& requests);

// Connections that have done one request and now wait, until the object ends.
class IdleConnections {
public:
    IdleConnections(int port, int count, const std::string& request);
    ~IdleConnections();
    IdleConnections(const IdleConnections&) = delete;
    IdleConnections& operator=(const IdleConnections&) = delete;

private:
    std::vector<int> sockets_;
};

}  // namespace todoke::bench
