// What the tool says on standard error: diagnostics, the progress line, and the end after an internal error.
#pragma once

#include <chrono>
#include <cstddef>
#include <string>
#include <string_view>

#include "compiler/driver/options.h"
#include "compiler/support/diagnostic.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

/// Whether to colour: --color beats the environment; auto needs a terminal, TERM other than "dumb", and NO_COLOR unset
/// or empty.
bool use_color(When when, bool is_terminal, const char* term, const char* no_color);

/// Prints a diagnostic as text or as one line of JSON; returns the exit code that belongs to it.
int report_error(const Options& options, const Diagnostic& diagnostic);

/// Prints the phases as --time-report asks.
void report_times(const Options& options, const PhaseTimer& timer);

/// {"severity", "message", "file", "offset", "note"}; the last two only if known.
std::string diagnostic_json(std::string_view file, const Diagnostic& diagnostic);

/// `[compile] 812/2300 functions` on standard error: on a terminal, once the work has taken two seconds. Erased at the
/// end.
class ProgressLine {
 public:
  explicit ProgressLine(const Options& options);
  ~ProgressLine();
  ProgressLine(const ProgressLine&) = delete;
  ProgressLine& operator=(const ProgressLine&) = delete;

  /// Calls must not overlap.
  void update(size_t finished, size_t all);

 private:
  using Clock = std::chrono::steady_clock;
  bool enabled_ = false;
  bool shown_ = false;
  Clock::time_point next_;  ///< earliest time of the next output
};

}  // namespace ingot
