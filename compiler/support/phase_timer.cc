// Clocks: steady_clock for wall time, the kernel's per-thread clock for CPU time, getrusage for the whole process.
#include "compiler/support/phase_timer.h"

#include <sys/resource.h>
#include <time.h>

#include <algorithm>
#include <cstdio>
#include <nlohmann/json.hpp>

namespace ingot {
namespace {

double thread_cpu_seconds() {
  timespec now{};
  clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
  return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double seconds_since(std::chrono::steady_clock::time_point start) {
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

double seconds(const timeval& time) {
  return static_cast<double>(time.tv_sec) + static_cast<double>(time.tv_usec) * 1e-6;
}

std::string line(const std::string& name, double wall, double cpu, const std::string& last) {
  char text[128];
  std::snprintf(text, sizeof text, "%-20.20s %10.3f %10.3f %s\n", name.c_str(), wall, cpu, last.c_str());
  return text;
}

}  // namespace

PhaseTimer::Scope::Scope(PhaseTimer& timer, std::string_view name)
    : timer_(timer), name_(name), wall_start_(std::chrono::steady_clock::now()), cpu_start_(thread_cpu_seconds()) {}

PhaseTimer::Scope::~Scope() { timer_.add(name_, seconds_since(wall_start_), thread_cpu_seconds() - cpu_start_); }

void PhaseTimer::add(std::string_view name, double wall_seconds, double cpu_seconds) {
  std::lock_guard lock(mutex_);
  auto row = std::ranges::find(rows_, name, &Row::name);
  if (row == rows_.end()) row = rows_.insert(rows_.end(), Row{.name = std::string(name)});
  row->wall_seconds += wall_seconds;
  row->cpu_seconds += cpu_seconds;
  row->runs += 1;
}

std::vector<PhaseTimer::Row> PhaseTimer::rows() const {
  std::lock_guard lock(mutex_);
  return rows_;
}

PhaseTimer::Total PhaseTimer::total() const {
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  return {.wall_seconds = seconds_since(start_),
          .cpu_seconds = seconds(usage.ru_utime) + seconds(usage.ru_stime),
          .peak_bytes = static_cast<uint64_t>(usage.ru_maxrss) * 1024};
}

std::string PhaseTimer::to_table() const {
  const Total all = total();
  char header[128];
  std::snprintf(header, sizeof header, "%-20s %10s %10s %s\n", "phase", "wall s", "cpu s", "runs");
  std::string text = header;
  for (const Row& row : rows()) text += line(row.name, row.wall_seconds, row.cpu_seconds, std::to_string(row.runs));
  text += line("total", all.wall_seconds, all.cpu_seconds, "");
  text.insert(text.size() - 1, "peak memory " + std::to_string(all.peak_bytes >> 20) + " MiB");
  return text;
}

std::string PhaseTimer::to_json() const {
  const Total all = total();
  nlohmann::ordered_json report;
  report["phases"] = nlohmann::ordered_json::array();
  for (const Row& row : rows()) {
    report["phases"].push_back(
        {{"name", row.name}, {"wall_seconds", row.wall_seconds}, {"cpu_seconds", row.cpu_seconds}, {"runs", row.runs}});
  }
  report["total"] = {
      {"wall_seconds", all.wall_seconds}, {"cpu_seconds", all.cpu_seconds}, {"peak_bytes", all.peak_bytes}};
  return report.dump(2) + "\n";
}

}  // namespace ingot
