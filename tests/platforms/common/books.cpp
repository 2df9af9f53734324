#include "tests/platforms/common/books.hpp"

#include <algorithm>
#include <stdexcept>

#include <boost/json/serialize.hpp>
#include <boost/json/value_from.hpp>

namespace todoke::platforms {

boost::json::object Entry::to_json() const {
    boost::json::object line{{"seq", seq},       {"at", to_iso_utc(at)}, {"direction", direction},
                             {"method", method}, {"path", path},         {"headers", headers},
                             {"body", body},     {"status", status},     {"answer", answer}};
    if (delivered) {
        line["delivered"] = *delivered;
        line["delivered_to"] = boost::json::value_from(delivered_to);
    }
    if (!misbehaved.empty()) line["misbehaved"] = misbehaved;
    return line;
}

Books::Books(std::string name, const std::filesystem::path& directory) : name_(std::move(name)) {
    if (directory.empty()) return;
    std::filesystem::create_directories(directory);
    const auto path = directory / (name_ + ".jsonl");
    std::ifstream before(path);
    for (std::string line; std::getline(before, line);) ++last_seq_;
    file_.open(path, std::ios::app);
    if (!file_) throw std::runtime_error("cannot write the books " + path.string());
}

Entry Books::append(Entry entry) {
    {
        std::lock_guard lock(mutex_);
        entry.seq = ++last_seq_;
        if (file_.is_open()) file_ << boost::json::serialize(entry.to_json()) << '\n' << std::flush;
        entries_.push_back(entry);
    }
    changed_.notify_all();
    return entry;
}

std::vector<Entry> Books::entries() const {
    std::lock_guard lock(mutex_);
    return entries_;
}

std::vector<Entry> Books::since(std::uint64_t seq) const {
    return matching([seq](const Entry& entry) { return entry.seq > seq; });
}

std::vector<Entry> Books::matching(const Predicate& predicate) const {
    std::lock_guard lock(mutex_);
    std::vector<Entry> found;
    std::copy_if(entries_.begin(), entries_.end(), std::back_inserter(found), predicate);
    return found;
}

std::optional<Entry> Books::wait_for(const Predicate& predicate, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    std::size_t seen = 0;
    std::optional<Entry> found;
    changed_.wait_for(lock, timeout, [&] {
        for (; seen < entries_.size() && !found; ++seen)
            if (predicate(entries_[seen])) found = entries_[seen];
        return found.has_value();
    });
    return found;
}

bool Books::wait_for_count(const Predicate& predicate, std::size_t count, std::chrono::milliseconds timeout) const {
    std::unique_lock lock(mutex_);
    return changed_.wait_for(lock, timeout, [&] {
        return static_cast<std::size_t>(std::count_if(entries_.begin(), entries_.end(), predicate)) >= count;
    });
}

}  // namespace todoke::platforms
