#include "tests/morning/gate_device.hpp"

#include "bot/ports/crypto.hpp"

#include <algorithm>
#include <thread>

#include <boost/json/parse.hpp>
#include <boost/json/serialize.hpp>
#include <fmt/format.h>
#include <httplib.h>

namespace todoke::morning {
namespace {

using namespace std::chrono_literals;

constexpr auto upload_every = 10s, sign_of_life_every = 30s;  // simulated
constexpr std::int64_t epoch = 3;

class Device {
public:
    Device(Scene scene, Balancer& balancer, const Fleet& fleet)
        : scene_(scene), balancer_(balancer), fleet_(fleet), random_(scene.seed * 13) {
        for (std::size_t i = 0; i < scene_.town.children.size(); ++i)
            if (scene_.town.children[i].scanned_at != Instant{}) coming_.push_back(i);
        std::ranges::sort(coming_, {}, [&](std::size_t i) { return scene_.town.children[i].scanned_at; });
    }

    void play(std::stop_token stop) {
        Instant next_upload{}, next_life{};
        while (!stop.stop_requested() || !all_stored()) {
            std::this_thread::sleep_for(15ms);
            const Instant now = scene_.clock.now();
            while (!coming_.empty() && scene_.town.children[coming_.front()].scanned_at <= now) read(coming_.front());
            if (now >= next_life && post("heartbeat", "{}", nullptr) != 0) next_life = now + sign_of_life_every;
            if (now >= next_upload && !all_stored()) {
                upload();
                next_upload = now + upload_every;
            }
        }
    }

private:
    bool all_stored() const { return stored_through_ >= static_cast<std::int64_t>(scans_.size()); }

    void read(std::size_t child) {
        coming_.erase(coming_.begin());
        const Child& who = scene_.town.children[child];
        const std::string when = rfc3339(who.scanned_at);
        scans_.push_back({{"seq", static_cast<std::int64_t>(scans_.size()) + 1},
                          {"credential", who.tag},
                          {"at", when},
                          {"direction", "in"}});
        scene_.journal.note_scan(static_cast<std::int64_t>(scans_.size()), {.child = child, .at = when});
    }

    void upload() {
        boost::json::array batch;
        // Now and then some that the service has said to have: an answer may have been lost on the way.
        const std::int64_t overlap = random_.below(3) == 0 ? 4 : 0;
        for (auto i = std::max<std::int64_t>(stored_through_ - overlap, 0);
             i < static_cast<std::int64_t>(scans_.size()); ++i)
            batch.push_back(scans_[static_cast<std::size_t>(i)]);
        std::string answer;
        if (post("scans", boost::json::serialize(boost::json::object{{"epoch", epoch}, {"scans", batch}}), &answer) !=
            200)
            return;
        const auto stored = boost::json::parse(answer).at("stored_through").to_number<std::int64_t>();
        scene_.journal.note_stored_through(stored);
        stored_through_ = std::max(stored_through_, stored);
    }

    int post(const std::string& what, const std::string& body, std::string* answer_body) {
        const std::string id = fmt::format("{}-{}", what, ++posts_);
        const std::string stamp =
            std::to_string(std::chrono::floor<std::chrono::seconds>(scene_.clock.now()).time_since_epoch().count());
        const httplib::Headers headers{
            {"webhook-id", id},
            {"webhook-timestamp", stamp},
            {"webhook-signature",
             "v1," + crypto::to_base64(crypto::hmac_sha256(scene_.town.gate_secret, id + "." + stamp + "." + body))}};
        httplib::Client client(fleet_.origin(balancer_.pick()));
        client.set_connection_timeout(1s);
        client.set_read_timeout(5s);
        const auto answer =
            client.Post(fmt::format("/v1/gates/{}/{}", gate_code, what), headers, body, "application/json");
        const int status = answer ? answer->status : 0;
        if (answer && answer_body) *answer_body = answer->body;
        if (status != 0 && status != 200 && status != 204 && status != 503)
            scene_.journal.note_bad_answer(fmt::format("gate {}: {}", what, status));
        return status == 503 ? 0 : status;
    }

    Scene scene_;
    Balancer& balancer_;
    const Fleet& fleet_;
    system::SeededRandom random_;
    std::vector<std::size_t> coming_;
    std::vector<boost::json::object> scans_;
    std::int64_t stored_through_ = 0;
    int posts_ = 0;
};

}  // namespace

void play_gate(Scene scene, Balancer& balancer, const Fleet& fleet, std::stop_token stop) {
    try {
        Device(scene, balancer, fleet).play(stop);
    } catch (const std::exception& problem) {
        scene.journal.note_trouble(std::string("gate: ") + problem.what());
    }
}

}  // namespace todoke::morning
