#include "adapters/yaml/parse_settings.hpp"

#include <algorithm>
#include <fstream>
#include <sstream>
#include <vector>

#include <yaml-cpp/eventhandler.h>
#include <yaml-cpp/exceptions.h>
#include <yaml-cpp/parser.h>

namespace todoke::yaml {
namespace {

constexpr std::size_t deepest = 32;
constexpr std::size_t most_nodes = 100'000;

struct Refused {
    SettingProblem problem;
};

// yaml-cpp counts columns in bytes from 0; people count characters from 1.
class Positions {
public:
    Positions(std::string_view text, const std::string& file) : file_(file) {
        std::size_t begin = 0;
        while (begin <= text.size()) {
            const auto end = std::min(text.find('\n', begin), text.size());
            lines_.push_back(text.substr(begin, end - begin));
            begin = end + 1;
        }
    }

    Position at(const YAML::Mark& mark) const {
        if (mark.is_null()) return {file_, 1, 1};
        const auto line = static_cast<std::size_t>(mark.line);
        int column = mark.column;
        if (line < lines_.size()) {
            const auto before = lines_[line].substr(0, static_cast<std::size_t>(mark.column));
            column = static_cast<int>(
                std::ranges::count_if(before, [](char c) { return (static_cast<unsigned char>(c) & 0xC0) != 0x80; }));
        }
        return {file_, mark.line + 1, column + 1};
    }

private:
    std::string file_;
    std::vector<std::string_view> lines_;
};

// Builds the tree from the parser's events, so that a file is judged before anything in it is expanded.
class TreeBuilder : public YAML::EventHandler {
public:
    explicit TreeBuilder(const Positions& positions) : positions_(positions) {}

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
        SettingNode& node = begin(mark, tag, anchor, SettingNode::Kind::scalar);
        node.scalar = value;
        if (awaits_key_) close_key(node);
    }
    void OnSequenceStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                         YAML::EmitterStyle::value) override {
        open_.push_back(&begin(mark, tag, anchor, SettingNode::Kind::sequence));
        settle();
    }
    void OnMapStart(const YAML::Mark& mark, const std::string& tag, YAML::anchor_t anchor,
                    YAML::EmitterStyle::value) override {
        open_.push_back(&begin(mark, tag, anchor, SettingNode::Kind::mapping));
        settle();
    }
    void OnSequenceEnd() override { close(); }
    void OnMapEnd() override { close(); }

private:
    [[noreturn]] void refuse(const YAML::Mark& mark, std::string message) const {
        throw Refused{{positions_.at(mark), std::move(message)}};
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
        awaits_key_ = false;
        if (!open_.empty()) {
            SettingNode& parent = *open_.back();
            if (parent.kind == SettingNode::Kind::sequence) {
                node = &parent.items.emplace_back();
            } else if (!key_written_.back()) {
                if (kind != SettingNode::Kind::scalar) refuse(mark, "expected a key, such as 'label:'");
                node = &parent.members.emplace_back().first;
                awaits_key_ = true;
                key_written_.back() = true;
            } else {
                node = &parent.members.back().second;
                key_written_.back() = false;
            }
        }
        node->kind = kind;
        node->position = positions_.at(mark);
        return *node;
    }

    void close_key(const SettingNode& key) const {
        if (key.scalar == "<<")
            throw Refused{{key.position, "a merge key (<<) is not allowed here; write the values out"}};
        const auto& members = open_.back()->members;
        for (std::size_t i = 0; i + 1 < members.size(); ++i)
            if (members[i].first.scalar == key.scalar)
                throw Refused{{key.position, "the key '" + key.scalar + "' is already written in line " +
                                                 std::to_string(members[i].first.position.line) +
                                                 "; expected it once"}};
    }

    void settle() { key_written_.push_back(false); }
    void close() {
        open_.pop_back();
        key_written_.pop_back();
    }

    const Positions& positions_;
    std::vector<SettingNode*> open_;
    std::vector<bool> key_written_;  // beside open_: a mapping has a key that waits for its value
    bool awaits_key_ = false;        // the node just begun is a key
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
    int line = 1, column = 1;
    for (std::size_t i = 0; i < text.size();) {
        const auto lead = static_cast<unsigned char>(text[i]);
        const std::size_t length = lead < 0x80                   ? 1
                                   : lead >= 0xC2 && lead < 0xE0 ? 2
                                   : lead >= 0xE0 && lead < 0xF0 ? 3
                                   : lead >= 0xF0 && lead < 0xF5 ? 4
                                                                 : 0;
        if (length == 0 || i + length > text.size() || lead == 0) return Position{file, line, column};
        for (std::size_t k = 1; k < length; ++k)
            if ((static_cast<unsigned char>(text[i + k]) & 0xC0) != 0x80) return Position{file, line, column};
        i += length;
        if (lead == '\n') {
            ++line;
            column = 1;
        } else {
            ++column;
        }
    }
    return std::nullopt;
}

}  // namespace

std::expected<SettingNode, SettingProblem> parse_settings_text(std::string_view text, const std::string& file) {
    if (text.size() > largest_file)
        return std::unexpected(
            SettingProblem{{file, 0, 0}, "too large; expected at most " + std::to_string(largest_file >> 10) + " KiB"});
    if (text.starts_with("\xEF\xBB\xBF")) text.remove_prefix(3);
    if (const auto broken = broken_utf8(text, file))
        return std::unexpected(SettingProblem{*broken, "expected UTF-8 text; save the file as UTF-8"});

    const Positions positions(text, file);
    TreeBuilder builder(positions);
    try {
        std::istringstream stream{std::string(text)};
        YAML::Parser parser(stream);
        if (!parser.HandleNextDocument(builder))
            return std::unexpected(SettingProblem{{file, 1, 1}, "the file is empty; expected 'key: value' lines"});
        TreeBuilder second(positions);
        if (parser.HandleNextDocument(second))
            return std::unexpected(
                SettingProblem{second.root.position, "expected one document; a second one begins here ('---')"});
    } catch (const Refused& refused) {
        return std::unexpected(refused.problem);
    } catch (const YAML::Exception& broken) {
        return std::unexpected(SettingProblem{positions.at(broken.mark), explained(broken.msg)});
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
