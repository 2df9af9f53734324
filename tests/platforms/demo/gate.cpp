#include "tests/platforms/demo/gate.hpp"

#include "tests/platforms/common/clock.hpp"
#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/demo/clock.hpp"

#include <fstream>
#include <stdexcept>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <httplib.h>

namespace todoke::demo {

namespace json = boost::json;

namespace {

std::string secret_in(const Gate& gate) {
    std::ifstream file(gate.secret_file);
    std::string text;
    file >> text;
    if (!text.starts_with("whsec_"))
        throw std::runtime_error("no secret of gate " + gate.code + " in " + gate.secret_file);
    // The doubles decode base64url; a secret is written in plain base64.
    std::string url = text.substr(6);
    for (char& c : url) c = c == '+' ? '-' : c == '/' ? '_' : c;
    while (url.ends_with('=')) url.pop_back();
    return platforms::base64url_decode(url);
}

}  // namespace

GateDevice::GateDevice(Gate gate, std::string service)
    : gate_(std::move(gate)),
      service_(std::move(service)),
      secret_(secret_in(gate_)),
      epoch_(platforms::unix_seconds(platforms::real_clock()())) {}

GateAnswer GateDevice::upload(const std::vector<Read>& reads, Instant now) {
    json::array scans;
    for (const auto& read : reads)
        scans.push_back({{"seq", ++seq_},
                         {"credential", read.tag},
                         {"at", iso_tokyo(read.at)},
                         {"direction", read.out ? "out" : "in"}});
    last_ = json::serialize(json::object{{"epoch", epoch_}, {"scans", scans}});
    return post("scans", last_, now);
}

GateAnswer GateDevice::again(Instant now) {
    if (last_.empty()) throw std::runtime_error("this gate has not read anything yet");
    return post("scans", last_, now);
}

GateAnswer GateDevice::heartbeat(Instant now) const { return post("heartbeat", "{}", now); }

GateAnswer GateDevice::post(const std::string& what, const std::string& body, Instant now) const {
    const std::string id = "msg_" + platforms::random_hex(12);
    const std::string timestamp = std::to_string(platforms::unix_seconds(now));
    const std::string signature =
        "v1," + platforms::base64(platforms::hmac_sha256(secret_, id + "." + timestamp + "." + body));
    httplib::Client client(service_);
    client.set_read_timeout(10, 0);
    client.set_tcp_nodelay(true);
    const auto answer =
        client.Post("/v1/gates/" + gate_.code + "/" + what,
                    {{"webhook-id", id}, {"webhook-timestamp", timestamp}, {"webhook-signature", signature}}, body,
                    "application/json");
    if (!answer) return {};
    GateAnswer result{.status = answer->status, .body = answer->body, .statuses = {}};
    boost::system::error_code failed;
    const auto value = json::parse(answer->body, failed);
    if (!failed && value.is_object())
        if (const auto* results = value.get_object().if_contains("results"); results && results->is_array())
            for (const auto& one : results->get_array())
                result.statuses.emplace_back(std::string(one.at("status").as_string()));
    return result;
}

}  // namespace todoke::demo
