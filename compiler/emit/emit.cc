// The worker side of a compilation: every partition goes from Wasm to bytes on one thread and leaves nothing behind.
//
// Each piece of work owns its LLVMContext, module and target machine, so threads share nothing but the plan, and memory
// is bounded by workers x partition. Big pieces start first, so that no worker is left alone with one at the end;
// results stand in the order of partitions, so that the output does not depend on who was first.
#include "compiler/emit/emit.h"

#include <llvm/IR/DiagnosticInfo.h>
#include <llvm/IR/DiagnosticPrinter.h>
#include <llvm/IR/LLVMContext.h>
#include <llvm/IR/LegacyPassManager.h>
#include <llvm/IR/Module.h>
#include <llvm/IR/Verifier.h>
#include <llvm/Support/raw_ostream.h>
#include <llvm/Target/TargetMachine.h>

#include <algorithm>
#include <mutex>
#include <numeric>
#include <optional>

#include "compiler/emit/codegen_budget.h"
#include "compiler/emit/memory_image.h"
#include "compiler/lower/lower_module.h"
#include "compiler/support/thread_pool.h"

namespace ingot {
namespace {

/// Collects what LLVM reports about our own IR: an error there is a defect of ours, but not a reason to crash.
class ErrorCollector : public llvm::DiagnosticHandler {
 public:
  explicit ErrorCollector(std::string& text) : text_(text) {}
  bool handleDiagnostics(const llvm::DiagnosticInfo& info) override {
    if (info.getSeverity() != llvm::DS_Error) return true;
    llvm::raw_string_ostream stream(text_);
    if (!text_.empty()) stream << "\n";
    llvm::DiagnosticPrinterRawOStream printer(stream);
    info.print(printer);
    return true;
  }

 private:
  std::string& text_;
};

uint64_t size_of(const ModulePlan& plan, const Partition& partition) {
  uint64_t bytes = 0;
  for (uint32_t funcidx : partition) bytes += plan.module().functions[funcidx].body.bytes.size();
  return bytes;
}

template <class Step>
auto in_phase(PhaseTimer* timer, const char* name, Step&& step) {
  std::optional<PhaseTimer::Scope> scope;
  if (timer != nullptr) scope.emplace(*timer, name);
  return step();
}

class Emitter {
 public:
  Emitter(const ModulePlan& plan, const Target& target, const EmitOptions& options)
      : plan_(plan), target_(target), options_(options), partitions_(plan_partitions(plan)) {}

  Expected<std::vector<EmittedFile>> run() {
    const size_t pieces = partitions_.size() + 1;  // The last one is the state module.
    files_.resize(pieces);
    errors_.resize(pieces);
    const std::vector<size_t> order = biggest_first();
    parallel_for(pieces, options_.jobs, [&](size_t index) { emit_piece(order[index]); });
    for (const std::string& error : errors_)
      if (!error.empty()) return fail_internal("LLVM rejected generated code: " + error);
    if (options_.kind == EmitKind::Object) {
      std::vector<EmittedFile> data = emit_data_objects(plan_);
      std::move(data.begin(), data.end(), std::back_inserter(files_));
    }
    return std::move(files_);
  }

 private:
  bool is_state(size_t piece) const { return piece == partitions_.size(); }

  std::vector<size_t> biggest_first() const {
    std::vector<uint64_t> sizes;
    for (const Partition& partition : partitions_) sizes.push_back(size_of(plan_, partition));
    sizes.push_back(0);
    std::vector<size_t> order(sizes.size());
    std::iota(order.begin(), order.end(), 0);
    std::stable_sort(order.begin(), order.end(), [&](size_t a, size_t b) { return sizes[a] > sizes[b]; });
    return order;
  }

  void emit_piece(size_t piece) {
    llvm::LLVMContext context;
    context.setDiagnosticHandler(std::make_unique<ErrorCollector>(errors_[piece]));
    // Names of instructions and blocks are for readers of IR.
    context.setDiscardValueNames(options_.kind == EmitKind::Object || options_.kind == EmitKind::Assembly);
    std::unique_ptr<llvm::TargetMachine> machine = target_.machine();
    std::unique_ptr<llvm::Module> module = in_phase(options_.timer, "lower", [&] {
      return is_state(piece) ? lower_state(context, *machine, plan_)
                             : lower_partition(context, *machine, plan_, partitions_[piece]);
    });
#ifndef NDEBUG
    llvm::raw_string_ostream stream(errors_[piece]);
    if (llvm::verifyModule(*module, &stream)) return;
#endif
    if (options_.kind != EmitKind::LlvmIrUnoptimised) {
      in_phase(options_.timer, "optimize", [&] { optimize(*module, *machine, options_.level, options_.loop_passes); });
    }
    machine->setOptLevel(affordable_level(*module, machine->getOptLevel()));
    files_[piece].name = is_state(piece) ? "state" : "partition-" + std::to_string(piece);
    files_[piece].contents = in_phase(options_.timer, "generate", [&] { return print(*module, *machine); });
    report_progress(piece);
  }

  std::vector<char> print(llvm::Module& module, llvm::TargetMachine& machine) const {
    llvm::SmallVector<char, 0> bytes;
    llvm::raw_svector_ostream stream(bytes);
    if (options_.kind == EmitKind::LlvmIr || options_.kind == EmitKind::LlvmIrUnoptimised) {
      module.print(stream, nullptr);
    } else {
      const llvm::CodeGenFileType type =
          options_.kind == EmitKind::Object ? llvm::CodeGenFileType::ObjectFile : llvm::CodeGenFileType::AssemblyFile;
      llvm::legacy::PassManager passes;
      machine.addPassesToEmitFile(passes, stream, nullptr, type);
      passes.run(module);
    }
    return std::vector<char>(bytes.begin(), bytes.end());
  }

  void report_progress(size_t piece) {
    if (is_state(piece) || !options_.progress) return;
    const std::lock_guard lock(progress_mutex_);
    finished_functions_ += partitions_[piece].size();
    options_.progress(finished_functions_, plan_.live_functions().size());
  }

  const ModulePlan& plan_;
  const Target& target_;
  const EmitOptions& options_;
  const std::vector<Partition> partitions_;
  // One place per piece of work: workers never write to the same.
  std::vector<EmittedFile> files_;
  std::vector<std::string> errors_;
  std::mutex progress_mutex_;
  size_t finished_functions_ = 0;
};

}  // namespace

Expected<std::vector<EmittedFile>> emit_module(const ModulePlan& plan, const Target& target,
                                               const EmitOptions& options) {
  return Emitter(plan, target, options).run();
}

}  // namespace ingot
