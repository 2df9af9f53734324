// Which properties the elements and actions of an Adaptive Card have, as data.
#pragma once

#include <map>
#include <string>
#include <vector>

namespace todoke::platforms::teams {

enum class Kind {
    text,
    flag,
    number,
    text_or_number,
    list,
    any,
    one_of,
    elements,
    actions,
    action,
    columns,
    rows,
    cells,
    images,
    facts,
    inlines,
    choices
};

struct Property {
    const char* name;
    Kind kind;
    bool required = false;
    const char* values = "";  // of one_of, separated by blanks, lower case: cards spell them in any case
};
using Shape = std::vector<Property>;

using Shapes = std::map<std::string, Shape, std::less<>>;  // by the value of `type`
const Shapes& element_shapes();
const Shapes& action_shapes();
const Shape& card_shape();

}  // namespace todoke::platforms::teams
