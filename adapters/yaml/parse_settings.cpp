#include "adapters/yaml/parse_settings.hpp"

#include "adapters/yaml/encoding.hpp"

#include <algorithm>
#include <fstream>
#include <map>
#include <optional>
#include <sstream>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace todoke::yaml {
namespace {

constexpr std::size_t deepest = 32;
constexpr std::size_t most_nodes = 50'000;
// The parser's time grows with the square of what stands in one line in brackets; nobody reads longer lines either.
constexpr std::size_t longest_line = 4096;  // bytes

struct Refused {
    SettingProblem problem;
};

// The source behind the parser's marks. yaml-cpp counts columns in bytes from 0; people count characters from 1.
class Source {
public:
    Source(std::string_view text, const std::string& file) : text_(text), file_(file) {
        for (std::size_t begin = 0; begin <= text.size();) {
            line_begins_.push_back(begin);
            begin = std::min(text.find('\n', begin), text.size()) + 1;
        }
    }

    Position at(const YAML::Mark& mark) const {
        if (mark.is_null()) return {file_, 1, 1};
        const auto line = static_cast<std::size_t>(mark.line);
        if (line >= line_begins_.size()) return {file_, mark.line + 1, mark.column + 1};
        const auto before = text_.substr(line_begins_[line], static_cast<std::size_t>(mark.column));
        return {file_, mark.line + 1, static_cast<int>(code_points(before)) + 1};
    }

    std::optional<Position> first_long_line() const {
        for (std::size_t line = 0; line < line_begins_.size(); ++line) {
            const auto end = line + 1 < line_begins_.size() ? line_begins_[line + 1] : text_.size();
            if (end - line_begins_[line] > longest_line) return Position{file_, static_cast<int>(line) + 1, 1};
        }
        return std::nullopt;
    }

    // Does the quoted text at `mark` end? The parser takes the rest of the file for it when its second quote is
    // missing.
    bool quote_is_closed(const YAML::Mark& mark) const {
        const auto line = static_cast<std::size_t>(mark.line);
        if (line >= line_begins_.size()) return true;
        std::size_t i = line_begins_[line] + static_cast<std::size_t>(mark.column);
        if (i >= text_.size() || (text_[i] != '"' && text_[i] != '\'')) return true;  // a block text
        const char quote = text_[i];
        for (++i; i < text_.size(); ++i) {
            if (text_[i] == '\\' && quote == '"')
                ++i;
            else if (text_[i] == quote && quote == '\'' && i + 1 < text_.size() && text_[i + 1] == quote)
                ++i;
            else if (text_[i] == quote)
                return true;
        }
        return false;
    }

private:
    std::string_view text_;
    std::string file_;
    std::vector<std::size_t> line_begins_;
};

// Builds the tree from the parser's events, so that a file is judged before anything in it is expanded.
class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Source& source) : source_(source) {}

    SettingNode root;

    void OnDocumentStart(const YAML::Mark&) override {}
    void OnDocumentEnd() override {}
    void OnNull(const YAML::Mark& mark, YAML::anchor_t anchor) override {
        begin(mark, "", anchor, SettingNode::Kind::null);
    }
    void OnAlias(const YAML::Mark& mark, YAML::anchor_t) override {
        refuse(mark, "an alias (*name) is not allowed here; write the value out");
    }
    void OnScalar(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                  const std::string& value) override {
        if (tag == "!" && !source_.quote_is_closed(mark))
            refuse(mark, "the text that begins here is never closed: expected its second quote");
        SettingNode& node = begin(mark, tag, anchor, SettingNode::Kind::scalar);
        node.scalar = value;
        if (is_key_) check_key(node);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open_.push_back({&begin(mark, tag, anchor, SettingNode::Kind::sequence), {}});
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open_.push_back({&begin(mark, tag, anchor, SettingNode::Kind::mapping), {}});
    }
    void OnSequenceEnd() override { open_.pop_back(); }
    void OnMapEnd() override { open_.pop_back(); }

private:
    [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
        throw Refused{{source_.at(mark), std::move(message)}};
    }

    // Makes room for one node in the innermost open list or mapping. Pointers in open_ stay valid: only the innermost
    // grows.
    SettingNode& begin(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor, SettingNode::Kind kind) {
        if (++nodes_ > most_nodes) refuse(mark, "too many values; expected at most " + std::to_string(most_nodes));
        if (anchor != YAML::NullAnchor) refuse(mark, "an anchor (&name) is not allowed here; write the value out");
        // "?" is a plain value, "!" a quoted one; everything else asks for a type.
        if (!tag.empty() && tag != "?" && tag != "!") refuse(mark, "a tag (" + tag + ") is not allowed here");
        if (open_.size() >= deepest)
            refuse(mark, "nested too deeply; expected at most " + std::to_string(deepest) + " levels");
        SettingNode* node = &root;
        is_key_ = false;
        if (!open_.empty()) {
            SettingNode& parent = *open_.back().node;
            if (parent.kind == SettingNode::Kind::sequence) {
                node = &parent.items.emplace_back();
            } else if (!open_.back().key_written) {
                if (kind != SettingNode::Kind::scalar) refuse(mark, "expected a key, such as 'label:'");
                node = &parent.members.emplace_back().key;
                is_key_ = true;
                open_.back().key_written = true;
            } else {
                node = &parent.members.back().value;
                open_.back().key_written = false;
            }
        }
        node->kind = kind;
        node->position = source_.at(mark);
        return *node;
    }

    void check_key(const SettingNode& key) {
        if (key.scalar == "<<")
            throw Refused{{key.position, "a merge key (<<) is not allowed here; write the values out"}};
        const auto [known, fresh] = open_.back().keys.emplace(key.scalar, key.position.line);
        if (!fresh)
            throw Refused{{key.position, "the key '" + key.scalar + "' is already written in line " +
                                             std::to_string(known->second) + "; expected it once"}};
    }

    const Source& source_;
    struct Open {
        SettingNode* node;                // stays valid: only the innermost node grows
        std::map<std::string, int> keys;  // of a mapping, with their lines
        bool key_written = false;         // a key waits for its value
    };
    std::vector<Open> open_;
    bool is_key_ = false;  // the node just begun is a key
    std::size_t nodes_ = 0;
};

// The parser's words say what it lost; people need to know what to write.
std::string explained(const std::string& message) {
    struct Explanation {
        std::string_view parser_says, what;
    };
    static constexpr Explanation explanations[] = {
        {"end of map not found",
         "this line does not fit the lines above: expected 'key: value' with the same indentation as its neighbours"},
        {"end of sequence not found",
         "this line does not fit the list above: expected '- ' with the same indentation as the other entries"},
        {"end of map flow not found", "expected ',' or '}' here"},
        {"end of sequence flow not found", "expected ',' or ']' here"},
        {"illegal map value", "a ':' is not expected here: put the text in quotes when it contains ': '"},
        {"illegal map key", "a key is not expected here: check the indentation"},
        {"illegal block entry", "a '- ' entry is not expected here: check the indentation"},
        {"illegal flow end", "this closing bracket has no opening one"},
        {"illegal EOF in scalar", "the text that begins here is never closed: expected its second quote"},
        {"illegal tab when looking for indentation", "expected spaces: tabs cannot indent in YAML"},
        {"unknown token", "this character cannot begin a value: put the text in quotes"},
        {"illegal document indicator in scalar", "'---' is not expected inside a text"},
    };
    for (const auto& [parser_says, what] : explanations)
        if (message.starts_with(parser_says)) return std::string(what);
    return "cannot be read as YAML: " + message;
}

// The parser takes any bytes; everything behind it expects UTF-8.
std::optional<Position> broken_utf8(std::string_view text, const std::string& file) {
    const auto broken = first_broken_byte(text);
    if (!broken) return std::nullopt;
    const auto before = text.substr(0, *broken);
    const auto line_begin = before.rfind('\n') + 1;  // npos + 1 is 0: the first line
    return Position{file, 1 + static_cast<int>(std::ranges::count(before, '\n')),
                    1 + static_cast<int>(code_points(before.substr(line_begin)))};
}

}  // namespace

std::expected<SettingNode, SettingProblem> parse_settings_text(std::string_view text, const std::string& file) {
    if (text.size() > largest_file)
        return std::unexpected(
            SettingProblem{{file, 0, 0}, "too large; expected at most " + std::to_string(largest_file >> 10) + " KiB"});
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto broken = broken_utf8(text, file))
        return std::unexpected(SettingProblem{*broken, "expected UTF-8 text; save the file as UTF-8"});

    const Source source(text, file);
    if (const auto place = source.first_long_line())
        return std::unexpected(SettingProblem{
            *place, "this line is too long; expected at most 4096 bytes (write a long list with one entry per line)"});
    TreeBuilder builder(source);
    try {
        std::istringstream stream(std::string(text) + "\n");
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return std::unexpected(SettingProblem{{file, 1, 1}, "the file is empty; expected 'key: value' lines"});
        TreeBuilder second(source);
        if (parser.HandleNextDocument(second))
            return std::unexpected(
                SettingProblem{second.root.position, "expected one document; a second one begins here ('---')"});
    } catch (const Refused& refused) {
        return std::unexpected(refused.problem);
    } catch (const YAML::Exception& broken) {
        return std::unexpected(SettingProblem{source.at(broken.mark), explained(broken.msg)});
    }
    return std::move(builder.root);
}

std::expected<SettingNode, SettingProblem> parse_settings(const std::filesystem::path& path) {
    const auto text = read_whole_file(path, largest_file);
    if (!text) return std::unexpected(text.error());
    return parse_settings_text(*text, path.string());
}

std::expected<std::string, SettingProblem> read_whole_file(const std::filesystem::path& path, std::size_t limit) {
    const auto problem = [&](std::string message) {
        return std::unexpected(SettingProblem{{path.string(), 0, 0}, std::move(message)});
    };
    std::error_code error;
    const auto status = std::filesystem::status(path, error);
    if (status.type() == std::filesystem::file_type::not_found) return problem("there is no such file");
    if (status.type() != std::filesystem::file_type::regular) return problem("expected an ordinary file");
    std::ifstream file(path, std::ios::binary);
    if (!file) return problem("cannot be opened; check its permissions");
    std::string text(limit + 1, '\0');
    file.read(text.data(), static_cast<std::streamsize>(text.size()));
    if (file.bad()) return problem("cannot be read to its end");
    text.resize(static_cast<std::size_t>(file.gcount()));
    if (text.size() > limit) return problem("too large; expected at most " + std::to_string(limit >> 10) + " KiB");
    return text;
}

}  // namespace todoke::yaml
