// Card layouts: value trees with holes. Filling replaces nodes and never text, so nothing a person typed becomes
// structure.
//
//   "${args.child}"                a string leaf that is one placeholder: a path into the context or a loop variable
//   "${t.title}"                   the text <message key>.title          "${t:common.send}"   any text
//   "${choice.label|20}"           cut to 20 UTF-16 units, the unit of LINE's and Teams' limits
//   {"$each": path, "as": name, "do": node}   inside an array: node once per item (a "do" array splices all its items)
//   {"$if": test, "then": node, "else": node}  test: path, !path, path=value, !path=value; an array branch splices in
//   arrays
//   {"$use": name, "with": {…}}    another layout of the channel, with variables
// A placeholder without a value drops the member or array item it stands in, and so does an $if without the branch.
#pragma once

#include "domain/value.hpp"

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace todoke {

// What filling asks of the outside. A null value means: there is no such text.
struct LayoutVoice {
    std::function<Value(const std::string& key)> text;
    std::function<Value(const std::string& piece)> piece;
    std::function<std::string(const std::string& text, std::size_t utf16_units)> cut;
};

class Layout {
public:
    using Finder = std::function<const Value*(std::string_view name)>;

    // Never fails: what cannot be understood is said in problems() and dropped when filling.
    Layout(const Value& source, const Finder& used_layouts);
    ~Layout();

    Value fill(const Value& context, const LayoutVoice& voice) const;  // null when the whole layout was dropped

    const std::vector<std::string>& problems() const { return problems_; }
    // Every placeholder and test, as written without ${}: for checking layouts against what exists.
    const std::vector<std::string>& expressions() const { return expressions_; }

private:
    struct Node;
    struct Compiler;
    struct Filler;
    std::unique_ptr<Node> root_;
    std::vector<std::string> problems_;
    std::vector<std::string> expressions_;
};

}  // namespace todoke
