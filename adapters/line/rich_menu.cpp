#include "adapters/line/rich_menu.hpp"

#include "bot/ports/crypto.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

namespace todoke::line {
namespace {

namespace fs = std::filesystem;

constexpr std::size_t hash_digits = 12;

std::string read_file(const fs::path& path) {
    std::ifstream in(path, std::ios::binary);
    return {std::istreambuf_iterator<char>(in), {}};
}

}  // namespace

std::expected<std::vector<DrawnMenu>, Failure> read_drawn_menus(const std::string& drawn_dir) {
    std::vector<DrawnMenu> menus;
    std::error_code error;
    for (const auto& file : fs::directory_iterator(fs::path(drawn_dir) / "line", error)) {
        if (file.path().extension() != ".json") continue;
        fs::path picture = file.path();
        DrawnMenu menu;
        menu.what = picture.stem().string();
        menu.png = read_file(picture.replace_extension(".png"));
        const std::string areas = read_file(file.path());
        const auto object = json::parse(areas);
        if (!object || menu.png.empty())
            return std::unexpected(Failure{FailureCode::misconfigured, file.path().string() + " or its .png is broken",
                                           "build again and copy the folder \"drawn\" beside the program"});
        menu.name = std::string(our_menus) + menu.what + ' ' +
                    crypto::to_hex(crypto::sha256(areas + '\n' + menu.png)).substr(0, hash_digits);
        menu.object = *object;
        menu.object.set("name", menu.name);
        menus.push_back(std::move(menu));
    }
    if (menus.empty())
        return std::unexpected(Failure{FailureCode::misconfigured, "no rich menus in " + drawn_dir + "/line",
                                       "the build draws them; copy the folder \"drawn\" beside the program"});
    std::ranges::sort(menus, {}, &DrawnMenu::what);
    return menus;
}

std::string alias_of(std::string_view what) {
    std::string alias = std::string(our_aliases) + std::string(what);
    std::ranges::replace(alias, '.', '-');
    return alias;
}

std::string alias_of(Standing standing, std::string_view language) {
    return alias_of(std::string(to_text(standing)) + '.' + std::string(language));
}

}  // namespace todoke::line
