#include "tests/conversations/school_copies.hpp"

#include "bot/ports/crypto.hpp"

#include <fstream>
#include <stdexcept>

namespace todoke::talk {

namespace fs = std::filesystem;

SchoolCopies::SchoolCopies(const std::string& database)
    : folder_(fs::temp_directory_path() /
              ("todoke-schools-" + crypto::to_hex(crypto::sha256(database)).substr(0, 16))) {
    fs::remove_all(folder_);
    fs::create_directories(folder_);
    for (const auto& file : fs::directory_iterator(TODOKE_CONFIG "/schools"))
        if (file.path().extension() == ".yaml") fs::copy_file(file.path(), folder_ / file.path().filename());
}

SchoolCopies::~SchoolCopies() {
    std::error_code ignored;
    fs::remove_all(folder_, ignored);
}

void SchoolCopies::choose_scans(const std::string& school, const std::string& notice) const {
    const fs::path path = folder_ / (school + ".yaml");
    std::ifstream in(path);
    std::string line, text;
    bool found = false;
    while (std::getline(in, line)) {
        const bool choice = line.starts_with("  notice: ");
        found = found || choice;
        if (!choice)
            text += line + '\n';
        else if (notice != "by_quota")
            text += "  notice: " + notice + '\n';
    }
    if (!found) throw std::runtime_error("given: no scans of '" + school + "' to choose");
    in.close();
    std::ofstream(path) << text;
}

}  // namespace todoke::talk
