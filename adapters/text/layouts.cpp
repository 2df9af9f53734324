#include "adapters/text/text.hpp"
#include "bot/ports/json.hpp"

#include <algorithm>
#include <fstream>
#include <iterator>
#include <map>
#include <string>
#include <vector>

namespace todoke::text {
namespace {

namespace fs = std::filesystem;

class JsonLayouts final : public Layouts {
public:
    void add(std::string channel, std::string name, Value layout) {
        channels_[std::move(channel)].insert_or_assign(std::move(name), std::move(layout));
    }

    const Value* find(std::string_view channel, std::string_view name) const override {
        const auto layouts = channels_.find(channel);
        if (layouts == channels_.end()) return nullptr;
        const auto layout = layouts->second.find(name);
        return layout == layouts->second.end() ? nullptr : &layout->second;
    }

private:
    std::map<std::string, std::map<std::string, Value, std::less<>>, std::less<>> channels_;
};

}  // namespace

std::expected<std::unique_ptr<Layouts>, Failure> make_layouts(const fs::path& templates) {
    auto layouts = std::make_unique<JsonLayouts>();
    std::error_code error;
    bool any = false;
    for (const auto& channel : fs::directory_iterator(templates, error)) {
        if (!channel.is_directory()) continue;
        for (const auto& file : fs::directory_iterator(channel.path(), error)) {
            if (file.path().extension() != ".json") continue;
            std::ifstream in(file.path(), std::ios::binary);
            const std::string bytes{std::istreambuf_iterator<char>(in), {}};
            auto layout = json::parse(bytes);
            const std::string where = channel.path().filename().string() + "/" + file.path().filename().string();
            if (!in.good() && !in.eof())
                return std::unexpected(
                    Failure{FailureCode::misconfigured, where + " cannot be read", "check its permissions"});
            if (!layout)
                return std::unexpected(
                    Failure{FailureCode::misconfigured, where + ": " + layout.error().what, "correct the JSON"});
            layouts->add(channel.path().filename().string(), file.path().stem().string(), std::move(*layout));
            any = true;
        }
    }
    if (!any)
        return std::unexpected(Failure{FailureCode::misconfigured, "no layouts in " + templates.string(),
                                       "start where the folder templates/ is, or name it in the configuration"});
    return layouts;
}

}  // namespace todoke::text
