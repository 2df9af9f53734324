#include "tests/bench/machine.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <fcntl.h>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <stdexcept>
#include <sys/utsname.h>
#include <unistd.h>

namespace todoke::bench {
namespace {

std::string read_all(const std::string& path) {
    std::ifstream file(path);
    std::stringstream text;
    text << file.rdbuf();
    return text.str();
}

// proc(5): the fields of /proc/PID/stat behind the command's name, which may hold spaces. [0] is field 3, the state.
std::vector<std::string> stat_fields(pid_t process) {
    const std::string text = read_all("/proc/" + std::to_string(process) + "/stat");
    const auto end = text.rfind(')');
    std::vector<std::string> fields;
    if (end == std::string::npos) return fields;
    std::istringstream rest(text.substr(end + 1));
    for (std::string field; rest >> field;) fields.push_back(field);
    return fields;
}

double ticks(const std::vector<std::string>& fields, std::size_t first, std::size_t last) {
    double sum = 0;
    for (std::size_t i = first; i <= last && i < fields.size(); ++i) sum += std::stod(fields[i]);
    return sum / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long status_kb(pid_t process, const std::string& name) {
    std::istringstream lines(read_all("/proc/" + std::to_string(process) + "/status"));
    for (std::string line; std::getline(lines, line);)
        if (line.starts_with(name + ":")) return std::stol(line.substr(name.size() + 1));
    return 0;
}

}  // namespace

double cpu_of(pid_t process) { return ticks(stat_fields(process), 11, 12); }

double cpu_of_tree(pid_t parent) {
    double sum = ticks(stat_fields(parent), 11, 14);
    std::istringstream children(
        read_all("/proc/" + std::to_string(parent) + "/task/" + std::to_string(parent) + "/children"));
    for (pid_t child = 0; children >> child;) sum += cpu_of(child);
    return sum;
}

double cpu_of_machine() {
    std::istringstream line(read_all("/proc/stat"));
    std::string name;
    double user = 0, nice = 0, system = 0, idle = 0, wait = 0, irq = 0, soft = 0, steal = 0;
    line >> name >> user >> nice >> system >> idle >> wait >> irq >> soft >> steal;
    return (user + nice + system + irq + soft + steal) / static_cast<double>(sysconf(_SC_CLK_TCK));
}

long resident_kb(pid_t process) { return status_kb(process, "VmRSS"); }
long resident_anonymous_kb(pid_t process) { return status_kb(process, "RssAnon"); }

std::vector<double> fdatasync_times(const std::string& directory, int count) {
    const std::string path = directory + "/fdatasync.probe";
    const int file = ::open(path.c_str(), O_CREAT | O_RDWR | O_CLOEXEC, 0600);
    if (file < 0) throw std::runtime_error("cannot write into " + directory);
    const std::string page(8192, 'x');
    // Written once before: like a WAL segment, the file does not grow while it is measured.
    constexpr int pages = 256;
    for (int i = 0; i < pages; ++i) (void)!::pwrite(file, page.data(), page.size(), i * 8192L);
    ::fsync(file);
    std::vector<double> times;
    for (int i = 0; i < count; ++i) {
        const auto begin = std::chrono::steady_clock::now();
        if (::pwrite(file, page.data(), page.size(), (i % pages) * 8192L) != 8192 || ::fdatasync(file) != 0) break;
        times.push_back(std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin).count());
    }
    ::close(file);
    std::filesystem::remove(path);
    std::ranges::sort(times);
    return times;
}

std::string machine_line() {
    std::string processor = "unknown processor";
    std::istringstream cpu(read_all("/proc/cpuinfo"));
    for (std::string line; std::getline(cpu, line);)
        if (line.starts_with("model name")) {
            processor = line.substr(line.find(':') + 2);
            break;
        }
    utsname names{};
    uname(&names);
    const double gib =
        static_cast<double>(sysconf(_SC_PHYS_PAGES)) * static_cast<double>(sysconf(_SC_PAGESIZE)) / (1 << 30);
    std::ostringstream text;
    text << processor << ", " << sysconf(_SC_NPROCESSORS_ONLN) << " CPUs, " << std::lround(gib) << " GiB, Linux "
         << names.release;
    return text.str();
}

double median(std::vector<double> values) {
    if (values.empty()) return 0;
    std::ranges::sort(values);
    const auto middle = values.size() / 2;
    return values.size() % 2 ? values[middle] : (values[middle - 1] + values[middle]) / 2;
}

double percentile(const std::vector<double>& sorted, double part) {
    if (sorted.empty()) return 0;
    const auto at = static_cast<std::size_t>(std::ceil(part * static_cast<double>(sorted.size())));
    return sorted[std::clamp<std::size_t>(at, 1, sorted.size()) - 1];
}

}  // namespace todoke::bench
