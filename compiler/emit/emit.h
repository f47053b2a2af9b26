// Lowers, optimises and emits all partitions of a module on a thread pool.
#pragma once

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

#include "compiler/emit/partition.h"
#include "compiler/emit/target.h"
#include "compiler/lower/module_plan.h"
#include "compiler/optimize/optimize.h"
#include "compiler/support/phase_timer.h"

namespace ingot {

enum class EmitKind : uint8_t { Object, Assembly, LlvmIr, LlvmIrUnoptimised };

/// One output of one partition: an object, or text.
struct EmittedFile {
  std::string name;  ///< "partition-3", "state", "data"; for file names and messages
  std::vector<char> contents;
};

struct EmitOptions {
  EmitKind kind = EmitKind::Object;
  OptLevel level = OptLevel::O2;
  LoopPasses loop_passes = {};
  unsigned jobs = 1;
  /// Called from workers, serialised, after each finished partition.
  std::function<void(size_t finished_functions, size_t all_functions)> progress;
  /// Gets the phases "lower", "optimize" and "generate", added up over all workers; may be null.
  PhaseTimer* timer = nullptr;
};

/// Partition objects in order, then the state module, then (objects only) raw data: the memory image of a program and
/// the bytes of data segments, which never become IR.
Expected<std::vector<EmittedFile>> emit_module(const ModulePlan& plan, const Target& target,
                                               const EmitOptions& options);

}  // namespace ingot
