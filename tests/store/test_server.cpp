#include "tests/store/database_fixture.hpp"
#include "tests/store/file_lock.hpp"

#include <cstdint>
#include <cstdlib>
#include <fcntl.h>
#include <filesystem>
#include <pwd.h>
#include <stdexcept>
#include <sys/file.h>
#include <unistd.h>

#include <libpq-fe.h>

namespace todoke::test {
namespace {

namespace fs = std::filesystem;

fs::path home() { return "/var/tmp/todoke-test-" + std::to_string(getuid()); }
// In memory where there is room: a clone is 300 new files, ten times dearer on a disk. Containers often have a tiny
// /dev/shm.
fs::path data_home() {
    const fs::path memory = "/dev/shm";
    std::error_code error;
    const auto space = fs::space(memory, error);
    constexpr std::uintmax_t enough = std::uintmax_t{2} << 30;
    const fs::path in_memory = memory / home().filename();
    return !error && (fs::exists(in_memory, error) || space.available >= enough) ? in_memory : home();
}
fs::path data_directory() { return data_home() / "data"; }
fs::path sockets() { return home() / "socket"; }
std::string private_conninfo() { return "host=" + sockets().string() + " user=postgres dbname=postgres"; }

// PostgreSQL refuses to run as root; then somebody else owns the server's files.
std::string server_user() {
    if (getuid() != 0) return "";
    for (const char* name : {"postgres", "nobody"})
        if (getpwnam(name)) return name;
    throw std::runtime_error("no unprivileged user to run PostgreSQL as");
}

fs::path server_binaries() {
    for (const char* version : {"17", "16", "15"}) {
        const fs::path path = fs::path("/usr/lib/postgresql") / version / "bin";
        if (fs::exists(path / "initdb")) return path;
    }
    throw std::runtime_error("PostgreSQL server programs not found below /usr/lib/postgresql (Debian: postgresql-15)");
}

void shell(const std::string& command) {
    const std::string user = server_user();
    const std::string whole = (user.empty() ? "" : "runuser -u " + user + " -- ") + command + " </dev/null >>" +
                              (home() / "server.out").string() + " 2>&1";
    if (std::system(whole.c_str()) != 0)
        throw std::runtime_error("failed: " + command + " (see " + (home() / "server.out").string() + ")");
}

bool answers() { return PQping(private_conninfo().c_str()) == PQPING_OK; }

void start() {
    const fs::path data = data_directory(), bin = server_binaries();
    fs::create_directories(sockets());
    fs::create_directories(data_home());
    const std::string user = server_user();
    if (!user.empty()) {
        const passwd* entry = getpwnam(user.c_str());
        for (const fs::path& path : {home(), sockets(), data_home()})
            if (chown(path.c_str(), entry->pw_uid, entry->pw_gid) != 0)
                throw std::runtime_error("chown " + path.string());
    }
    if (!fs::exists(data / "PG_VERSION"))
        shell((bin / "initdb").string() + " -D " + data.string() + " -U postgres -A trust -E UTF8 --locale=C.UTF-8 -N");
    // Without a sync every commit costs microseconds; the parallel tests of a whole build need many sessions.
    shell((bin / "pg_ctl").string() + " -D " + data.string() + " -l " + (home() / "server.log").string() +
          " -w -t 60 -o \"-k " + sockets().string() +
          " -c listen_addresses='' -c fsync=off -c full_page_writes=off -c max_connections=300 -c shared_buffers=64MB"
          " -c max_wal_size=128MB -c autovacuum_naptime=10s\" start");
}

}  // namespace

FileLock::FileLock() {
    const std::string path = home().string() + ".lock";
    descriptor_ = open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor_ < 0 || flock(descriptor_, LOCK_EX) != 0) throw std::runtime_error("cannot lock " + path);
}

FileLock::~FileLock() { close(descriptor_); }

std::string test_server() {
    if (const char* given = std::getenv("TODOKE_TEST_DATABASE"); given && *given) return given;
    if (answers()) return private_conninfo();
    const FileLock lock;
    if (!answers()) start();
    return private_conninfo();
}

void stop_test_server() {
    const FileLock lock;
    const fs::path data = data_directory();
    if (fs::exists(data / "postmaster.pid"))
        shell((server_binaries() / "pg_ctl").string() + " -D " + data.string() + " -m immediate -w stop");
    fs::remove_all(data_home());
    fs::remove_all(home());
}

}  // namespace todoke::test
