// The state module: all of a compiled module that is not the code of its functions.
#include <llvm/Target/TargetMachine.h>
#include <llvm/Transforms/Utils/ModuleUtils.h>

#include "compiler/lower/lower_module.h"
#include "compiler/lower/profile.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/state_record.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// A runtime of another version does not define this symbol, so that the link fails with a readable name.
void refer_to_abi(llvm::Module& module) {
  llvm::GlobalVariable* abi = declare_data(module, INGOT_ABI_SYMBOL, llvm::GlobalValue::DefaultVisibility);
  auto* reference = new llvm::GlobalVariable(module, abi->getType(), /*isConstant=*/true,
                                             llvm::GlobalValue::PrivateLinkage, abi, "ingot.abi");
  llvm::appendToUsed(module, {reference});
}

/// The head of the section of the counters, and a reference to what start-up does with it.
void define_profile_header(llvm::Module& module, const ModulePlan& plan) {
  llvm::LLVMContext& context = module.getContext();
  uint64_t program = plan.options().required_cpu;
  for (uint32_t funcidx : plan.live_functions()) program = (program ^ plan.profile_key(funcidx)) * 0x9E3779B97F4A7C15;
  llvm::Constant* header = llvm::ConstantStruct::getAnon(
      {llvm::ConstantDataArray::getString(context, INGOT_PROFILE_MAGIC, /*AddNull=*/false),
       llvm::ConstantInt::get(llvm::Type::getInt64Ty(context), program)});
  auto* global = new llvm::GlobalVariable(module, header->getType(), /*isConstant=*/false,
                                          llvm::GlobalValue::PrivateLinkage, header, "profile_header");
  global->setSection(INGOT_PROFILE_HEADER_SECTION);
  llvm::GlobalVariable* start = declare_data(module, "ingot_profile_start", llvm::GlobalValue::DefaultVisibility);
  auto* reference = new llvm::GlobalVariable(module, start->getType(), /*isConstant=*/true,
                                             llvm::GlobalValue::PrivateLinkage, start, "profile_start");
  llvm::appendToUsed(module, {global, reference});
}

}  // namespace

llvm::Constant* section_bound(llvm::Module& module, const char* prefix, const char* section) {
  llvm::GlobalVariable* bound =
      declare_data(module, std::string(prefix) + section, llvm::GlobalValue::HiddenVisibility);
  // Weak: the linker defines these symbols only for sections that exist, and a module may have no functions.
  bound->setLinkage(llvm::GlobalValue::ExternalWeakLinkage);
  return bound;
}

llvm::Constant* define_function_names(llvm::Module& module, const ModulePlan& plan) {
  StringPool pool;
  std::vector<uint32_t> named;
  const uint32_t count = static_cast<uint32_t>(plan.module().functions.size());
  for (uint32_t funcidx = 0; funcidx < count; ++funcidx) {
    if (!plan.is_live(funcidx) || plan.display_name(funcidx).empty()) continue;
    pool.add(plan.display_name(funcidx));
    named.push_back(funcidx);
  }
  std::vector<llvm::Constant*> pointers(count, null_pointer(module.getContext()));
  const std::vector<llvm::Constant*> names = pool.build(module, "names");
  for (size_t i = 0; i < named.size(); ++i) pointers[named[i]] = names[i];
  return define_array(module, "function_names", pointers);
}

llvm::Constant* define_module_parts(llvm::Module& module, const ModulePlan& plan) {
  std::vector<llvm::Constant*> records;
  for (const ModulePart& part : plan.module().parts)
    records.push_back(INGOT_RECORD(module.getContext(), IngotModulePart)
                          .set(INGOT_FIELD(IngotModulePart, first_offset), part.first_offset)
                          .set(INGOT_FIELD(IngotModulePart, first_function), part.first_function)
                          .set(INGOT_FIELD(IngotModulePart, own_first_function), part.own_first_function)
                          .build());
  return define_array(module, "module_parts", records);
}

std::unique_ptr<llvm::Module> lower_state(llvm::LLVMContext& context, const llvm::TargetMachine& target,
                                          const ModulePlan& plan) {
  auto module = std::make_unique<llvm::Module>("state", context);
  module->setTargetTriple(target.getTargetTriple().str());
  module->setDataLayout(target.createDataLayout());
  refer_to_abi(*module);
  if (plan.options().profile_generate) define_profile_header(*module, plan);
  if (plan.is_program()) {
    define_program(*module, plan);
  } else {
    define_library(*module, plan);
  }
  return module;
}

}  // namespace ingot
