#include "adapters/web/template.hpp"

#include "bot/ports/crypto.hpp"

#include <fstream>
#include <sstream>

#include <kainjow/mustache.hpp>

namespace todoke::web {
namespace {

std::expected<std::string, Failure> read_file(const std::string& path) {
    std::ifstream file(path, std::ios::binary);
    std::ostringstream text;
    if (!file || !(text << file.rdbuf()))
        return std::unexpected(
            Failure{FailureCode::misconfigured, path + " cannot be read", "check service.templates"});
    return text.str();
}

}  // namespace

std::expected<PageTemplate, Failure> load_template(const std::string& templates_dir, const std::string& html,
                                                   const std::string& css) {
    auto page = read_file(templates_dir + "/web/" + html), style = read_file(templates_dir + "/web/" + css);
    if (!page) return std::unexpected(page.error());
    if (!style) return std::unexpected(style.error());
    const kainjow::mustache::mustache parsed(*page);
    if (!parsed.is_valid())
        return std::unexpected(
            Failure{FailureCode::misconfigured, html + ": " + parsed.error_message(), "correct the template"});
    return PageTemplate{std::move(*page), *style, "'sha256-" + crypto::to_base64(crypto::sha256(*style)) + "'"};
}

}  // namespace todoke::web
