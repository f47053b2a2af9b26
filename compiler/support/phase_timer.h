// Where the time of a compilation goes: --time-report.
//
//   {
//     auto phase = timer.phase("decode");
//     ...
//   }
//
// Phases of the same name add up, from any thread. A phase is charged with the CPU time of the thread that opened it,
// so a phase that hands work to other threads is opened inside those threads; its wall time is then the sum over the
// threads.
#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>
#include <vector>

namespace ingot {

class PhaseTimer {
 public:
  struct Row {
    std::string name;
    double wall_seconds = 0;
    double cpu_seconds = 0;
    uint64_t runs = 0;
  };

  /// Charges its phase from construction to destruction.
  class Scope {
   public:
    Scope(PhaseTimer& timer, std::string_view name);
    ~Scope();
    Scope(const Scope&) = delete;
    Scope& operator=(const Scope&) = delete;

   private:
    PhaseTimer& timer_;
    std::string_view name_;
    std::chrono::steady_clock::time_point wall_start_;
    double cpu_start_;
  };

  PhaseTimer() : start_(std::chrono::steady_clock::now()) {}

  /// `name` must outlive the scope: a literal.
  [[nodiscard]] Scope phase(std::string_view name) { return Scope(*this, name); }
  void add(std::string_view name, double wall_seconds, double cpu_seconds);

  /// Phases in the order in which they first ended.
  std::vector<Row> rows() const;
  /// Rows and a line for the whole process, with a trailing newline.
  std::string to_table() const;
  /// {"phases": [{"name", "wall_seconds", "cpu_seconds", "runs"}], "total": {"wall_seconds", "cpu_seconds",
  /// "peak_bytes"}}
  std::string to_json() const;

 private:
  struct Total {
    double wall_seconds;
    double cpu_seconds;
    uint64_t peak_bytes;
  };
  Total total() const;

  std::chrono::steady_clock::time_point start_;
  mutable std::mutex mutex_;
  std::vector<Row> rows_;
};

}  // namespace ingot
