#include "adapters/gate/read.hpp"
#include "adapters/gate/register.hpp"
#include "adapters/gate/verify.hpp"
#include "bot/ports/json.hpp"

namespace todoke::gate {
namespace {

constexpr std::size_t largest_upload = 4 * 1024 * 1024;

HttpResponse problem(int status, const Failure& failure) {
    return {.status = status,
            .headers = {{"Content-Type", "application/json"}},
            .body = json::write(Value::object({{"error", failure.what}, {"remedy", failure.remedy}}))};
}

// An unknown gate and a wrong signature sound the same: nobody learns which gates exist.
HttpResponse unauthorized() {
    return problem(401, {FailureCode::unauthorized, "unknown gate or wrong signature",
                         "check the gate's code, its secret and its clock (300 s)"});
}

HttpResponse unavailable() {
    HttpResponse response =
        problem(503, {FailureCode::unavailable, "the service cannot store now", "keep the scans and send them again"});
    response.headers.emplace_back("Retry-After", "5");
    return response;
}

// Runs `work` for a request whose signature holds.
void with_gate(GateDesk& desk, const Services& services, const HttpRequest& request, const Respond& respond,
               const std::function<HttpResponse(const std::string& gate)>& work) {
    const std::string& gate = request.path_parameters.at("gate");
    const auto secret = desk.secret_of(gate);
    if (!secret) return respond(unavailable());
    // The same work for a gate that is not there: the time of the answer tells nothing either.
    const bool holds = verify(request, secret->value_or(std::string(32, '\0')), services.clock.now());
    if (!*secret || !holds) {
        services.log.warning("gate.unauthorized");
        return respond(unauthorized());
    }
    respond(work(gate));
}

HttpResponse store_scans(GateDesk& desk, const std::string& gate, const std::string& body) {
    const auto upload = read_upload(body);
    if (!upload) return problem(400, upload.error());
    const auto answer = desk.store(gate, upload->epoch, upload->scans);
    if (!answer) return answer.error().code == FailureCode::not_found ? unauthorized() : unavailable();
    Value results = Value::array();
    for (std::size_t i = 0; i < upload->scans.size(); ++i)
        results.push_back(
            Value::object({{"seq", upload->scans[i].scan.seq}, {"status", to_text(answer->statuses[i])}}));
    return {.headers = {{"Content-Type", "application/json"}},
            .body = json::write(
                Value::object({{"stored_through", answer->stored_through}, {"results", std::move(results)}}))};
}

}  // namespace

void register_gate(Registry& registry, GateDesk& desk) {
    const Services& services = registry.services();
    registry.add_route({.method = "POST",
                        .pattern = "/v1/gates/{gate}/scans",
                        .body_limit = largest_upload,
                        .may_block = true,
                        .handler = [&desk, &services](HttpRequest request, Respond respond) {
                            with_gate(desk, services, request, respond,
                                      [&](const std::string& gate) { return store_scans(desk, gate, request.body); });
                        }});
    registry.add_route({.method = "POST",
                        .pattern = "/v1/gates/{gate}/heartbeat",
                        .body_limit = 4096,
                        .may_block = true,
                        .handler = [&desk, &services](HttpRequest request, Respond respond) {
                            with_gate(desk, services, request, respond, [&](const std::string& gate) {
                                return desk.heartbeat(gate) ? HttpResponse{.status = 204} : unavailable();
                            });
                        }});
}

}  // namespace todoke::gate
