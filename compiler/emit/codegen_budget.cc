// The register coalescer looks at whole live ranges for every copy, and phis become copies: its time grows with the
// square of a function. Measured on one core (clang -O2 level of the generator):
//
//   interpreter loop, 60 locals, 1,700 cases    100,000 phi operands    15 s    without optimisation  0.4 s
//   the same with 6,700 cases                   400,000 phi operands    > 4 min                      1.5 s
//   8,000 diamonds over 60 locals                80,000 instructions    11 s
//   30,000 diamonds                             300,000 instructions    > 2 min                      1.6 s
//
// And StackSlotColoring compares all spilled values that are live at the same time with each other:
//
//   20,000 values live across a call                                    35 s    without optimisation  1 s
//
// CodeGenOptLevel::Less is no faster. So a function beyond the budget gets FastISel and the fast register allocator, on
// optimised IR: about twice the code, linear time. The largest function of CPython (42,000 Wasm instructions) and the
// interpreters of QuickJS and SQLite are far below.
#include "compiler/emit/codegen_budget.h"

#include <llvm/ADT/DenseMap.h>
#include <llvm/IR/InstIterator.h>
#include <llvm/IR/Instructions.h>

#include <algorithm>
#include <vector>

namespace ingot {
namespace {

constexpr uint64_t kMaxInstructions = 150'000;  ///< of LLVM IR
constexpr uint64_t kMaxPhiOperands = 100'000;
constexpr uint64_t kMaxLiveValues = 6'000;

/// Before there is IR: what a function may grow to.
constexpr uint64_t kHugeWasmInstructions = 50'000;
constexpr uint64_t kHugeMerges = 100'000;  ///< blocks x locals
constexpr uint64_t kManyLocals = 6'000;

uint64_t count_phi_operands(const llvm::Function& function) {
  uint64_t operands = 0;
  for (const llvm::BasicBlock& block : function)
    for (const llvm::PHINode& phi : block.phis()) operands += phi.getNumIncomingValues();
  return operands;
}

/// How many values are live at once, at most; as if blocks were executed in their order. An estimate that is right in a
/// long block, and short of the truth by what lives through loops.
uint64_t count_live_values(const llvm::Function& function) {
  llvm::DenseMap<const llvm::Value*, uint64_t> positions;
  uint64_t end = 0;
  for (const llvm::Instruction& instruction : llvm::instructions(function)) positions[&instruction] = end++;
  std::vector<int64_t> changes(end + 1);  // of the number of live values, by position
  for (const llvm::Instruction& instruction : llvm::instructions(function)) {
    const uint64_t defined = positions[&instruction];
    uint64_t last_use = defined;
    for (const llvm::User* user : instruction.users()) last_use = std::max(last_use, positions.lookup(user));
    if (last_use == defined) continue;
    ++changes[defined];
    --changes[last_use];
  }
  int64_t live = 0, most = 0;
  for (int64_t change : changes) most = std::max(most, live += change);
  return static_cast<uint64_t>(most);
}

bool is_over_budget(const llvm::Function& function) {
  return function.getInstructionCount() > kMaxInstructions || count_phi_operands(function) > kMaxPhiOperands ||
         (function.getInstructionCount() > kMaxLiveValues && count_live_values(function) > kMaxLiveValues);
}

}  // namespace

bool is_huge_function(const ModulePlan& plan, uint32_t funcidx) {
  const BodyFacts& facts = plan.valid().facts(funcidx);
  const Module& module = plan.module();
  const uint64_t locals = module.functions[funcidx].local_count + module.func_type(funcidx).params.size();
  return facts.instructions > kHugeWasmInstructions || uint64_t{facts.blocks} * locals > kHugeMerges ||
         locals > kManyLocals;
}

llvm::CodeGenOptLevel affordable_level(const llvm::Module& module, llvm::CodeGenOptLevel wanted) {
  for (const llvm::Function& function : module)
    if (is_over_budget(function)) return llvm::CodeGenOptLevel::None;
  return wanted;
}

}  // namespace ingot
