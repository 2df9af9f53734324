// What the kernel says about processes and the machine: CPU time, memory, load by others, the cost of one fdatasync.
#pragma once

#include <string>
#include <sys/types.h>
#include <vector>

namespace todoke::bench {

double cpu_of(pid_t process);               // seconds, user and system, all threads; 0 when it is gone
double cpu_of_tree(pid_t parent);           // with its children, and with those that have ended and were waited for
double cpu_of_machine();                    // seconds that any CPU was busy since boot
long resident_kb(pid_t process);            // VmRSS
long resident_anonymous_kb(pid_t process);  // of it not backed by files

// Milliseconds per 8 KB write followed by fdatasync, on a file in `directory`; sorted.
std::vector<double> fdatasync_times(const std::string& directory, int count);

std::string machine_line();  // processor, cores, memory, kernel

double median(std::vector<double> values);
double percentile(const std::vector<double>& sorted, double part);  // part 0 … 1

}  // namespace todoke::bench
