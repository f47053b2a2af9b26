// Table instructions. Elements are pointers, whatever the table's type.  Spec: Execution > Table Instructions.
#include "compiler/lower/abi_access.h"
#include "compiler/lower/function_lowering.h"

namespace ingot {
namespace {

constexpr uint64_t kElementsPerFuel = 8;

}  // namespace

using V = FunctionLowering::V;

/// An index, size or length operand of a table's address type, as the builtins take it.
V FunctionLowering::table_operand(uint32_t tableidx, V value) {
  return module_.tables[tableidx].type.limits.address == AddressType::I32 ? to_i64(value) : value;
}

/// Where the element is; traps if the table has no such element.
V FunctionLowering::element_address(uint32_t tableidx, V index) {
  V size = load_integer_field(b_, state_.table(b_, tableidx), INGOT_FIELD(IngotTable, size));
  V position = table_operand(tableidx, index);
  trap_if(b_.CreateICmpUGE(position, size), IngotTrapOutOfBoundsTable);
  return b_.CreateGEP(b_.getPtrTy(), state_.table_elements(b_, tableidx), position);
}

V FunctionLowering::ref_as_non_null(V reference) {
  trap_if(b_.CreateIsNull(reference), IngotTrapNullReference);
  return reference;
}

V FunctionLowering::table_get(uint32_t tableidx, V index) {
  return b_.CreateLoad(b_.getPtrTy(), element_address(tableidx, index));
}

void FunctionLowering::table_set(uint32_t tableidx, V index, V value) {
  // Volatile where a later trap must find it done.
  b_.CreateStore(value, element_address(tableidx, index), /*isVolatile=*/state_.exact_at_traps());
}

V FunctionLowering::table_size(uint32_t tableidx) {
  V size = state_.table_is_constant(tableidx)
               ? b_.getInt64(state_.constant_table(tableidx).size)
               : load_integer_field(b_, state_.table(b_, tableidx), INGOT_FIELD(IngotTable, size));
  return module_.tables[tableidx].type.limits.address == AddressType::I32 ? to_i32(size) : size;
}

V FunctionLowering::table_grow(uint32_t tableidx, V value, V delta) {
  pay_for_elements(delta, kElementsPerFuel);
  V size = call_builtin(b_, Builtin::table_grow, {state_.table(b_, tableidx), value, table_operand(tableidx, delta)});
  // Failure is -1 in either width.
  return module_.tables[tableidx].type.limits.address == AddressType::I32 ? to_i32(size) : size;
}

void FunctionLowering::table_fill(uint32_t tableidx, V start, V value, V length) {
  pay_for_elements(length, kElementsPerFuel);
  call_builtin(b_, Builtin::table_fill,
               {state_.table(b_, tableidx), table_operand(tableidx, start), value, table_operand(tableidx, length)});
}

void FunctionLowering::table_copy(uint32_t dest_tableidx, uint32_t source_tableidx, V dest, V source, V length) {
  pay_for_elements(length, kElementsPerFuel);
  // The length has the narrower of both address types.
  V wide_length = length->getType()->isIntegerTy(64) ? length : to_i64(length);
  call_builtin(b_, Builtin::table_copy,
               {state_.table(b_, dest_tableidx), state_.table(b_, source_tableidx), table_operand(dest_tableidx, dest),
                table_operand(source_tableidx, source), wide_length});
}

void FunctionLowering::table_init(uint32_t elemidx, uint32_t tableidx, V dest, V source, V length) {
  pay_for_elements(length, kElementsPerFuel);
  // Positions in a segment are i32 whatever the table's address type.
  call_builtin(b_, Builtin::table_init,
               {state_.table(b_, tableidx), state_.elem_segment(b_, elemidx), table_operand(tableidx, dest),
                to_i64(source), to_i64(length)});
}

void FunctionLowering::elem_drop(uint32_t elemidx) {
  V size = field_address(b_, state_.elem_segment(b_, elemidx), INGOT_FIELD(IngotElemSegment, size));
  b_.CreateAlignedStore(b_.getInt64(0), size, llvm::Align(8), /*isVolatile=*/state_.exact_at_traps());
}

}  // namespace ingot
