// Known functions of a C library: the native shims against the library's own bodies.
//
// libc.so has wasi-libc's functions compiled as they come, so that they get shims; libc-wasm.so has the same with
// -C disable-pass=native-libc. rust.so and rust-wasm.so have those of Rust's compiler_builtins; dropped.so and
// dropped-wasm.so, callers of wasi-libc's that want no result, so that wasm-opt has left it out. Equal calls on equal
// memories must end in equal results, or the same trap, and equal memories: in the middle of the memory, at its end,
// beyond it, with ranges that overlap and lengths that wrap. So must the stack pointer, which is put anywhere, too:
// strspn and strcspn keep a table below it.
#include <algorithm>
#include <optional>
#include <random>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include "tests/embed/support.h"

namespace ingot {
namespace {

constexpr uint32_t kMemoryBytes = 2 * 65536;

/// What a parameter means, which decides the numbers that are tried for it.
enum class Parameter : uint8_t { Address, String, Byte, Length };

struct Function {
  const char* name;
  std::vector<Parameter> parameters;
};

std::vector<Function> functions_of_wasi_libc() {
  using enum Parameter;
  return {
      {"memcpy", {Address, Address, Length}},
      {"memmove", {Address, Address, Length}},
      {"memset", {Address, Byte, Length}},
      {"memcmp", {Address, Address, Length}},
      {"memchr", {Address, Byte, Length}},
      {"__memrchr", {Address, Byte, Length}},
      {"strlen", {String}},
      {"strcmp", {String, String}},
      {"strncmp", {String, String, Length}},
      {"strchr", {String, Byte}},
      {"__strchrnul", {String, Byte}},
      {"strcpy", {Address, String}},
      {"__stpcpy", {Address, String}},
      {"strcspn", {String, String}},
      {"strspn", {String, String}},
  };
}

std::vector<Function> functions_of_rust() {
  using enum Parameter;
  return {{"memcpy", {Address, Address, Length}}, {"memmove", {Address, Address, Length}},
          {"memset", {Address, Byte, Length}},    {"memcmp", {Address, Address, Length}},
          {"bcmp", {Address, Address, Length}},   {"strlen", {String}}};
}

std::vector<Function> callers_without_result() {
  using enum Parameter;
  return {{"use_memcpy", {Address, Address, Length}},
          {"use_memmove", {Address, Address, Length}},
          {"use_memset", {Address, Byte, Length}}};
}

/// Makes arguments and memories that meet often enough: few different bytes, ranges that are close to each other.
class Inputs {
 public:
  explicit Inputs(uint32_t seed) : random_(seed) {}

  uint32_t below(uint32_t bound) { return static_cast<uint32_t>(random_() % bound); }

  /// Mostly above some bytes of the memory.
  uint32_t stack_pointer() {
    return below(4) == 0 ? kMemoryBytes + below(80) - 40 : below(4) == 0 ? below(80) : below(kMemoryBytes);
  }

  uint32_t argument(Parameter parameter, std::span<const Value> earlier) {
    switch (parameter) {
      case Parameter::Byte: return below(4) == 0 ? static_cast<uint32_t>(random_()) : below(3);
      case Parameter::Length: return length(earlier);
      case Parameter::Address:
      case Parameter::String: return address(earlier);
    }
    return 0;
  }

  void next_address(uint32_t address) { next_address_ = address; }

  /// Strings of up to some hundred bytes, runs of equal ones, and sometimes none that ends at the end.
  void fill(std::span<uint8_t> memory) {
    for (size_t at = 0; at < memory.size();) {
      const size_t run = std::min<size_t>(memory.size() - at, 1 + below(below(8) == 0 ? 300 : 24));
      std::fill_n(memory.begin() + static_cast<ptrdiff_t>(at), run, static_cast<uint8_t>(1 + below(3)));
      at += run;
      if (at < memory.size() && below(4) == 0) memory[at++] = 0;
    }
    if (below(2) == 0) std::fill(memory.end() - 40, memory.end(), uint8_t{2});
  }

 private:
  uint32_t address(std::span<const Value> earlier) {
    if (next_address_) return *std::exchange(next_address_, std::nullopt);
    // Beside another range, so that they overlap or touch; at the end; behind it; anywhere.
    switch (below(6)) {
      case 0:
        if (!earlier.empty()) return static_cast<uint32_t>(earlier[0].i32()) + below(64) - 32;
        [[fallthrough]];
      case 1:
      case 2: return kMemoryBytes - below(80);
      case 3: return below(8) == 0 ? UINT32_MAX - below(64) : kMemoryBytes + below(3);
      default: return below(kMemoryBytes);
    }
  }

  uint32_t length(std::span<const Value> earlier) {
    const uint32_t to_end = kMemoryBytes - static_cast<uint32_t>(earlier[0].i32());
    switch (below(8)) {
      case 0: return 0;
      case 1: return to_end + below(3) - 1;  // to the last byte, one less, one more
      case 2: return UINT32_MAX - below(200);
      case 3: return below(3000);
      default: return below(80);
    }
  }

  std::mt19937 random_;
  std::optional<uint32_t> next_address_;
};

/// One of the two compiled modules.
struct Side {
  explicit Side(const std::string& module)
      : instance(make(load(module.c_str()))),
        memory(*instance.memory("memory")),
        stack_pointer(*instance.global("__stack_pointer")) {}

  std::string call(const char* name, const std::vector<Value>& arguments) {
    const auto results = instance.func(name)->call(std::span(arguments));
    if (!results) return "trap " + std::to_string(int(results.error().kind));
    return results->empty() ? "" : std::to_string(results->at(0).i32());
  }

  Instance instance;
  Memory memory;
  Global stack_pointer;
};

std::string described(const Function& function, const std::vector<Value>& arguments) {
  std::string text = function.name;
  for (const Value& value : arguments) text += " " + std::to_string(static_cast<uint32_t>(value.i32()));
  return text;
}

void expect_equal(const std::string& module, const std::vector<Function>& functions) {
  constexpr int kMemories = 20, kCalls = 40;
  Side native(module), wasm(module + "-wasm");
  Inputs inputs(1);
  std::vector<uint8_t> initial(kMemoryBytes);
  for (int round = 0; round < kMemories; ++round) {
    inputs.fill(initial);
    for (const Function& function : functions) {
      for (Side* side : {&native, &wasm}) std::ranges::copy(initial, side->memory.bytes().begin());
      for (int i = 0; i < kCalls; ++i) {
        const uint32_t stack_pointer = inputs.stack_pointer();
        for (Side* side : {&native, &wasm}) side->stack_pointer.set(Value(static_cast<int32_t>(stack_pointer)));
        std::vector<Value> arguments;
        // Strings that lie where the table is to be.
        if (inputs.below(8) == 0) inputs.next_address(stack_pointer - inputs.below(48));
        for (Parameter parameter : function.parameters)
          arguments.emplace_back(static_cast<int32_t>(inputs.argument(parameter, arguments)));
        ASSERT_EQ(native.call(function.name, arguments), wasm.call(function.name, arguments))
            << described(function, arguments);
        ASSERT_TRUE(std::ranges::equal(native.memory.bytes(), wasm.memory.bytes())) << described(function, arguments);
        ASSERT_EQ(native.stack_pointer.get().i32(), wasm.stack_pointer.get().i32()) << described(function, arguments);
      }
    }
  }
}

TEST(LibcFunctions, DoWhatTheirBodiesDo) { expect_equal("libc", functions_of_wasi_libc()); }
TEST(LibcFunctions, DoWhatTheirBodiesDoWithoutTheirResult) { expect_equal("dropped", callers_without_result()); }
#ifdef INGOT_TEST_RUST_BUILTINS
TEST(LibcFunctions, OfRustDoWhatTheirBodiesDo) { expect_equal("rust", functions_of_rust()); }
#endif

}  // namespace
}  // namespace ingot
