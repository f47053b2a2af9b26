// See fixture.h.
#include "tests/unit/lower/fixture.h"

#include <llvm/IR/Verifier.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include "compiler/lower/lower_module.h"
#include "compiler/validate/validate_module.h"

namespace ingot::test {
namespace {

std::unique_ptr<llvm::TargetMachine> make_machine(Mode mode) {
  LLVMInitializeX86TargetInfo();
  LLVMInitializeX86Target();
  LLVMInitializeX86TargetMC();
  const char* triple = "x86_64-unknown-linux-musl";
  std::string error;
  const llvm::Target* target = llvm::TargetRegistry::lookupTarget(triple, error);
  return std::unique_ptr<llvm::TargetMachine>(target->createTargetMachine(
      triple, "x86-64-v2", "", {}, mode == Mode::Library ? llvm::Reloc::PIC_ : llvm::Reloc::Static));
}

}  // namespace

const char* name_of(Mode mode) {
  switch (mode) {
    case Mode::Symbol: return "symbol";
    case Mode::Register: return "register";
    default: return "library";
  }
}

Planned::Planned(Bytes bytes, Mode mode) : bytes_(std::move(bytes)) {
  module_ = std::make_unique<Module>(decode_module(bytes_).value());
  valid_ = std::make_unique<ValidatedModule>(validate_module(*module_, 1).value());
  LowerOptions options;
  options.product = mode == Mode::Library ? Product::Library : Product::Program;
  options.memory_base = mode == Mode::Symbol ? MemoryBase::Symbol : MemoryBase::Register;
  options.entry = ProgramEntry::Invoke;
  options.unknown_imports_trap = true;
  plan_ = std::make_unique<ModulePlan>(ModulePlan::create(*valid_, options).value());
}

Lowered::Lowered(Bytes bytes, Mode mode) : planned_(std::move(bytes), mode) {
  const std::unique_ptr<llvm::TargetMachine> machine = make_machine(mode);
  ir_ = lower_partition(context_, *machine, planned_.plan(), planned_.plan().live_functions());
}

std::string Lowered::verify() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  llvm::verifyModule(*ir_, &stream);
  return text;
}

std::string Lowered::text() const {
  std::string text;
  llvm::raw_string_ostream stream(text);
  ir_->print(stream, nullptr);
  return text;
}

llvm::Function& Lowered::function(uint32_t funcidx) {
  return *ir_->getFunction(planned_.plan().function_symbol(funcidx));
}

}  // namespace ingot::test
