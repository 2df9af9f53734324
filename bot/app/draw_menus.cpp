// todoke-draw-menus TEMPLATES DIRECTORY: at build time, writes every rich menu of templates/line/richmenu as the pair
// that `todoke line setup` puts on the platform: <standing>.<language>.svg, which rsvg-convert draws next, and .json,
// the menu's areas.
#include "adapters/text/text.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iostream>
#include <iterator>
#include <sstream>
#include <stdexcept>
#include <string>
#include <vector>

#include <kainjow/mustache.hpp>

namespace todoke {
namespace {

namespace mustache = kainjow::mustache;

constexpr int margin = 14;             // around a cell, as in menu.svg
constexpr int room_beside_words = 60;  // inside a cell, on both sides
constexpr int largest_letters = 106, smallest_letters = 84;
constexpr std::size_t longest_label = 20;  // LINE reads it aloud; UTF-16 units

class ErrorLog : public Log {
public:
    void write(LogLevel level, std::string_view event, std::initializer_list<LogField>) override {
        if (level == LogLevel::error) throw std::runtime_error("the words complain: " + std::string(event));
    }
};

std::string read_file(const std::filesystem::path& path) {
    std::ifstream in(path, std::ios::binary);
    if (!in) throw std::runtime_error(path.string() + " cannot be read");
    return {std::istreambuf_iterator<char>(in), {}};
}

void write_file(const std::filesystem::path& path, const std::string& bytes) {
    std::ofstream out(path, std::ios::binary);
    if (!(out << bytes).flush()) throw std::runtime_error(path.string() + " cannot be written");
}

std::vector<std::string> lines_of(const std::string& words) {
    std::vector<std::string> lines;
    std::istringstream in(words);
    for (std::string line; std::getline(in, line);) lines.push_back(line);
    return lines;
}

// In units of the letters' height: Japanese letters are squares, Latin ones narrower.
double width_of(const std::string& line) {
    double width = 0;
    for (const char c : line)
        if ((static_cast<unsigned char>(c) & 0xC0) != 0x80) width += static_cast<unsigned char>(c) < 0x80 ? 0.62 : 1;
    return width;
}

// Lines that end in Latin letters are joined by a space, Japanese ones by nothing.
std::string read_aloud(const std::vector<std::string>& lines) {
    std::string label;
    for (const std::string& line : lines) {
        const bool latin = !label.empty() && static_cast<unsigned char>(line.front()) < 0x80;
        label += (latin ? " " : "") + line;
    }
    return label;
}

struct Drawing {
    std::string svg;
    Value menu;
};

Drawing draw(const Value& menu, const std::string& design, const Texts& texts, const std::string& language) {
    const auto say = [&](const std::string& piece) {
        const std::string key = "richmenu." + piece;
        if (!texts.has(key)) throw std::runtime_error("no text " + key);
        return texts.say(key, Value::object(), language);
    };
    const int width = static_cast<int>(menu["width"].as_integer()),
              height = static_cast<int>(menu["height"].as_integer());
    const auto& areas = menu["areas"].items();
    const int columns = static_cast<int>(menu["columns"].as_integer(1));
    const int rows = (static_cast<int>(areas.size()) + columns - 1) / columns;
    const int cell_height = height / rows;

    std::vector<std::vector<std::string>> labels;
    double widest = 0;
    for (const Value& area : areas) {
        labels.push_back(lines_of(say((area.find("words") ? area["words"] : area["icon"]).as_string())));
        for (const std::string& line : labels.back()) widest = std::max(widest, width_of(line));
    }
    const int letters = std::min(largest_letters, static_cast<int>((width / columns - 2 * room_beside_words) / widest));
    if (letters < smallest_letters) throw std::runtime_error("the words of a menu in " + language + " are too long");

    mustache::data cells{mustache::data::type::list};
    Value touched = Value::array();
    for (int i = 0; i < static_cast<int>(areas.size()); ++i) {
        const Value& area = areas[static_cast<std::size_t>(i)];
        const auto& lines = labels[static_cast<std::size_t>(i)];
        const int x = width * (i % columns) / columns, right = width * (i % columns + 1) / columns;
        const int y = i / columns * cell_height;
        const int middle = (right - x) / 2;
        const int line_height = letters * 5 / 4;
        const int block = 290 + 70 + line_height * static_cast<int>(lines.size());  // icon, gap, words
        const int top = (cell_height - block) / 2;
        mustache::data cell, words{mustache::data::type::list};
        for (std::size_t n = 0; n < lines.size(); ++n) {
            mustache::data line;
            line.set("line_y", std::to_string(top + 290 + 70 + letters + line_height * static_cast<int>(n)));
            line.set("words", lines[n]);
            words.push_back(line);
        }
        cell.set("x", std::to_string(x));
        cell.set("y", std::to_string(y));
        cell.set("inner_width", std::to_string(right - x - 2 * margin));
        cell.set("inner_height", std::to_string(cell_height - 2 * margin));
        cell.set("middle", std::to_string(middle));
        cell.set("icon_y", std::to_string(top + 145));
        cell.set("icon", area["icon"].as_string());
        cell.set("font_size", std::to_string(letters));
        cell.set("is_first", i == 0);
        cell.set("lines", mustache::data{words});
        cells.push_back(cell);

        const std::string label = read_aloud(lines);
        touched.push_back(Value::object(
            {{"bounds", Value::object({{"x", x}, {"y", y}, {"width", right - x}, {"height", cell_height}})},
             {"action", Value::object({{"type", "postback"},
                                       {"label", label},
                                       {"data", "cmd:" + area["command"].as_string()},
                                       {"displayText", label},
                                       {"inputOption", "closeRichMenu"}})}}));
    }
    mustache::data page;
    page.set("width", std::to_string(width));
    page.set("height", std::to_string(height));
    page.set("cells", mustache::data{cells});
    mustache::mustache svg(design);
    if (!svg.is_valid()) throw std::runtime_error("menu.svg: " + svg.error_message());
    return {svg.render(page), Value::object({{"size", Value::object({{"width", width}, {"height", height}})},
                                             {"selected", true},
                                             {"chatBarText", say("bar")},
                                             {"areas", std::move(touched)}})};
}

int draw_all(const std::filesystem::path& templates, const std::filesystem::path& out) {
    ErrorLog log;
    const auto texts = text::make_texts(templates, log);
    if (!texts) throw std::runtime_error(texts.error().what);
    const auto menus = json::parse(read_file(templates / "line/richmenu/menus.json"));
    if (!menus) throw std::runtime_error("menus.json: " + menus.error().what);
    const std::string design = read_file(templates / "line/richmenu/menu.svg");
    std::filesystem::remove_all(out);
    std::filesystem::create_directories(out);
    for (const auto& [standing, menu] : menus->members()) {
        std::vector<std::string> languages;
        for (const Value& language : menu["languages"].items()) languages.push_back(language.as_string());
        if (languages.empty()) languages = (*texts)->languages();
        for (const std::string& language : languages) {
            const Drawing drawing = draw(menu, design, **texts, language);
            const std::string name = standing + "." + language;
            write_file(out / (name + ".svg"), drawing.svg);
            write_file(out / (name + ".json"), json::write(drawing.menu));
        }
    }
    return 0;
}

}  // namespace
}  // namespace todoke

int main(int argc, char** argv) {
    if (argc != 3) {
        std::cerr << "usage: todoke-draw-menus TEMPLATES DIRECTORY\n";
        return 2;
    }
    try {
        return todoke::draw_all(argv[1], argv[2]);
    } catch (const std::exception& failure) {
        std::cerr << failure.what() << '\n';
        return 1;
    }
}
