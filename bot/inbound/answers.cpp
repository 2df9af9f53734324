#include "bot/inbound/answers.hpp"

#include "bot/ports/json.hpp"

namespace todoke {

std::string write_answer(const std::vector<Rendered>& rendered) {
    Value all = Value::array();
    for (const Rendered& one : rendered)
        all.push_back(Value::object({{"payload", one.payload}, {"notice", one.notice}, {"plain", one.plain}}));
    return json::write(all);
}

std::optional<std::vector<Rendered>> read_answer(const std::string& text) {
    const auto all = json::parse(text);
    if (!all || !all->is_array()) return std::nullopt;
    std::vector<Rendered> rendered;
    for (const Value& one : all->items())
        rendered.push_back({one["payload"], one["notice"].as_string(), one["plain"].as_string(), {}});
    return rendered;
}

Answers::Answers(InboxStore& store, const Clock& clock) : store_(store), clock_(clock) {}

Answers::~Answers() { stop(); }

void Answers::wait_for(InboxId id, std::chrono::milliseconds budget, Done done) {
    const std::lock_guard lock(mutex_);
    waiters_[id] = {clock_.mono() + budget, std::move(done)};
}

bool Answers::answer(InboxId id, const std::vector<Rendered>& rendered) {
    Done done;
    {
        const std::lock_guard lock(mutex_);
        const auto found = waiters_.find(id);
        if (found == waiters_.end()) return false;
        done = std::move(found->second.done);
        waiters_.erase(found);
    }
    done(rendered);
    return true;
}

bool Answers::waiting(InboxId id) const {
    const std::lock_guard lock(mutex_);
    return waiters_.contains(id);
}

void Answers::poll_once() {
    std::vector<InboxId> open;
    std::vector<Done> over;
    {
        const std::lock_guard lock(mutex_);
        const auto now = clock_.mono();
        for (auto it = waiters_.begin(); it != waiters_.end();) {
            if (it->second.deadline <= now) {
                over.push_back(std::move(it->second.done));
                it = waiters_.erase(it);
            } else {
                open.push_back(it->first);
                ++it;
            }
        }
    }
    for (const Done& done : over) done(std::nullopt);
    for (const InboxId id : open) {
        const auto stored = store_.answer_of(id);
        if (!stored || !*stored) continue;
        if (const auto rendered = read_answer(**stored)) answer(id, *rendered);
    }
}

void Answers::start() {
    thread_ = std::jthread([this](std::stop_token stop) {
        while (!stop.stop_requested()) {
            std::this_thread::sleep_for(std::chrono::milliseconds{50});
            poll_once();
        }
    });
}

void Answers::stop() {
    if (thread_.joinable()) {
        thread_.request_stop();
        thread_.join();
    }
    std::unordered_map<InboxId, Waiter> left;
    {
        const std::lock_guard lock(mutex_);
        left.swap(waiters_);
    }
    for (auto& [id, waiter] : left) waiter.done(std::nullopt);
}

}  // namespace todoke
