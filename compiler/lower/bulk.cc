// Bulk memory instructions.  Spec: Execution > Memory Instructions.
//
// Bounds come first: an operation that traps has written nothing. Then nothing can go wrong any more, and the bytes are
// moved by LLVM's intrinsics: a few loads and stores where the length is a small constant (perhaps only after
// inlining), else a call of memmove or memset. Programs have their own (runtime/platform/memory_functions_x86.cc);
// libraries get the C library's.
#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {
namespace {

constexpr uint64_t kBytesPerFuel = 64;

}  // namespace

void FunctionLowering::memory_fill(uint32_t memidx, V dest, V value, V length) {
  pay_for_elements(length, kBytesPerFuel);
  V bytes = address_operand(memidx, length);
  V to = addresses_.range(b_, memidx, address_operand(memidx, dest), bytes);
  V byte = b_.CreateTrunc(value, b_.getInt8Ty());
  state_.tag_memory_access(
      *b_.CreateMemSet(to, byte, bytes, llvm::MaybeAlign(), /*isVolatile=*/state_.exact_at_traps()), memidx);
}

void FunctionLowering::memory_copy(uint32_t dest_memidx, uint32_t source_memidx, V dest, V source, V length) {
  pay_for_elements(length, kBytesPerFuel);
  // The length has the narrower of both address types.
  V bytes = length->getType()->isIntegerTy(64) ? length : to_i64(length);
  V from = addresses_.range(b_, source_memidx, address_operand(source_memidx, source), bytes);
  V to = addresses_.range(b_, dest_memidx, address_operand(dest_memidx, dest), bytes);
  llvm::CallInst* move = b_.CreateMemMove(to, llvm::MaybeAlign(), from, llvm::MaybeAlign(), bytes,
                                          /*isVolatile=*/state_.exact_at_traps());
  if (dest_memidx == source_memidx) state_.tag_memory_access(*move, dest_memidx);
}

void FunctionLowering::memory_init(uint32_t dataidx, uint32_t memidx, V dest, V source, V length) {
  pay_for_elements(length, kBytesPerFuel);
  // Positions in a segment are i32 whatever the memory's address type.
  call_builtin(b_, Builtin::memory_init,
               {state_.memory(b_, memidx), state_.data_segment(b_, dataidx), address_operand(memidx, dest),
                to_i64(source), to_i64(length)});
}

void FunctionLowering::data_drop(uint32_t dataidx) {
  V byte_length = field_address(b_, state_.data_segment(b_, dataidx), INGOT_FIELD(IngotDataSegment, byte_length));
  b_.CreateAlignedStore(b_.getInt64(0), byte_length, llvm::Align(8), /*isVolatile=*/state_.exact_at_traps());
}

}  // namespace ingot
