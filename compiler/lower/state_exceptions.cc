// Programs: tags, and a function that shows the collector of exceptions the globals and tables that can refer to one.
//
// A function, and not a list of addresses: in a program with threads, every thread has globals and tables of its own.
#include "compiler/lower/abi_access.h"
#include "compiler/lower/state_access.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/state_record.h"
#include "compiler/lower/state_types.h"
#include "compiler/lower/symbols.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// Tags are found by 16-byte strides, as other objects of a program.
constexpr uint64_t kTagAlignment = 16;

bool refers_to_exceptions(const ValType& type) {
  return type.is_ref() && !type.heap.is_index && type.heap.is(AbstractHeap::Exn);
}

/// visit(argument, first slot, behind the last slot) for every global and table.
class ExceptionVisitor {
 public:
  ExceptionVisitor(llvm::Module& module, const ModulePlan& plan)
      : ir_(module), plan_(plan), state_(StateAccess::create(plan, module)), b_(module.getContext()) {}

  llvm::Constant* define() {
    llvm::Type* pointer = b_.getPtrTy();
    auto* type = llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer}, false);
    function_ = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "ingot_visit_exceptions", ir_);
    function_->setDoesNotThrow();
    function_->setUWTableKind(llvm::UWTableKind::Sync);
    b_.SetInsertPoint(llvm::BasicBlock::Create(ir_.getContext(), "", function_));
    const Module& module = plan_.module();
    for (uint32_t globalidx = 0; globalidx < module.globals.size(); ++globalidx)
      if (refers_to_exceptions(module.globals[globalidx].type.type) && plan_.global_is_written(globalidx))
        visit_global(globalidx);
    for (uint32_t tableidx = 0; tableidx < module.tables.size(); ++tableidx)
      if (refers_to_exceptions(module.tables[tableidx].type.element) && !plan_.table_is_constant(tableidx))
        visit_table(tableidx);
    b_.CreateRetVoid();
    if (found_) return function_;
    function_->eraseFromParent();
    return null_pointer(ir_.getContext());
  }

 private:
  void visit(llvm::Value* begin, llvm::Value* end) {
    llvm::Type* pointer = b_.getPtrTy();
    auto* type = llvm::FunctionType::get(b_.getVoidTy(), {pointer, pointer, pointer}, false);
    b_.CreateCall(type, function_->getArg(0), {function_->getArg(1), begin, end});
    found_ = true;
  }

  void visit_global(uint32_t globalidx) {
    llvm::AllocaInst* slot = b_.CreateAlloca(b_.getPtrTy());
    b_.CreateStore(state_->global_get(b_, globalidx), slot);
    visit(slot, byte_offset(b_, slot, sizeof(void*)));
  }

  void visit_table(uint32_t tableidx) {
    llvm::Value* begin = state_->table_elements(b_, tableidx);
    llvm::Value* size = load_integer_field(b_, state_->table(b_, tableidx), INGOT_FIELD(IngotTable, size));
    visit(begin, b_.CreateGEP(b_.getPtrTy(), begin, size));
  }

  llvm::Module& ir_;
  const ModulePlan& plan_;
  const std::unique_ptr<StateAccess> state_;
  llvm::IRBuilder<> b_;
  llvm::Function* function_ = nullptr;
  bool found_ = false;
};

}  // namespace

void define_program_tags(llvm::Module& module, const ModulePlan& plan) {
  const Symbols symbols(plan);
  for (uint32_t tagidx = 0; tagidx < plan.module().tags.size(); ++tagidx) {
    const FuncType& type = plan.module().func_type_at(plan.module().tags[tagidx].typeidx);
    RecordBuilder record = INGOT_RECORD(module.getContext(), IngotTag);
    if (!plan.tag_name(tagidx).empty())
      record.set(INGOT_FIELD(IngotTag, name), define_string(module, plan.tag_name(tagidx)));
    record.set(INGOT_FIELD(IngotTag, signature), define_string(module, letters_of(type.params)))
        .set(INGOT_FIELD(IngotTag, payload_count), type.params.size())
        .set(INGOT_FIELD(IngotTag, index), tagidx);
    define_hidden(module, symbols.tag(tagidx), record.build(), /*is_constant=*/true, kTagAlignment);
  }
}

llvm::Constant* define_exception_visitor(llvm::Module& module, const ModulePlan& plan) {
  return ExceptionVisitor(module, plan).define();
}

}  // namespace ingot
