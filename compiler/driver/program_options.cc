// Values of the options that say what a program may use: folders, variables, addresses, limits.
#include "compiler/driver/program_options.h"

#include <arpa/inet.h>
#include <spdlog/fmt/fmt.h>

#include <charconv>
#include <utility>

namespace ingot {
namespace {

std::unexpected<Diagnostic> usage_error(std::string message) {
  return std::unexpected(Diagnostic{.message = std::move(message), .usage = true});
}

/// The number that begins the text, at most `most`, and what stands behind it; nothing if there is no such number.
struct Number {
  uint64_t value;
  std::string_view suffix;
};
std::optional<Number> take_number(std::string_view text, uint64_t most) {
  uint64_t value = 0;
  const std::from_chars_result parsed = std::from_chars(text.data(), text.data() + text.size(), value);
  if (parsed.ec != std::errc() || value == 0 || value > most) return std::nullopt;
  return Number{value, text.substr(static_cast<size_t>(parsed.ptr - text.data()))};
}

/// "1500ms" -> nanoseconds; seconds without a suffix.
Expected<uint64_t> parse_duration(std::string_view option, std::string_view text) {
  constexpr uint64_t kMillisecond = 1'000'000, kSecond = 1000 * kMillisecond;
  constexpr uint64_t kMost = 1'000'000;  // of hours too: 64 bits hold them as nanoseconds
  const std::optional<Number> number = take_number(text, kMost);
  const std::string_view unit = number ? number->suffix : "none";
  const uint64_t scale = unit == "ms"                  ? kMillisecond
                         : unit.empty() || unit == "s" ? kSecond
                         : unit == "m"                 ? 60 * kSecond
                         : unit == "h"                 ? 3600 * kSecond
                                                       : 0;
  if (scale == 0) return usage_error(fmt::format("bad time '{}' for {} (e.g. 500ms, 10s, 5m, 1h)", text, option));
  return number->value * scale;
}

Expected<uint32_t> parse_descriptors(std::string_view option, std::string_view text) {
  constexpr uint64_t kMost = 1u << 20;
  const std::optional<Number> number = take_number(text, kMost);
  if (!number || !number->suffix.empty())
    return usage_error(fmt::format("bad number '{}' for {} (1 to {})", text, option, kMost));
  return static_cast<uint32_t>(number->value);
}

Expected<uint64_t> parse_fuel(std::string_view option, std::string_view text) {
  constexpr uint64_t kMost = 1'000'000'000'000'000'000;
  const std::optional<Number> number = take_number(text, kMost);
  if (!number || !number->suffix.empty())
    return usage_error(fmt::format("bad number '{}' for {} (1 to {})", text, option, kMost));
  return number->value;
}

/// HOST:PORT with a numeric host: a program has no resolver of names. IPv6 stands in brackets.
bool is_address(const std::string& text) {
  const size_t colon = text.rfind(':');
  if (colon == std::string::npos) return false;
  const std::optional<Number> port = take_number(std::string_view(text).substr(colon + 1), 65535);
  if (!port || !port->suffix.empty()) return false;
  std::string host = text.substr(0, colon);
  in6_addr parsed;
  if (host.starts_with("[") && host.ends_with("]"))
    return inet_pton(AF_INET6, host.substr(1, host.size() - 2).c_str(), &parsed) == 1;
  return host == "localhost" || inet_pton(AF_INET, host.c_str(), &parsed) == 1;
}

}  // namespace

Expected<uint64_t> parse_size(std::string_view option, std::string_view text) {
  constexpr uint64_t kMost = uint64_t{1} << 40;
  const std::optional<Number> number = take_number(text, kMost);
  const std::string_view suffix = number ? number->suffix : "none";
  const unsigned shift = suffix == "K" ? 10 : suffix == "M" ? 20 : suffix == "G" ? 30 : 0;
  const bool valid = number && (suffix.empty() || shift != 0) && number->value <= kMost >> shift;
  if (!valid) return usage_error(fmt::format("bad size '{}' for {} (e.g. 8M; at most 1024G)", text, option));
  return number->value << shift;
}

Expected<void> interpret_limits(const LimitTexts& texts, Options& options) {
  ProgramLimits& limits = options.limits;
  if (!texts.memory.empty()) limits.memory_bytes = INGOT_TRY(parse_size("--max-memory", texts.memory));
  if (!texts.stack.empty()) options.stack_bytes = INGOT_TRY(parse_size("--max-stack", texts.stack));
  if (!texts.fds.empty()) limits.fds = INGOT_TRY(parse_descriptors("--max-fds", texts.fds));
  if (!texts.fuel.empty()) options.fuel = INGOT_TRY(parse_fuel("--fuel", texts.fuel));
  if (!texts.timeout.empty()) limits.timeout_ns = INGOT_TRY(parse_duration("--timeout", texts.timeout));
  return {};
}

Expected<void> check_grants(const Options& options) {
  for (const std::string& dir : options.dirs) {
    if (dir.empty() || dir.starts_with("::"))
      return usage_error(fmt::format("bad value '{}' for --dir (HOST[::GUEST][:ro])", dir));
  }
  for (const std::string& variable : options.env) {
    if (variable.empty() || variable[0] == '=')
      return usage_error(fmt::format("bad value '{}' for --env (NAME=VALUE, or NAME)", variable));
  }
  for (const std::string& listener : options.listeners) {
    if (!is_address(listener))
      return usage_error(fmt::format("bad value '{}' for --tcplisten (HOST:PORT with a numeric host)", listener));
  }
  return {};
}

std::string_view option_of_programs(const Options& options) {
  const ProgramLimits& limits = options.limits;
  const std::pair<bool, std::string_view> given[] = {
      {!options.dirs.empty(), "--dir"},
      {!options.env.empty(), "--env"},
      {!options.listeners.empty(), "--tcplisten"},
      {options.sealed, "--sealed"},
      {limits.memory_bytes != 0, "--max-memory"},
      {limits.fds != 0, "--max-fds"},
      {limits.timeout_ns != 0, "--timeout"},
      {limits.filter_escapes, "--filter-escapes"},
      {!limits.os_sandbox, "--no-os-sandbox"},
  };
  for (const auto& [is_given, option] : given)
    if (is_given) return option;
  return {};
}

std::string limits_as_text(const ProgramLimits& limits) {
  std::string text;
  if (limits.memory_bytes != 0) text += fmt::format("memory={};", limits.memory_bytes);
  if (limits.fds != 0) text += fmt::format("fds={};", limits.fds);
  if (limits.timeout_ns != 0) text += fmt::format("timeout={}ms;", limits.timeout_ns / 1'000'000);
  return text;
}

}  // namespace ingot
