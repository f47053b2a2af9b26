// Which features of INGOT_CPU_FEATURES_X86 this CPU has and the system has switched on.
#pragma once

#include <stdint.h>

namespace ingot {

/// Those of the `wanted` features (1 << bit) that can be used. Features whose registers the operating system does not
/// save are left out.
uint64_t detect_cpu_features(uint64_t wanted);

/// LLVM's name of feature `bit`; nullptr if there is none.
const char* cpu_feature_name(unsigned bit);

}  // namespace ingot
