#include "tests/platforms/teams/card_shapes.hpp"

namespace todoke::platforms::teams {

namespace {

constexpr const char* spacings = "default none small medium large extralarge padding";
constexpr const char* colours = "default dark light accent good warning attention";
constexpr const char* sizes = "default small medium large extralarge";
constexpr const char* sides = "left center right";
constexpr const char* styles = "default emphasis good attention warning accent";
constexpr const char* vertical = "top center bottom";

Shape with(Shape shape, const Shape& more) {
    shape.insert(shape.end(), more.begin(), more.end());
    return shape;
}

const Shape& every_element() {
    static const Shape shape{{"type", Kind::text, true},
                             {"id", Kind::text},
                             {"isVisible", Kind::flag},
                             {"separator", Kind::flag},
                             {"spacing", Kind::one_of, false, spacings},
                             {"height", Kind::text},
                             {"fallback", Kind::any},
                             {"requires", Kind::any},
                             {"targetWidth", Kind::text}};
    return shape;
}

Shape input(const Shape& more) {
    return with(
        with(every_element(), {{"label", Kind::text}, {"isRequired", Kind::flag}, {"errorMessage", Kind::text}}), more);
}

Shape action(const Shape& more) {
    return with({{"type", Kind::text, true},
                 {"id", Kind::text},
                 {"title", Kind::text},
                 {"iconUrl", Kind::text},
                 {"style", Kind::one_of, false, "default positive destructive"},
                 {"fallback", Kind::any},
                 {"tooltip", Kind::text},
                 {"isEnabled", Kind::flag},
                 {"mode", Kind::one_of, false, "primary secondary"},
                 {"requires", Kind::any}},
                more);
}

}  // namespace

const Shapes& element_shapes() {
    static const Shape words{{"text", Kind::text, true},
                             {"color", Kind::one_of, false, colours},
                             {"fontType", Kind::one_of, false, "default monospace"},
                             {"isSubtle", Kind::flag},
                             {"size", Kind::one_of, false, sizes},
                             {"weight", Kind::one_of, false, "default lighter bolder"}};
    static const Shape box{{"style", Kind::one_of, false, styles},
                           {"verticalContentAlignment", Kind::one_of, false, vertical},
                           {"bleed", Kind::flag},
                           {"minHeight", Kind::text},
                           {"rtl", Kind::flag},
                           {"backgroundImage", Kind::any},
                           {"selectAction", Kind::action}};
    static const Shapes known{
        {"TextBlock",
         with(with(every_element(), words), {{"wrap", Kind::flag},
                                             {"maxLines", Kind::number},
                                             {"horizontalAlignment", Kind::one_of, false, sides},
                                             {"style", Kind::one_of, false, "default heading columnheader"}})},
        {"RichTextBlock", with(every_element(), {{"inlines", Kind::inlines, true},
                                                 {"horizontalAlignment", Kind::one_of, false, sides}})},
        {"TextRun", with(words, {{"type", Kind::text, true},
                                 {"highlight", Kind::flag},
                                 {"italic", Kind::flag},
                                 {"strikethrough", Kind::flag},
                                 {"underline", Kind::flag},
                                 {"selectAction", Kind::action}})},
        {"Image", with(every_element(), {{"url", Kind::text, true},
                                         {"altText", Kind::text},
                                         {"size", Kind::one_of, false, "auto stretch small medium large"},
                                         {"style", Kind::one_of, false, "default person"},
                                         {"width", Kind::text},
                                         {"backgroundColor", Kind::text},
                                         {"horizontalAlignment", Kind::one_of, false, sides},
                                         {"selectAction", Kind::action},
                                         {"msteams", Kind::any}})},
        {"ImageSet", with(every_element(), {{"images", Kind::images, true},
                                            {"imageSize", Kind::one_of, false, "auto stretch small medium large"}})},
        {"Container", with(with(every_element(), box), {{"items", Kind::elements, true}})},
        {"ColumnSet", with(with(every_element(), box),
                           {{"columns", Kind::columns}, {"horizontalAlignment", Kind::one_of, false, sides}})},
        {"Column", with(with(every_element(), box), {{"items", Kind::elements}, {"width", Kind::text_or_number}})},
        {"FactSet", with(every_element(), {{"facts", Kind::facts, true}})},
        {"ActionSet", with(every_element(), {{"actions", Kind::actions, true}})},
        {"Table", with(every_element(), {{"columns", Kind::list},
                                         {"rows", Kind::rows},
                                         {"firstRowAsHeader", Kind::flag},
                                         {"showGridLines", Kind::flag},
                                         {"gridStyle", Kind::one_of, false, styles},
                                         {"horizontalCellContentAlignment", Kind::one_of, false, sides},
                                         {"verticalCellContentAlignment", Kind::one_of, false, vertical}})},
        {"TableRow",
         {{"type", Kind::text, true},
          {"cells", Kind::cells},
          {"style", Kind::one_of, false, styles},
          {"horizontalCellContentAlignment", Kind::one_of, false, sides},
          {"verticalCellContentAlignment", Kind::one_of, false, vertical}}},
        {"TableCell", with(with({{"type", Kind::text, true}}, box), {{"items", Kind::elements, true}})},
        {"Input.Text", input({{"value", Kind::text},
                              {"placeholder", Kind::text},
                              {"isMultiline", Kind::flag},
                              {"maxLength", Kind::number},
                              {"regex", Kind::text},
                              {"style", Kind::one_of, false, "text tel url email password"},
                              {"inlineAction", Kind::action}})},
        {"Input.Number",
         input({{"value", Kind::number}, {"placeholder", Kind::text}, {"min", Kind::number}, {"max", Kind::number}})},
        {"Input.Date",
         input({{"value", Kind::text}, {"placeholder", Kind::text}, {"min", Kind::text}, {"max", Kind::text}})},
        {"Input.Time",
         input({{"value", Kind::text}, {"placeholder", Kind::text}, {"min", Kind::text}, {"max", Kind::text}})},
        {"Input.Toggle", input({{"title", Kind::text, true},
                                {"value", Kind::text},
                                {"valueOn", Kind::text},
                                {"valueOff", Kind::text},
                                {"wrap", Kind::flag}})},
        {"Input.ChoiceSet", input({{"choices", Kind::choices, true},
                                   {"value", Kind::text},
                                   {"placeholder", Kind::text},
                                   {"isMultiSelect", Kind::flag},
                                   {"style", Kind::one_of, false, "compact expanded filtered"},
                                   {"wrap", Kind::flag}})}};
    return known;
}

const Shapes& action_shapes() {
    static const Shapes known{{"Action.Execute", action({{"verb", Kind::text, true},
                                                         {"data", Kind::any},
                                                         {"associatedInputs", Kind::one_of, false, "auto none"}})},
                              {"Action.Submit", action({{"data", Kind::any},
                                                        {"associatedInputs", Kind::one_of, false, "auto none"},
                                                        {"msTeams", Kind::any},
                                                        {"msteams", Kind::any}})},
                              {"Action.OpenUrl", action({{"url", Kind::text, true}})},
                              {"Action.ShowCard", action({{"card", Kind::any, true}})},
                              {"Action.ToggleVisibility", action({{"targetElements", Kind::list, true}})}};
    return known;
}

const Shape& card_shape() {
    static const Shape allowed{{"type", Kind::text, true},
                               {"$schema", Kind::text},
                               {"version", Kind::text},
                               {"body", Kind::elements},
                               {"actions", Kind::actions},
                               {"fallbackText", Kind::text},
                               {"speak", Kind::text},
                               {"lang", Kind::text},
                               {"minHeight", Kind::text},
                               {"rtl", Kind::flag},
                               {"backgroundImage", Kind::any},
                               {"metadata", Kind::any},
                               {"verticalContentAlignment", Kind::one_of, false, vertical},
                               {"selectAction", Kind::action},
                               {"refresh", Kind::any},
                               {"msteams", Kind::any}};
    return allowed;
}

}  // namespace todoke::platforms::teams
