// Names a machine to LLVM and finds out what its code will need.
//
// The default CPU is x86-64-v2, the level of every x86-64 machine sold since about 2009. Below it there is no SSE4.1,
// and without roundss f32.ceil, floor, trunc and nearest are library calls; nothing above it can be taken for granted.
// `-mcpu=native` takes the machine that compiles. What code may use is recorded (required_cpu) and checked at start.
#include "compiler/emit/target.h"

#include <llvm/ADT/StringMap.h>
#include <llvm/MC/MCSubtargetInfo.h>
#include <llvm/MC/TargetRegistry.h>
#include <llvm/Support/CommandLine.h>
#include <llvm/Support/ErrorHandling.h>
#include <llvm/Support/TargetSelect.h>
#include <llvm/Target/TargetMachine.h>
#include <llvm/TargetParser/Host.h>
#include <llvm/TargetParser/SubtargetFeature.h>
#include <llvm/TargetParser/Triple.h>

#include <algorithm>
#include <mutex>
#include <vector>

#include "ingot/abi.h"

namespace ingot {
namespace {

constexpr char kDefaultCpu[] = "x86-64-v2";
constexpr char kProgramTriple[] = "x86_64-unknown-linux-musl";

/// Makes a developer's switch of LLVM what it is for every compilation. LLD sets all switches back to their initial
/// values, so that is what is changed.
template <typename Value>
void set_switch(llvm::StringRef name, Value value) {
  const auto& switches = llvm::cl::getRegisteredOptions();
  const auto found = switches.find(name);
  if (found == switches.end()) llvm::report_fatal_error("this LLVM has no switch \"" + name + "\"");
  static_cast<llvm::cl::opt<Value>*>(found->second)->setInitialValue(value);
}

/// Three parts of the code generator move a load into the branch that needs its value, which is right for a load that
/// cannot trap. Markers (lower/load_marker.h) are gone by then, and being volatile does not help against the second.
void keep_loads_out_of_branches() {
  set_switch("disable-machine-sink", true);  // MachineSinking
  set_switch("x86-cmov-converter-force-mem-operand",
             false);                            // of a conditional move that was folded with its load
  set_switch("disable-select-optimize", true);  // SelectOptimize, off in LLVM 19 anyway
}

/// What a loop of several vectors at a time leaves over is done in vectors, too. LLVM does so from vectors of 16
/// elements on, and of doubles no CPU has that many: up to 31 of them would be done one by one, most of the time of a
/// short row. That moves no load: the vectors left over are iterations that would run anyway, counted before.
void vectorise_remainders() { set_switch("epilogue-vectorization-minimum-VF", 4U); }

/// LLVM's registry is global; it is filled once, by whoever asks for a target first.
void initialise_llvm() {
  static std::once_flag once;
  std::call_once(once, [] {
    LLVMInitializeX86TargetInfo();
    LLVMInitializeX86Target();
    LLVMInitializeX86TargetMC();
    LLVMInitializeX86AsmPrinter();
    LLVMInitializeX86AsmParser();  // Inline assembly: traps.
    keep_loads_out_of_branches();
    vectorise_remainders();
  });
}

const llvm::Target* find_llvm_target(const std::string& triple) {
  std::string ignored;
  return llvm::TargetRegistry::lookupTarget(triple, ignored);
}

std::unique_ptr<llvm::MCSubtargetInfo> subtarget(const std::string& triple, const std::string& cpu,
                                                 const std::string& features) {
  return std::unique_ptr<llvm::MCSubtargetInfo>(find_llvm_target(triple)->createMCSubtargetInfo(triple, cpu, features));
}

std::string host_features() {
  std::vector<std::string> features;
  for (const auto& feature : llvm::sys::getHostCPUFeatures())
    features.push_back((feature.second ? "+" : "-") + feature.first().str());
  std::sort(features.begin(), features.end());  // A StringMap has no order; the same machine must give the same bytes.
  std::string joined;
  for (const std::string& feature : features) joined += (joined.empty() ? "" : ",") + feature;
  return joined;
}

/// Bad wording is caught here: LLVM itself only prints a warning to stderr and goes on.
Expected<void> check_features(const llvm::MCSubtargetInfo& info, const std::string& features) {
  const auto known = info.getAllProcessorFeatures();
  const llvm::SubtargetFeatures list(features);
  for (const std::string& feature : list.getFeatures()) {
    if (!llvm::SubtargetFeatures::hasFlag(feature))
      return std::unexpected(Diagnostic{.message = "CPU feature \"" + feature + "\" needs a + or a - in front",
                                        .offset = {},
                                        .note = {},
                                        .usage = true});
    const std::string name = feature.substr(1);
    const bool found =
        std::any_of(known.begin(), known.end(), [&](const llvm::SubtargetFeatureKV& row) { return name == row.Key; });
    if (!found)
      return std::unexpected(Diagnostic{.message = "unknown CPU feature \"" + name + "\"",
                                        .note = "--cpu-features=help lists the features of the target",
                                        .usage = true});
  }
  return {};
}

Expected<std::string> choose_triple(const TargetOptions& options, Product product) {
  std::string triple = options.triple;
  if (triple.empty()) triple = product == Product::Program ? kProgramTriple : llvm::sys::getDefaultTargetTriple();
  triple = llvm::Triple::normalize(triple);
  const llvm::Triple parsed(triple);
  if (parsed.getArch() != llvm::Triple::x86_64 || !parsed.isOSLinux())
    return std::unexpected(Diagnostic{.message = "target " + triple + " is not supported yet",
                                      .note = "code can be made for x86-64 Linux: " + std::string(kProgramTriple),
                                      .usage = true});
  return triple;
}

uint64_t find_required_cpu(const llvm::MCSubtargetInfo& info) {
  uint64_t required = 0;
#define INGOT_X(name, bit, feature) \
  if (info.checkFeatures("+" feature)) required |= UINT64_C(1) << (bit);
  INGOT_CPU_FEATURES_X86(INGOT_X)
#undef INGOT_X
  return required;
}

llvm::CodeGenOptLevel codegen_level(OptLevel level) {
  switch (level) {
    case OptLevel::O0: return llvm::CodeGenOptLevel::None;
    case OptLevel::O1: return llvm::CodeGenOptLevel::Less;
    case OptLevel::O2:
    case OptLevel::Os: return llvm::CodeGenOptLevel::Default;
    case OptLevel::O3: return llvm::CodeGenOptLevel::Aggressive;
  }
  return llvm::CodeGenOptLevel::Default;
}

template <class Rows>
std::string list_rows(const Rows& rows) {
  std::string text;
  for (const auto& row : rows) text += "  " + std::string(row.Key) + "\n";
  return text;
}

}  // namespace

Expected<Target> Target::create(const TargetOptions& options, Product product, OptLevel level) {
  initialise_llvm();
  Target target;
  target.product_ = product;
  target.level_ = level;
  target.triple_ = INGOT_TRY(choose_triple(options, product));
  target.cpu_ = options.cpu.empty() ? kDefaultCpu : options.cpu;
  target.features_ = options.features;
  if (target.cpu_ == "native") {
    target.cpu_ = llvm::sys::getHostCPUName().str();
    target.features_ = host_features() + (options.features.empty() ? "" : "," + options.features);
  }
  const auto baseline = subtarget(target.triple_, kDefaultCpu, "");
  if (!baseline->isCPUStringValid(target.cpu_))
    return std::unexpected(Diagnostic{.message = "unknown CPU \"" + target.cpu_ + "\"",
                                      .note = "-mcpu=help lists the CPUs of the target",
                                      .usage = true});
  INGOT_CHECK(check_features(*baseline, options.features));
  target.required_cpu_ = find_required_cpu(*subtarget(target.triple_, target.cpu_, target.features_));
  return target;
}

Expected<std::string> Target::list_cpus(const std::string& triple) {
  initialise_llvm();
  const std::string chosen = INGOT_TRY(choose_triple({.triple = triple, .cpu = {}, .features = {}}, Product::Program));
  return list_rows(subtarget(chosen, kDefaultCpu, "")->getAllProcessorDescriptions());
}

Expected<std::string> Target::list_features(const std::string& triple) {
  initialise_llvm();
  const std::string chosen = INGOT_TRY(choose_triple({.triple = triple, .cpu = {}, .features = {}}, Product::Program));
  std::string text;
  const auto info = subtarget(chosen, kDefaultCpu, "");
  for (const llvm::SubtargetFeatureKV& row : info->getAllProcessorFeatures())
    text += "  " + std::string(row.Key) + ": " + row.Desc + "\n";
  return text;
}

std::unique_ptr<llvm::TargetMachine> Target::machine() const {
  // Programs are static and lie below 2 GiB, so that memory 0 and state are reached by 32-bit absolute addresses.
  const llvm::Reloc::Model relocation = product_ == Product::Program ? llvm::Reloc::Static : llvm::Reloc::PIC_;
  llvm::TargetOptions options;
  return std::unique_ptr<llvm::TargetMachine>(find_llvm_target(triple_)->createTargetMachine(
      triple_, cpu_, features_, options, relocation, llvm::CodeModel::Small, codegen_level(level_)));
}

}  // namespace ingot
