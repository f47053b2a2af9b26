// Pass pipelines per -O level, and our own LLVM passes.
#pragma once

#include <cstdint>

namespace llvm {
class Module;
class TargetMachine;
}  // namespace llvm

namespace ingot {

enum class OptLevel : uint8_t { O0, O1, O2, O3, Os };

/// Our own loop passes (loop_addresses.h, separate_rows.h, pause_markers.h); each can be turned off, to measure what it
/// gains.
struct LoopPasses {
  bool addresses = true;
  bool versions = true;
  bool checks = true;
  bool middle_exits = true;
  bool complements = true;
  bool reroll = true;
  bool separate_rows = true;
  bool columns = true;
  bool pause_markers = true;
};

/// Runs the IR pipeline of `level` in place. Markers are gone afterwards, at every level, -O0 included.
void optimize(llvm::Module& module, llvm::TargetMachine& target, OptLevel level, const LoopPasses& own);

}  // namespace ingot
