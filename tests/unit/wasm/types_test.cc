// Types as text.
#include "compiler/wasm/types.h"

#include <gtest/gtest.h>

namespace ingot {
namespace {

std::string ref_text(AbstractHeap heap, bool nullable) {
  return to_string(ValType::ref(HeapType::abstract(heap), nullable));
}

TEST(TypeText, NumbersAndVectors) {
  EXPECT_EQ(to_string(kI32), "i32");
  EXPECT_EQ(to_string(kI64), "i64");
  EXPECT_EQ(to_string(kF32), "f32");
  EXPECT_EQ(to_string(kF64), "f64");
  EXPECT_EQ(to_string(kV128), "v128");
}

TEST(TypeText, ReferencesUseTheShorthands) {
  EXPECT_EQ(to_string(kFuncRef), "funcref");
  EXPECT_EQ(to_string(kExternRef), "externref");
  EXPECT_EQ(ref_text(AbstractHeap::Any, true), "anyref");
  EXPECT_EQ(ref_text(AbstractHeap::Eq, true), "eqref");
  EXPECT_EQ(ref_text(AbstractHeap::I31, true), "i31ref");
  EXPECT_EQ(ref_text(AbstractHeap::Struct, true), "structref");
  EXPECT_EQ(ref_text(AbstractHeap::Array, true), "arrayref");
  EXPECT_EQ(ref_text(AbstractHeap::Exn, true), "exnref");
  EXPECT_EQ(ref_text(AbstractHeap::None, true), "nullref");
  EXPECT_EQ(ref_text(AbstractHeap::NoFunc, true), "nullfuncref");
  EXPECT_EQ(ref_text(AbstractHeap::NoExtern, true), "nullexternref");
  EXPECT_EQ(ref_text(AbstractHeap::NoExn, true), "nullexnref");
}

TEST(TypeText, OtherReferencesAreWrittenOut) {
  EXPECT_EQ(ref_text(AbstractHeap::Func, false), "(ref func)");
  EXPECT_EQ(ref_text(AbstractHeap::None, false), "(ref none)");
  EXPECT_EQ(to_string(ValType::ref(HeapType::index(3), false)), "(ref 3)");
  EXPECT_EQ(to_string(ValType::ref(HeapType::index(3), true)), "(ref null 3)");
}

TEST(TypeText, Functions) {
  EXPECT_EQ(to_string(FuncType{{kI32, kI64}, {kF32}}), "[i32 i64] -> [f32]");
  EXPECT_EQ(to_string(FuncType{}), "[] -> []");
}

TEST(ValType, ComparesByValue) {
  EXPECT_EQ(ValType::ref(HeapType::index(1), true), ValType::ref(HeapType::index(1), true));
  EXPECT_NE(ValType::ref(HeapType::index(1), true), ValType::ref(HeapType::index(1), false));
  EXPECT_NE(ValType::ref(HeapType::index(0x70), true), kFuncRef);
}

}  // namespace
}  // namespace ingot
