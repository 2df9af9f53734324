#include "adapters/yaml/secret.hpp"

#include <cerrno>
#include <cstdlib>
#include <cstring>
#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace todoke::yaml {
namespace {

constexpr std::size_t largest_secret = 64 * 1024;  // bytes; a certificate chain fits

std::unexpected<Failure> refuse(std::string what, std::string remedy) {
    return std::unexpected(Failure{FailureCode::misconfigured, std::move(what), std::move(remedy)});
}

class OpenFile {
public:
    explicit OpenFile(const std::filesystem::path& path)
        : fd_(::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK)) {}
    ~OpenFile() {
        if (fd_ >= 0) ::close(fd_);
    }
    OpenFile(const OpenFile&) = delete;
    OpenFile& operator=(const OpenFile&) = delete;
    int get() const { return fd_; }

private:
    int fd_;
};

std::expected<std::string, Failure> from_file(const std::filesystem::path& path) {
    const std::string name = "the secret file " + path.string();
    const OpenFile file(path);
    if (file.get() < 0)
        return refuse(name + " cannot be opened: " + std::strerror(errno),
                      "create it, readable by the service's user only");
    struct stat status{};
    if (::fstat(file.get(), &status) != 0 || !S_ISREG(status.st_mode))
        return refuse(name + " is not an ordinary file", "write the secret into a file of its own");
    if ((status.st_mode & (S_IRWXG | S_IRWXO)) != 0)
        return refuse(name + " may be read or changed by others", "chmod 0400 " + path.string());
    std::string secret(largest_secret + 1, '\0');
    std::size_t length = 0;
    while (length < secret.size()) {
        const auto got = ::read(file.get(), secret.data() + length, secret.size() - length);
        if (got < 0 && errno == EINTR) continue;
        if (got < 0) return refuse(name + " cannot be read: " + std::strerror(errno), "check the disk and the file");
        if (got == 0) break;
        length += static_cast<std::size_t>(got);
    }
    if (length > largest_secret) return refuse(name + " is larger than 64 KiB", "write only the secret into it");
    secret.resize(length);
    if (secret.ends_with('\n')) secret.pop_back();
    if (secret.ends_with('\r')) secret.pop_back();
    if (secret.empty()) return refuse(name + " is empty", "write the secret into it");
    return secret;
}

}  // namespace

std::expected<std::string, Failure> read_secret(std::string_view reference, const std::filesystem::path& base,
                                                bool development) {
    if (reference.starts_with("file:") && reference.size() > 5) return from_file(base / reference.substr(5));
    if (reference.starts_with("env:") && reference.size() > 4) {
        const std::string name(reference.substr(4));
        if (!development)
            return refuse("env:" + name + " is for development only",
                          "use file:PATH, or set service.development: true on a developer's machine");
        const char* value = std::getenv(name.c_str());
        if (!value || !*value)
            return refuse("the environment variable " + name + " is not set", "set it before starting the service");
        return std::string(value);
    }
    // What stands there instead may be the secret itself: it is not repeated.
    return refuse("a secret is not named by a reference",
                  "expected \"file:PATH\", such as \"file:secrets/line.secret\"");
}

}  // namespace todoke::yaml
