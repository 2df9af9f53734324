#include "adapters/text/pattern.hpp"
#include "adapters/text/text.hpp"

#include <algorithm>
#include <filesystem>
#include <functional>
#include <map>
#include <string>
#include <unordered_map>

#include <yaml-cpp/yaml.h>

namespace todoke::text {
namespace {

namespace fs = std::filesystem;

struct KeyHash {
    using is_transparent = void;
    std::size_t operator()(std::string_view text) const { return std::hash<std::string_view>{}(text); }
};
template <class T>
using ByKey = std::unordered_map<std::string, T, KeyHash, std::equal_to<>>;

struct Entry {
    Pattern pattern;
    std::string where;  // file:line
};
using Language = ByKey<Entry>;

// Where the words of a person's language are not shipped, and what every other language is measured by.
constexpr std::string_view base_language = "ja";

Failure broken(std::string what, std::string remedy) {
    return {FailureCode::misconfigured, std::move(what), std::move(remedy)};
}

class Reader {
public:
    Reader(std::string language, Language& into) : language_(std::move(language)), into_(into) {}

    std::expected<void, Failure> read(const fs::path& file) {
        file_ = file.parent_path().filename().string() + "/" + file.filename().string();
        try {
            const YAML::Node root = YAML::LoadFile(file.string());
            if (root.IsNull()) return {};
            return walk(root, "");
        } catch (const YAML::Exception& error) {
            return std::unexpected(broken(place(error.mark) + ": " + error.msg, "correct the YAML"));
        }
    }

private:
    std::string place(const YAML::Mark& mark) const {
        return file_ + ":" + std::to_string(mark.line + 1) + ":" + std::to_string(mark.column + 1);
    }

    std::expected<void, Failure> walk(const YAML::Node& node, const std::string& key) {
        if (node.IsMap()) {
            for (const auto& member : node) {
                const std::string name = member.first.as<std::string>();
                if (auto done = walk(member.second, key.empty() ? name : key + "." + name); !done) return done;
            }
            return {};
        }
        if (!node.IsScalar() || key.empty())
            return std::unexpected(broken(place(node.Mark()) + ": " + key + " is neither a text nor a group of texts",
                                          "write one text for the key"));
        return add(key, node);
    }

    std::expected<void, Failure> add(const std::string& key, const YAML::Node& node) {
        auto pattern = Pattern::compile(node.Scalar(), language_);
        if (!pattern)
            return std::unexpected(
                broken(place(node.Mark()) + ": " + key + ": " + pattern.error(), "correct the text"));
        const auto [at, is_new] = into_.try_emplace(key, Entry{std::move(*pattern), place(node.Mark())});
        if (!is_new)
            return std::unexpected(
                broken(place(node.Mark()) + ": " + key + " is already in " + at->second.where, "keep one of the two"));
        return {};
    }

    std::string language_;
    Language& into_;
    std::string file_;
};

std::vector<fs::path> sorted(const fs::path& directory, const std::function<bool(const fs::directory_entry&)>& wanted) {
    std::vector<fs::path> found;
    std::error_code error;
    for (const auto& entry : fs::directory_iterator(directory, error))
        if (wanted(entry)) found.push_back(entry.path());
    std::ranges::sort(found);
    return found;
}

std::string listed(const std::set<std::string>& names) {
    std::string out;
    for (const auto& name : names) out += (out.empty() ? "" : ", ") + name;
    return out.empty() ? "none" : out;
}

// Both directions, so that a key left over from a renaming is found too.
std::expected<void, Failure> compare(const std::string& name, const Language& language, const Language& base) {
    for (const auto& [key, entry] : base) {
        const auto found = language.find(key);
        if (found == language.end())
            return std::unexpected(broken("texts/" + name + " lacks " + key + " (" + entry.where + ")", "add it"));
        if (found->second.pattern.arguments() != entry.pattern.arguments())
            return std::unexpected(broken(found->second.where + ": " + key + " uses the arguments " +
                                              listed(found->second.pattern.arguments()) + "; " + entry.where +
                                              " uses " + listed(entry.pattern.arguments()),
                                          "use the same arguments in every language"));
    }
    for (const auto& [key, entry] : language)
        if (!base.contains(key))
            return std::unexpected(
                broken(entry.where + ": " + key + " does not exist in texts/" + std::string(base_language),
                       "remove it or add it to every language"));
    return {};
}

class YamlTexts final : public Texts {
public:
    YamlTexts(std::map<std::string, Language, std::less<>> languages, Log& log)
        : languages_(std::move(languages)), base_(languages_.find(base_language)->second), log_(log) {}

    std::string say(std::string_view key, const Value& args, std::string_view language) const override {
        const auto found = languages_.find(language);
        const Language& words = found == languages_.end() ? base_ : found->second;
        const auto entry = words.find(key);
        if (entry == words.end()) {
            log_.error("texts.unknown_key", {{"key", Code{key}}, {"language", Code{language}}});
            return std::string(key);
        }
        return entry->second.pattern.say(args);
    }

    bool has(std::string_view key) const override { return base_.contains(key); }

    std::vector<std::string> languages() const override {
        std::vector<std::string> names;
        for (const auto& [name, words] : languages_) names.push_back(name);
        return names;
    }

    std::string say_day(SchoolDay day, std::string_view language) const override {
        const auto weekday = std::to_string(weekday_of(day).c_encoding());
        const auto month = std::to_string(static_cast<unsigned>(day.month()));
        return say("format.day",
                   Value::object({{"day", static_cast<int>(static_cast<unsigned>(day.day()))},
                                  {"month", say("format.month." + month, {}, language)},
                                  {"weekday", say("format.weekday." + weekday, {}, language)}}),
                   language);
    }

    std::string say_time(TimeOfDay time, std::string_view language) const override {
        const auto minutes = time.since_midnight.count();
        return say("format.time", Value::object({{"hour", minutes / 60}, {"minute", minutes % 60}}), language);
    }

private:
    std::map<std::string, Language, std::less<>> languages_;
    const Language& base_;
    Log& log_;
};

}  // namespace

std::expected<std::unique_ptr<Texts>, Failure> make_texts(const fs::path& templates, Log& log) {
    std::map<std::string, Language, std::less<>> languages;
    for (const auto& folder : sorted(templates / "texts", [](const auto& entry) { return entry.is_directory(); })) {
        const std::string name = folder.filename().string();
        Language& language = languages[name];
        Reader reader(name, language);
        for (const auto& file : sorted(folder, [](const auto& entry) {
                 return entry.is_regular_file() && entry.path().extension() == ".yaml";
             }))
            if (auto done = reader.read(file); !done) return std::unexpected(done.error());
    }
    const auto base = languages.find(base_language);
    if (base == languages.end() || base->second.empty())
        return std::unexpected(broken("no texts in " + (templates / "texts" / base_language).string(),
                                      "start where the folder templates/ is, or name it in the configuration"));
    for (const auto& [name, language] : languages)
        if (auto same = compare(name, language, base->second); !same) return std::unexpected(same.error());
    return std::make_unique<YamlTexts>(std::move(languages), log);
}

}  // namespace todoke::text
