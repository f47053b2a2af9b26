// The machine that code is made for: triple, CPU, features, LLVM's TargetMachine.
#pragma once

#include <cstdint>
#include <memory>
#include <string>

#include "compiler/lower/module_plan.h"
#include "compiler/optimize/optimize.h"
#include "compiler/support/diagnostic.h"

namespace llvm {
class TargetMachine;
}

namespace ingot {

struct TargetOptions {
  std::string triple;    ///< empty: x86_64-unknown-linux-musl (programs) or the host's (libraries)
  std::string cpu;       ///< -mcpu/-march: empty: x86-64-v2; "native"; or LLVM's names
  std::string features;  ///< "+avx2,-bmi"
};

class Target {
 public:
  static Expected<Target> create(const TargetOptions& options, Product product, OptLevel level);

  /// What `-mcpu=help` and `--cpu-features=help` print.
  static Expected<std::string> list_cpus(const std::string& triple);
  static Expected<std::string> list_features(const std::string& triple);

  /// A new machine for one worker: TargetMachines are not shared between threads.
  std::unique_ptr<llvm::TargetMachine> machine() const;
  const std::string& triple() const { return triple_; }
  const std::string& cpu() const { return cpu_; }
  const std::string& features() const { return features_; }
  /// Bits of INGOT_CPU_FEATURES_X86 that code for this target may use.
  uint64_t required_cpu() const { return required_cpu_; }

 private:
  Target() = default;
  std::string triple_, cpu_, features_;
  uint64_t required_cpu_ = 0;
  Product product_ = Product::Program;
  OptLevel level_ = OptLevel::O2;
};

}  // namespace ingot
