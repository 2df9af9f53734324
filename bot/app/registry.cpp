#include "bot/app/registry.hpp"

#include "adapters/yaml/secret.hpp"

namespace todoke {

Section AppRegistry::section(std::string_view name) {
    used_.emplace_back(name);
    return Section(settings_.other(name), problems_);
}

std::vector<Section> AppRegistry::sections(std::string_view name) {
    used_.emplace_back(name);
    const SettingNode* node = settings_.other(name);
    std::vector<Section> all;
    if (!node) return all;
    if (node->kind != SettingNode::Kind::sequence) {
        problems_.add(node->position, "expected a list with one entry per account: \"- account: …\"");
        return all;
    }
    for (const SettingNode& item : node->items) all.emplace_back(&item, problems_);
    return all;
}

std::expected<std::string, Failure> AppRegistry::secret(std::string_view reference) const {
    return yaml::read_secret(reference, settings_.base, settings_.service.development);
}

}  // namespace todoke
