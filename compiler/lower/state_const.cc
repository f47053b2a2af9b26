// Constant expressions of libraries: see state_const.h.
//
// Most are known now. What reads an imported global in a computation becomes a small Wasm function, `const.N`, lowered
// by the walker's own rules; IngotModule::compute is a switch over them.
#include "compiler/lower/state_const.h"

#include <llvm/IR/IRBuilder.h>
#include <llvm/Support/ErrorHandling.h>

#include "compiler/lower/convention.h"
#include "compiler/lower/state_access.h"
#include "compiler/lower/state_record.h"
#include "compiler/validate/body_walker.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// Values of numbers and vectors of a constant instruction.
llvm::Constant* constant_bits(llvm::LLVMContext& context, Op op, ConstBits bits) {
  switch (op) {
    case Op::I32Const: return llvm::ConstantInt::get(llvm::Type::getInt32Ty(context), bits.bits[0] & 0xFFFF'FFFF);
    case Op::I64Const: return llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), bits.bits[0]);
    case Op::F32Const:
      return llvm::ConstantFP::get(
          context, llvm::APFloat(llvm::APFloat::IEEEsingle(), llvm::APInt(32, bits.bits[0] & 0xFFFF'FFFF)));
    case Op::F64Const:
      return llvm::ConstantFP::get(context, llvm::APFloat(llvm::APFloat::IEEEdouble(), llvm::APInt(64, bits.bits[0])));
    default: return llvm::ConstantDataVector::get(context, llvm::ArrayRef(bits.bits));
  }
}

/// Lowers one constant expression into the block that the builder stands in.
class ConstLowering : public SilentSink<llvm::Value*> {
 public:
  ConstLowering(StateAccess& state, llvm::IRBuilderBase& builder) : state_(state), b_(builder) {}

  llvm::Value* result() const { return result_; }

  V constant(const OpInfo& op, ConstBits bits) { return constant_bits(b_.getContext(), op.op, bits); }
  V global_get(uint32_t globalidx) { return state_.global_get(b_, globalidx); }
  V ref_func(uint32_t funcidx) { return state_.func_ref(b_, funcidx); }
  V ref_null(HeapType) { return llvm::ConstantPointerNull::get(b_.getPtrTy()); }
  V simple(const OpInfo& op, std::span<const V> operands) {
    switch (op.op) {
      case Op::I32Add:
      case Op::I64Add: return b_.CreateAdd(operands[0], operands[1]);
      case Op::I32Sub:
      case Op::I64Sub: return b_.CreateSub(operands[0], operands[1]);
      case Op::I32Mul:
      case Op::I64Mul: return b_.CreateMul(operands[0], operands[1]);
      default: llvm_unreachable("the validator accepts no other instruction in a constant expression");
    }
  }
  template <class F>
  void end_block(F&, std::span<const V> fallthrough, bool, std::span<V>) {
    result_ = fallthrough.front();
  }

 private:
  StateAccess& state_;
  llvm::IRBuilderBase& b_;
  llvm::Value* result_ = nullptr;
};

class ComputeBuilder {
 public:
  ComputeBuilder(llvm::Module& module, const ModulePlan& plan)
      : ir_(module), plan_(plan), state_(StateAccess::create(plan, module)) {}

  /// A Wasm function without parameters that returns the expression's value.
  llvm::Function* define_function(const ConstExpr& expression, const ValType& type, size_t number) {
    const FuncType signature{.params = {}, .results = {type}};
    const std::string symbol = plan_.options().module_symbol + ".const." + std::to_string(number);
    llvm::Function* function = declare_wasm_function(ir_, plan_, signature, symbol);
    function->setLinkage(llvm::GlobalValue::InternalLinkage);
    function->setVisibility(llvm::GlobalValue::DefaultVisibility);
    apply_wasm_definition(*function);
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(ir_.getContext(), "", function));
    state_->enter_function(*function);
    ConstLowering lowering(*state_, builder);
    BodyWalker<ConstLowering> walker(plan_.module(), plan_.valid().subtypes(), lowering);
    if (!walker.walk_const(expression, type, static_cast<uint32_t>(plan_.module().globals.size())))
      llvm_unreachable("the expression was validated");
    builder.CreateRet(lowering.result());
    return function;
  }

  /// void compute(void* base, uint32_t index, IngotValue* result)
  llvm::Function* define_switch(const std::vector<llvm::Function*>& functions, std::span<const ValType> types) {
    llvm::LLVMContext& context = ir_.getContext();
    llvm::Type* pointer = llvm::PointerType::getUnqual(context);
    auto* type = llvm::FunctionType::get(llvm::Type::getVoidTy(context),
                                         {pointer, llvm::Type::getInt32Ty(context), pointer}, false);
    llvm::Function* compute = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, "compute", ir_);
    compute->setDoesNotThrow();
    compute->setUWTableKind(llvm::UWTableKind::Sync);
    llvm::IRBuilder<> builder(llvm::BasicBlock::Create(context, "", compute));
    llvm::BasicBlock* done = llvm::BasicBlock::Create(context, "done", compute);
    llvm::SwitchInst* choice = builder.CreateSwitch(compute->getArg(1), done, static_cast<unsigned>(functions.size()));
    for (size_t i = 0; i < functions.size(); ++i) {
      llvm::BasicBlock* block = llvm::BasicBlock::Create(context, "", compute, done);
      choice->addCase(builder.getInt32(static_cast<uint32_t>(i)), block);
      builder.SetInsertPoint(block);
      const FuncType signature{.params = {}, .results = {types[i]}};
      llvm::Value* value = nullptr;
      call_wasm_function(builder, plan_, signature, {.code = functions[i], .base = compute->getArg(0)}, {},
                         std::span(&value, 1));
      store_slot(builder, value, compute->getArg(2), 0);
      builder.CreateBr(done);
    }
    builder.SetInsertPoint(done);
    builder.CreateRetVoid();
    return compute;
  }

 private:
  llvm::Module& ir_;
  const ModulePlan& plan_;
  const std::unique_ptr<StateAccess> state_;
};

}  // namespace

llvm::Constant* ConstExprTable::make_record(uint32_t kind, uint64_t low, uint64_t high) {
  llvm::LLVMContext& context = ir_.getContext();
  return INGOT_RECORD(context, IngotConstExpr)
      .set(INGOT_FIELD(IngotConstExpr, value),
           llvm::ConstantDataArray::get(context, llvm::ArrayRef<uint64_t>({low, high})))
      .set(INGOT_FIELD(IngotConstExpr, kind), kind)
      .build();
}

llvm::Constant* ConstExprTable::null_record() { return make_record(IngotConstBits, 0); }

llvm::Constant* ConstExprTable::function_record(uint32_t funcidx) { return make_record(IngotConstRefFunc, funcidx); }

llvm::Constant* ConstExprTable::record(const ConstExpr& expression, const ValType& type) {
  const ConstResult value = consts_.evaluate(expression);
  if (const ConstBits* bits = std::get_if<ConstBits>(&value))
    return make_record(IngotConstBits, bits->bits[0], bits->bits[1]);
  if (std::holds_alternative<ConstNull>(value)) return null_record();
  if (const ConstFunc* function = std::get_if<ConstFunc>(&value)) return function_record(function->funcidx);
  if (const ConstGlobal* global = std::get_if<ConstGlobal>(&value))
    return make_record(IngotConstGlobal, global->globalidx);
  computed_.push_back({expression, type});
  return make_record(IngotConstComputed, computed_.size() - 1);
}

llvm::Constant* ConstExprTable::define_compute() {
  if (computed_.empty()) return null_pointer(ir_.getContext());
  ComputeBuilder builder(ir_, plan_);
  std::vector<llvm::Function*> functions;
  std::vector<ValType> types;
  for (size_t i = 0; i < computed_.size(); ++i) {
    functions.push_back(builder.define_function(computed_[i].expression, computed_[i].type, i));
    types.push_back(computed_[i].type);
  }
  return builder.define_switch(functions, types);
}

}  // namespace ingot
