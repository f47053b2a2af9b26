// The one way in which a stage reports that its input is bad.
//
// A fallible function returns Expected<T>; INGOT_TRY unwraps it or returns its Diagnostic. Messages begin with the
// wording of the official test suite, are lower case and have no full stop.
#pragma once

#include <cstdint>
#include <expected>
#include <optional>
#include <string>
#include <string_view>
#include <utility>

namespace ingot {

/// What went wrong and where. A plain value.
struct Diagnostic {
  std::string message;
  std::optional<uint64_t> offset = {};  ///< byte offset in the input file
  std::string file = {};                ///< which of several inputs it is about; empty: the first
  std::string note = {};                ///< e.g. `in function 12 "main", at i32.add`; printed as a note
  bool usage = false;                   ///< wrong use of the tool: exit code 2 instead of 1
  bool internal = false;                ///< a defect of ours: exit code 70, and a request to report it
};

template <class T>
using Expected = std::expected<T, Diagnostic>;

/// An error without a place in the file.
inline std::unexpected<Diagnostic> fail(std::string message) {
  return std::unexpected(Diagnostic{.message = std::move(message)});
}
/// An error at a byte offset of the input.
inline std::unexpected<Diagnostic> fail_at(uint64_t offset, std::string message) {
  return std::unexpected(Diagnostic{.message = std::move(message), .offset = offset});
}

/// An error that is not the input's fault.
inline std::unexpected<Diagnostic> fail_internal(std::string message) {
  return std::unexpected(Diagnostic{.message = "internal error: " + std::move(message), .internal = true});
}

/// A name from a module for one line of a message: what would break the line, turn the text around or control a
/// terminal is escaped.
std::string printable_name(std::string_view name);

/// `app.wasm:0x1f3: error: text`, and a line `app.wasm: note: ...` if there is a note. Without a trailing newline.
/// `file` is the first input. Wrong use of the tool is not the file's fault: `ingot: error: text`. Names come out of
/// the input, so control characters are escaped: they must not reach a terminal.
std::string format_diagnostic(std::string_view file, const Diagnostic& diagnostic);

}  // namespace ingot

/// Unwraps an Expected<T>, or returns its Diagnostic from the enclosing function. (A GNU statement expression: both
/// compilers that build Ingot have it, and it keeps the happy path readable.)
#define INGOT_TRY(expression)                                                           \
  ({                                                                                    \
    auto&& ingot_try_result = (expression);                                             \
    if (!ingot_try_result) return std::unexpected(std::move(ingot_try_result).error()); \
    *std::move(ingot_try_result);                                                       \
  })
/// The same for Expected<void>.
#define INGOT_CHECK(expression)                                      \
  do {                                                               \
    if (auto ingot_check_result = (expression); !ingot_check_result) \
      return std::unexpected(std::move(ingot_check_result).error()); \
  } while (0)
