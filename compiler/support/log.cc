// One spdlog sink for all stages; the level of each stage is ours.
#include "compiler/support/log.h"

#include <spdlog/sinks/stdout_color_sinks.h>
#include <spdlog/spdlog.h>

#include <algorithm>
#include <array>
#include <memory>
#include <optional>

namespace ingot {
namespace {

constexpr std::string_view kStages[] = {"decode", "validate", "lower", "optimize", "emit", "link", "driver"};
constexpr std::string_view kLevels[] = {"trace", "debug", "info", "warning", "error", "off"};
static_assert(std::size(kStages) == static_cast<size_t>(LogStage::Count));

using Levels = std::array<LogLevel, static_cast<size_t>(LogStage::Count)>;

Levels& levels() {
  static Levels levels = [] {
    Levels initial;
    initial.fill(LogLevel::Warning);
    return initial;
  }();
  return levels;
}

spdlog::logger& logger() {
  static const std::shared_ptr<spdlog::logger> logger = [] {
    auto made = std::make_shared<spdlog::logger>("ingot", std::make_shared<spdlog::sinks::stderr_color_sink_mt>());
    made->set_level(spdlog::level::trace);
    made->set_pattern("ingot: %^%l%$: %v");
    return made;
  }();
  return *logger;
}

template <size_t Size>
std::optional<size_t> position(const std::string_view (&words)[Size], std::string_view word) {
  for (size_t i = 0; i < Size; ++i) {
    if (words[i] == word) return i;
  }
  return std::nullopt;
}

/// One item of INGOT_LOG: "level" or "stage=level".
Expected<void> apply(std::string_view item, Levels& levels) {
  const size_t equals = item.find('=');
  const std::string_view level_word = equals == item.npos ? item : item.substr(equals + 1);
  const auto level = position(kLevels, level_word);
  if (!level) return fail("INGOT_LOG: unknown level '" + std::string(level_word) + "'");
  if (equals == item.npos) {
    levels.fill(static_cast<LogLevel>(*level));
    return {};
  }
  const auto stage = position(kStages, item.substr(0, equals));
  if (!stage) return fail("INGOT_LOG: unknown stage '" + std::string(item.substr(0, equals)) + "'");
  levels[*stage] = static_cast<LogLevel>(*level);
  return {};
}

}  // namespace

Expected<void> configure_log(int verbosity, bool quiet, const char* spec) {
  constexpr LogLevel kByVerbosity[] = {LogLevel::Warning, LogLevel::Info, LogLevel::Debug, LogLevel::Trace};
  levels().fill(quiet ? LogLevel::Error : kByVerbosity[std::clamp(verbosity, 0, 3)]);
  std::string_view rest = spec == nullptr ? "" : spec;
  while (!rest.empty()) {
    const size_t comma = rest.find(',');
    if (auto applied = apply(rest.substr(0, comma), levels()); !applied) {
      applied.error().usage = true;
      return applied;
    }
    rest = comma == rest.npos ? "" : rest.substr(comma + 1);
  }
  return {};
}

bool log_enabled(LogStage stage, LogLevel level) { return level >= levels()[static_cast<size_t>(stage)]; }

void log_message(LogStage stage, LogLevel level, std::string_view message) {
  if (!log_enabled(stage, level)) return;
  constexpr spdlog::level::level_enum kSpdlogLevels[] = {spdlog::level::trace, spdlog::level::debug,
                                                         spdlog::level::info,  spdlog::level::warn,
                                                         spdlog::level::err,   spdlog::level::off};
  logger().log(kSpdlogLevels[static_cast<size_t>(level)], "{}: {}", kStages[static_cast<size_t>(stage)], message);
}

}  // namespace ingot
