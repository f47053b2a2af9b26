// Checks the ranges of a call. The text of the table is read by the compiler that builds this file: what is left at run
// time is three small numbers for each range.
#include "runtime/wasi/call_memory.h"

namespace ingot::wasi {
namespace {

/// unit * what `factor` stands for, at the address in a parameter.
struct Range {
  uint8_t address = 0;  ///< a parameter
  uint8_t unit = 0;
  uint8_t factor = 0;  ///< a parameter, or one of those below
};
constexpr uint8_t kNothing = 0xF0, kArgumentCount = 0xF1, kArgumentBytes = 0xF2, kVariableCount = 0xF3,
                  kVariableBytes = 0xF4;

constexpr int kMostRanges = 3;
struct Ranges {
  uint8_t count = 0;
  Range ranges[kMostRanges];
};

// ---- Reading the column "memory" ------------------------------------------------------------------------------------

/// Called for what the table must not contain: no constant expression, so that building fails there.
void malformed() { __builtin_trap(); }

class Reader {
 public:
  constexpr explicit Reader(const char* text) : text_(text) {}

  constexpr Ranges read(Layout layout) {
    Ranges ranges;
    while (*text_ != '\0') {
      if (ranges.count == kMostRanges) malformed();
      ranges.ranges[ranges.count++] = read_range(layout);
      if (*text_ == ' ') text_++;
    }
    return ranges;
  }

 private:
  constexpr Range read_range(Layout layout) {
    if (*text_ != 'r' && *text_ != 'w') malformed();
    text_++;
    const uint8_t address = read_number();
    expect('[');
    Range range = read_size();
    if (*text_ == ':') {
      text_++;
      const Range unstable = read_size();
      if (layout == Layout::Unstable) range = unstable;
    }
    expect(']');
    range.address = address;
    return range;
  }

  constexpr Range read_size() {
    Range size = {.unit = 1, .factor = kNothing};
    if (*text_ >= '0' && *text_ <= '9') {
      size.unit = read_number();
      if (*text_ != '*') return size;
      text_++;
    }
    size.factor = read_factor();
    return size;
  }

  constexpr uint8_t read_factor() {
    if (*text_ == '$') {
      text_++;
      return read_number();
    }
    if (take("argc")) return kArgumentCount;
    if (take("argv")) return kArgumentBytes;
    if (take("envc")) return kVariableCount;
    if (take("env")) return kVariableBytes;
    malformed();
    return kNothing;
  }

  constexpr bool take(const char* word) {
    const char* here = text_;
    for (; *word != '\0'; word++, here++)
      if (*here != *word) return false;
    text_ = here;
    return true;
  }

  constexpr uint8_t read_number() {
    if (*text_ < '0' || *text_ > '9') malformed();
    unsigned value = 0;
    for (; *text_ >= '0' && *text_ <= '9'; text_++) value = value * 10 + static_cast<unsigned>(*text_ - '0');
    if (value >= kNothing) malformed();
    return static_cast<uint8_t>(value);
  }

  constexpr void expect(char c) {
    if (*text_ != c) malformed();
    text_++;
  }

  const char* text_;
};

struct Row {
  Ranges layouts[2];
};
constexpr Row read_row(const char* memory) {
  return {{Reader(memory).read(Layout::Preview1), Reader(memory).read(Layout::Unstable)}};
}

constexpr Row kRows[] = {
#define WASI_CALL(name, signature, unstable, memory, system_calls) read_row(memory),
#include "ingot/wasi_preview1.def"
};

// ---- Checking -------------------------------------------------------------------------------------------------------

uint64_t value_of(const WasiContext& context, uint8_t factor, const uint64_t* parameters) {
  switch (factor) {
    case kNothing: return 1;
    case kArgumentCount: return argument_sizes(context).count;
    case kArgumentBytes: return argument_sizes(context).byte_length;
    case kVariableCount: return environment_sizes(context).count;
    case kVariableBytes: return environment_sizes(context).byte_length;
    default: return parameters[factor];  // An i32: the product with a unit fits.
  }
}

}  // namespace

bool memory_is_inside(const WasiContext& context, CallId call, Layout layout, const uint64_t* parameters) {
  const Ranges& row = kRows[static_cast<int>(call)].layouts[static_cast<int>(layout)];
  for (int i = 0; i < row.count; i++) {
    const Range& range = row.ranges[i];
    const uint64_t byte_length = range.unit * value_of(context, range.factor, parameters);
    if (!context.memory.contains(static_cast<uint32_t>(parameters[range.address]), byte_length)) return false;
  }
  return true;
}

}  // namespace ingot::wasi
