// Bulk memory instructions: calls of builtins, which check bounds first and trap before they write anything.
// Spec: Execution > Memory Instructions.
#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {

void FunctionLowering::memory_fill(uint32_t memidx, V dest, V value, V length) {
  call_builtin(b_, Builtin::memory_fill,
               {state_.memory(b_, memidx), address_operand(memidx, dest), value, address_operand(memidx, length)});
}

void FunctionLowering::memory_copy(uint32_t dest_memidx, uint32_t source_memidx, V dest, V source, V length) {
  // The length has the narrower of both address types.
  V wide_length = length->getType()->isIntegerTy(64) ? length : to_i64(length);
  call_builtin(b_, Builtin::memory_copy,
               {state_.memory(b_, dest_memidx), state_.memory(b_, source_memidx), address_operand(dest_memidx, dest),
                address_operand(source_memidx, source), wide_length});
}

void FunctionLowering::memory_init(uint32_t dataidx, uint32_t memidx, V dest, V source, V length) {
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
