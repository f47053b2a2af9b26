// The parts of state access that both products share.
#include "compiler/lower/state_access.h"

#include <llvm/IR/MDBuilder.h>
#include <llvm/IR/Module.h>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/address.h"
#include "compiler/lower/convention.h"
#include "compiler/lower/library_state.h"
#include "compiler/lower/program_state.h"

namespace ingot {

using llvm::Value;

StateAccess::StateAccess(const ModulePlan& plan, llvm::Module& module) : plan_(plan), module_(module), symbols_(plan) {}

std::unique_ptr<StateAccess> StateAccess::create(const ModulePlan& plan, llvm::Module& module) {
  if (plan.is_program()) return std::make_unique<ProgramState>(plan, module);
  return std::make_unique<LibraryState>(plan, module);
}

void StateAccess::enter_function(llvm::Function& function) {
  base_ = has_base_parameter(plan_) ? function.getArg(0) : nullptr;
}

llvm::GlobalVariable* StateAccess::declare(const std::string& symbol, llvm::Type* type, bool is_constant) {
  if (llvm::GlobalVariable* known = module_.getGlobalVariable(symbol)) return known;
  auto* variable =
      new llvm::GlobalVariable(module_, type, is_constant, llvm::GlobalValue::ExternalLinkage, nullptr, symbol);
  variable->setVisibility(llvm::GlobalValue::HiddenVisibility);
  return variable;
}

Value* StateAccess::memory_byte_length(llvm::IRBuilderBase& builder, uint32_t memidx, llvm::AtomicOrdering if_shared) {
  auto* length = llvm::cast<llvm::LoadInst>(
      load_integer_field(builder, memory(builder, memidx), INGOT_FIELD(IngotMemory, byte_length)));
  if (plan_.module().memories[memidx].type.limits.shared) length->setAtomic(if_shared);
  tag_state_access(*length);
  return length;
}

// Alias information. Memory 0 alone, if it is guarded, needs none: BasicAA knows that base + zext(i32) is neither the
// context below the base nor another symbol. An i64 index may be anything in its eyes, and the bases of further
// memories come out of loads; then accesses carry a type of TBAA, whose siblings alias nothing of each other. That is
// sound because no access leaves the reservation of its memory, and reservations hold nothing of ours. The same memory
// may be imported twice: imported memories share a type. A memory that the module defines is new, so it is none of
// those.

bool StateAccess::needs_tags() const {
  const std::vector<Memory>& memories = plan_.module().memories;
  return memories.size() > 1 || (memories.size() == 1 && !is_guarded(memories[0].type));
}

void StateAccess::tag(llvm::Instruction& access, const std::string& place) const {
  if (!needs_tags()) return;
  llvm::MDBuilder metadata(access.getContext());
  llvm::MDNode* type = metadata.createTBAAScalarTypeNode(place, metadata.createTBAARoot("ingot"));
  access.setMetadata(llvm::LLVMContext::MD_tbaa, metadata.createTBAAStructTagNode(type, type, 0));
}

void StateAccess::tag_state_access(llvm::Instruction& access) const { tag(access, "state"); }

void StateAccess::tag_memory_access(llvm::Instruction& access, uint32_t memidx) const {
  const bool imported = memidx < plan_.module().imported_memories;
  tag(access, imported ? "imported memory" : "memory " + std::to_string(memidx));
}

}  // namespace ingot
