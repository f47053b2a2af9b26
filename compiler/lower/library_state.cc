// Addresses in an instance's context: see library_state.h.
//
// What the runtime writes before any code of the instance runs, and never again, is loaded as invariant, so that such
// loads leave loops and survive calls.
#include "compiler/lower/library_state.h"

#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/convention.h"

namespace ingot {

using llvm::IRBuilderBase;
using llvm::Value;

Value* LibraryState::context_address(IRBuilderBase& b, uint64_t offset, uint64_t index, uint64_t element_bytes) const {
  return byte_offset(b, base_, static_cast<int64_t>(index * element_bytes) - static_cast<int64_t>(offset));
}

/// Element `index` of an array of pointers.
Value* LibraryState::context_pointer(IRBuilderBase& b, uint64_t offset, uint64_t index) const {
  llvm::LoadInst* load = b.CreateLoad(b.getPtrTy(), context_address(b, offset, index, sizeof(void*)));
  set_invariant(*load);
  return load;
}

bool LibraryState::memory0_is_at_base() const {
  const Module& module = plan_.module();
  // A shared memory may outlive the instance that defines it.
  return module.imported_memories == 0 && !module.memories[0].type.limits.shared;
}

Value* LibraryState::memory_base(IRBuilderBase& b, uint32_t memidx) {
  if (memidx == 0 && memory0_is_at_base()) return base_;
  return load_pointer_field(b, memory(b, memidx), INGOT_FIELD(IngotMemory, base), FieldKind::Invariant);
}

Value* LibraryState::memory(IRBuilderBase& b, uint32_t memidx) {
  if (memidx == 0 && memory0_is_at_base())
    return byte_offset(
        b, base_, static_cast<int64_t>(offsetof(IngotInstance, memory0)) - static_cast<int64_t>(sizeof(IngotInstance)));
  return context_pointer(b, plan_.context().memories, memidx);
}

Value* LibraryState::global_address(IRBuilderBase& b, uint32_t globalidx) const {
  const uint64_t offset = plan_.context().globals[globalidx];
  return plan_.module().globals[globalidx].imported ? context_pointer(b, offset, 0) : context_address(b, offset);
}

Value* LibraryState::global_get(IRBuilderBase& b, uint32_t globalidx) {
  const GlobalType& type = plan_.module().globals[globalidx].type;
  llvm::LoadInst* load = b.CreateLoad(wasm_type(b.getContext(), type.type), global_address(b, globalidx));
  if (!type.is_mutable) set_invariant(*load);
  tag_state_access(*load);
  return load;
}

void LibraryState::global_set(IRBuilderBase& b, uint32_t globalidx, Value* value) {
  tag_state_access(*b.CreateStore(value, global_address(b, globalidx), /*isVolatile=*/true));
}

Value* LibraryState::table(IRBuilderBase& b, uint32_t tableidx) {
  return context_pointer(b, plan_.context().tables, tableidx);
}

Value* LibraryState::table_elements(IRBuilderBase& b, uint32_t tableidx) {
  return load_pointer_field(b, table(b, tableidx), INGOT_FIELD(IngotTable, elements), FieldKind::Invariant);
}

Value* LibraryState::data_segment(IRBuilderBase& b, uint32_t dataidx) {
  return context_address(b, plan_.context().datas, dataidx, sizeof(IngotDataSegment));
}

Value* LibraryState::elem_segment(IRBuilderBase& b, uint32_t elemidx) {
  return context_address(b, plan_.context().elems, elemidx, sizeof(IngotElemSegment));
}

/// The IngotImportedFunc of an imported function.
Value* LibraryState::imported_function(IRBuilderBase& b, uint32_t funcidx) const {
  return context_address(b, plan_.context().imported_funcs, funcidx, sizeof(IngotImportedFunc));
}

Value* LibraryState::func_ref(IRBuilderBase& b, uint32_t funcidx) {
  if (!plan_.module().functions[funcidx].imported) return context_address(b, plan_.context().func_refs[funcidx]);
  return load_pointer_field(b, imported_function(b, funcidx), INGOT_FIELD(IngotImportedFunc, ref),
                            FieldKind::Invariant);
}

Value* LibraryState::type_id(IRBuilderBase& b, uint32_t typeidx) {
  llvm::Type* type = llvm::ArrayType::get(b.getInt32Ty(), plan_.module().types.size());
  llvm::GlobalVariable* ids = declare(symbols_.type_ids(), type, false);
  llvm::LoadInst* load = b.CreateLoad(b.getInt32Ty(), b.CreateConstInBoundsGEP2_64(type, ids, 0, typeidx));
  set_invariant(*load);
  return load;
}

Value* LibraryState::callee_context(IRBuilderBase& b, Value* func_ref) {
  return load_pointer_field(b, func_ref, INGOT_FIELD(IngotFuncRef, context), FieldKind::Invariant);
}

Value* LibraryState::tag(IRBuilderBase& b, uint32_t tagidx) { return context_pointer(b, plan_.context().tags, tagidx); }

llvm::Constant* LibraryState::tag_clause(uint32_t) {
  return llvm::ConstantPointerNull::get(llvm::PointerType::getUnqual(module_.getContext()));
}

std::optional<WasmCallee> LibraryState::import_callee(IRBuilderBase& b, uint32_t funcidx, bool for_tail_call) {
  Value* import = imported_function(b, funcidx);
  WasmCallee callee;
  callee.base = load_pointer_field(b, import, INGOT_FIELD(IngotImportedFunc, context), FieldKind::Invariant);
  callee.code = load_pointer_field(b, import, INGOT_FIELD(IngotImportedFunc, code), FieldKind::Invariant);
  if (for_tail_call)
    callee.tail_code = load_pointer_field(b, import, INGOT_FIELD(IngotImportedFunc, tail_code), FieldKind::Invariant);
  return callee;
}

void LibraryState::call_c_import(IRBuilderBase&, uint32_t, std::span<Value* const>, std::span<Value*>) {
  llvm_unreachable("all imports of libraries are Wasm functions to their callers");
}

}  // namespace ingot
