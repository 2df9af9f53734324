#include "tests/platforms/common/books.hpp"

#include "tests/platforms/common/crypto.hpp"
#include "tests/platforms/common/text.hpp"

#include <algorithm>
#include <cstdlib>
#include <stdexcept>
#include <unistd.h>

#include <boost/json/parse.hpp>
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

boost::json::value body_for_books(const std::string& body, const std::string& content_type) {
    if (body.empty()) return nullptr;
    if (content_type.starts_with("image/")) return boost::json::string(std::to_string(body.size()) + " bytes");
    if (content_type.starts_with("application/x-www-form-urlencoded")) {
        boost::json::object form;
        for (const auto& [key, value] : form_of(body))
            form[key] = key == "client_secret" ? "sha256:" + sha256_hex(value).substr(0, 16) : value;
        return form;
    }
    boost::system::error_code failed;
    auto value = boost::json::parse(body, failed);
    if (failed) return boost::json::string(valid_utf8(body));
    return value;
}

boost::json::object headers_for_books(const std::map<std::string, std::string>& headers) {
    boost::json::object kept;
    for (const auto& [name, value] : headers) {
        if (name == "authorization")
            kept[name] = "sha256:" + sha256_hex(value).substr(0, 16);
        else if (name.starts_with("x-") || name == "content-type" || name == "user-agent")
            kept[name] = value;
    }
    return kept;
}

std::filesystem::path collected_books() {
    const char* books = std::getenv("TODOKE_BOOKS");
    return books ? std::filesystem::path(books) / std::to_string(::getpid()) : std::filesystem::path();
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
