#include "tests/platforms/common/misbehaviour.hpp"

#include <stdexcept>

#include <boost/json/serialize.hpp>

namespace todoke::platforms {

Misbehaviour misbehaviour_from(const boost::json::object& order) {
    Misbehaviour misbehaviour;
    for (const auto& [key, value] : order) {
        if (key == "match")
            misbehaviour.match = value.as_string();
        else if (key == "method")
            misbehaviour.method = value.as_string();
        else if (key == "body_contains")
            misbehaviour.body_contains = value.as_string();
        else if (key == "delay_ms")
            misbehaviour.delay = std::chrono::milliseconds(value.to_number<int>());
        else if (key == "status")
            misbehaviour.status = value.to_number<int>();
        else if (key == "body")
            misbehaviour.body = value.is_string() ? std::string(value.get_string()) : serialize(value);
        else if (key == "headers")
            for (const auto& [name, text] : value.as_object()) misbehaviour.headers[name] = text.as_string();
        else if (key == "accept")
            misbehaviour.accept = value.as_bool();
        else if (key == "drop_before_accepting")
            misbehaviour.drop_before_accepting = value.as_bool();
        else if (key == "drop_after_accepting")
            misbehaviour.drop_after_accepting = value.as_bool();
        else if (key == "times")
            misbehaviour.times = value.to_number<int>();
        else
            throw std::invalid_argument("unknown misbehaviour key " + std::string(key));
    }
    return misbehaviour;
}

void Misbehaviours::order(Misbehaviour misbehaviour) {
    std::lock_guard lock(mutex_);
    orders_.push_back(std::move(misbehaviour));
}

void Misbehaviours::clear() {
    std::lock_guard lock(mutex_);
    orders_.clear();
}

std::optional<Misbehaviour> Misbehaviours::take(const std::string& method, const std::string& path,
                                                const std::string& body) {
    std::lock_guard lock(mutex_);
    for (auto& order : orders_) {
        if (order.times == 0 || path.find(order.match) == std::string::npos) continue;
        if (!order.method.empty() && order.method != method) continue;
        if (!order.body_contains.empty() && body.find(order.body_contains) == std::string::npos) continue;
        if (order.times > 0) --order.times;
        return order;
    }
    return std::nullopt;
}

}  // namespace todoke::platforms
