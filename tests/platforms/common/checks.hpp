// Strict reading of JSON objects: what is missing, of a wrong type, out of range or unknown becomes a problem with its
// path.
#pragma once

#include <initializer_list>
#include <optional>
#include <set>
#include <string>
#include <string_view>
#include <vector>

#include <boost/json/array.hpp>
#include <boost/json/object.hpp>
#include <boost/json/value.hpp>

namespace todoke::platforms {

struct Problem {
    std::string property;
    std::string message;
    bool wrong_type = false;
};
using Problems = std::vector<Problem>;

enum class PathStyle { dotted /* messages[0].text */, pointer /* /footer/contents/2 */ };
std::string child_path(const std::string& path, std::string_view key, PathStyle style);
std::string child_path(const std::string& path, std::size_t index, PathStyle style);

enum class Need { optional, required };

// Reads one object. Each getter marks its key as known; finish() reports the others. Lengths are UTF-16 code units.
class Reader {
public:
    Reader(const boost::json::value& value, std::string path, PathStyle style, Problems& problems);
    bool ok() const { return object_ != nullptr; }  // false: the value is not an object (a problem already)
    const std::string& path() const { return path_; }
    PathStyle style() const { return style_; }
    Problems& problems() { return *problems_; }

    std::optional<std::string> text(std::string_view key, Need need, std::size_t min, std::size_t max);
    std::optional<std::string> one_of(std::string_view key, Need need, std::initializer_list<std::string_view> allowed);
    std::optional<std::string> pattern(std::string_view key, Need need, const char* regex, std::string_view expected);
    std::optional<std::string> url(std::string_view key, Need need, std::size_t max,
                                   std::initializer_list<std::string_view> schemes);
    std::optional<bool> boolean(std::string_view key, Need need = Need::optional);
    std::optional<long long> integer(std::string_view key, Need need, long long min, long long max);
    std::optional<double> number(std::string_view key, Need need, double min, double max);
    const boost::json::array* array(std::string_view key, Need need, std::size_t min, std::size_t max);
    const boost::json::value* any(std::string_view key, Need need);
    void known(std::initializer_list<std::string_view> keys);  // allowed here, looked at by nobody
    bool has(std::string_view key) const;
    void problem(std::string_view key, std::string message);
    void problem_here(std::string message);
    std::string at(std::string_view key) const { return child_path(path_, key, style_); }
    void finish();

private:
    void wrong_type(std::string_view key);
    const boost::json::object* object_ = nullptr;
    std::string path_;
    PathStyle style_;
    Problems* problems_;
    std::set<std::string, std::less<>> known_;
};

}  // namespace todoke::platforms
