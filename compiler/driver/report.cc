// Diagnostics, progress and times on standard error.
#include "compiler/driver/report.h"

#include <spdlog/fmt/fmt.h>
#include <unistd.h>

#include <cstdio>
#include <cstdlib>
#include <nlohmann/json.hpp>

#include "compiler/driver/crash.h"

namespace ingot {
namespace {

constexpr std::chrono::seconds kProgressDelay{2};
constexpr std::chrono::milliseconds kProgressInterval{100};

/// Colours the severity words of a formatted diagnostic, as clang does: errors red, notes cyan.
std::string colored(std::string text) {
  const auto paint = [&text](std::string_view word, std::string_view color) {
    const size_t at = text.find(word);
    if (at == std::string::npos) return;
    text.insert(at + word.size() - 1, "\033[0m");
    text.insert(at + 2, color);
  };
  paint(": error: ", "\033[1;31m");
  paint(": note: ", "\033[1;36m");
  return text;
}

}  // namespace

bool use_color(When when, bool is_terminal, const char* term, const char* no_color) {
  if (when != When::Auto) return when == When::Always;
  const bool refused = no_color != nullptr && no_color[0] != '\0';
  const bool dumb = term == nullptr || std::string_view(term) == "dumb";
  return is_terminal && !refused && !dumb;
}

std::string diagnostic_json(std::string_view file, const Diagnostic& diagnostic) {
  nlohmann::ordered_json object;
  object["severity"] = "error";
  object["message"] = diagnostic.message;
  object["file"] = diagnostic.file.empty() ? file : std::string_view(diagnostic.file);
  if (diagnostic.offset) object["offset"] = *diagnostic.offset;
  if (!diagnostic.note.empty()) object["note"] = diagnostic.note;
  // Names come out of the input and need not be UTF-8.
  return object.dump(-1, ' ', false, nlohmann::ordered_json::error_handler_t::replace);
}

int report_error(const Options& options, const Diagnostic& diagnostic) {
  const std::string file = options.input == "-" ? "<stdin>" : options.input;
  std::string text;
  if (options.json_diagnostics) {
    text = diagnostic_json(file, diagnostic);
  } else {
    text = format_diagnostic(file, diagnostic);
    const bool color = use_color(options.color, isatty(STDERR_FILENO), std::getenv("TERM"), std::getenv("NO_COLOR"));
    if (color) text = colored(std::move(text));
  }
  text += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
  if (diagnostic.internal) advise_to_report();
  return diagnostic.usage ? kExitUsage : diagnostic.internal ? kExitInternal : kExitBadInput;
}

void report_times(const Options& options, const PhaseTimer& timer) {
  if (options.time_report == ReportFormat::Off) return;
  std::string text = options.time_report == ReportFormat::Json ? timer.to_json() : timer.to_table();
  if (!text.ends_with('\n')) text += '\n';
  std::fwrite(text.data(), 1, text.size(), stderr);
}

ProgressLine::ProgressLine(const Options& options) {
  const char* term = std::getenv("TERM");
  const bool terminal = isatty(STDERR_FILENO) && term != nullptr && std::string_view(term) != "dumb";
  const bool wanted = options.progress == When::Always || (options.progress == When::Auto && terminal);
  enabled_ = wanted && !options.quiet && !options.json_diagnostics;
  next_ = Clock::now() + (options.progress == When::Always ? std::chrono::seconds{0} : kProgressDelay);
}

ProgressLine::~ProgressLine() {
  if (shown_) std::fputs("\r\033[K", stderr);
}

void ProgressLine::update(size_t finished, size_t all) {
  if (!enabled_ || Clock::now() < next_) return;
  next_ = Clock::now() + kProgressInterval;
  shown_ = true;
  const std::string line = fmt::format("\r\033[K[compile] {}/{} functions", finished, all);
  std::fwrite(line.data(), 1, line.size(), stderr);
}

}  // namespace ingot
