// abi.h: C and C++ agree, and the rows of its tables are consistent.
#include "ingot/abi.h"

#include <gtest/gtest.h>

#include <set>
#include <string>
#include <type_traits>

extern "C" {
extern const uint64_t ingot_layout_c11[];
extern const uint64_t ingot_layout_c11_count;
extern const uint64_t ingot_layout_cpp[];
extern const uint64_t ingot_layout_cpp_count;
}

namespace {

TEST(Abi, CAndCppAgree) {
  ASSERT_EQ(ingot_layout_c11_count, ingot_layout_cpp_count);
  for (uint64_t i = 0; i < ingot_layout_c11_count; ++i) EXPECT_EQ(ingot_layout_c11[i], ingot_layout_cpp[i]) << i;
}

TEST(Abi, TrapNumbersFitAndAreUnique) {
  std::set<int> numbers;
  std::set<std::string> texts;
#define INGOT_X(name, number, text)                    \
  EXPECT_TRUE(numbers.insert(number).second) << #name; \
  EXPECT_TRUE(texts.insert(text).second) << #name;     \
  EXPECT_GT(number, 0) << #name;                       \
  EXPECT_LT(number, 128) << #name;
  INGOT_TRAPS(INGOT_X)
#undef INGOT_X
}

/// The letter of a C type in a builtin's signature.
template <class T>
std::string letter() {
  if constexpr (std::is_void_v<T>)
    return "";
  else if constexpr (std::is_pointer_v<T>)
    return "p";
  else if constexpr (std::is_same_v<T, uint32_t> || std::is_same_v<T, int32_t>)
    return "i";
  else if constexpr (std::is_same_v<T, uint64_t> || std::is_same_v<T, int64_t>)
    return "l";
  else if constexpr (std::is_same_v<T, float>)
    return "f";
  else if constexpr (std::is_same_v<T, double>)
    return "d";
  else
    return "?";
}

template <class Result, class... Params>
std::string letters(Result (*)(Params...)) {
  return letter<Result>() + "_" + (std::string() + ... + letter<Params>());
}

TEST(Abi, BuiltinSignaturesAreThoseOfTheFunctions) {
#define INGOT_X(name, signature, result, params) \
  EXPECT_EQ(letters(static_cast<result(*) params>(nullptr)), signature) << #name;
  INGOT_BUILTINS(INGOT_X)
#undef INGOT_X
}

TEST(Abi, CpuFeatureBitsAreUnique) {
  std::set<int> bits;
#define INGOT_X(name, bit, text)                 \
  EXPECT_TRUE(bits.insert(bit).second) << #name; \
  EXPECT_LT(bit, 64) << #name;
  INGOT_CPU_FEATURES_X86(INGOT_X)
#undef INGOT_X
}

}  // namespace
