// CPU features by cpuid: one row per feature says where its bit is and which registers the system must save for it.
#include <cpuid.h>
#include <sys/auxv.h>

#include "ingot/abi.h"
#include "runtime/platform/cpu_features.h"

namespace ingot {
namespace {

enum Register : uint8_t { EAX, EBX, ECX, EDX };
enum Leaf : uint8_t { Leaf1, Leaf7, Leaf7Sub1, LeafExtended1, kLeafCount };
/// Which state the operating system must save: bits of XCR0.
enum State : uint8_t { None = 0, Avx = 0x06, Avx512 = 0xE6 };

struct FeatureRow {
  const char* name;  // as LLVM spells it
  Leaf leaf;
  Register reg;
  uint8_t position;
  State state;
};

// In the order of the bits of INGOT_CPU_FEATURES_X86; the assertions below hold them together.
constexpr FeatureRow kFeatures[] = {
    {"sse3", Leaf1, ECX, 0, None},
    {"ssse3", Leaf1, ECX, 9, None},
    {"sse4.1", Leaf1, ECX, 19, None},
    {"sse4.2", Leaf1, ECX, 20, None},
    {"popcnt", Leaf1, ECX, 23, None},
    {"avx", Leaf1, ECX, 28, Avx},
    {"avx2", Leaf7, EBX, 5, Avx},
    {"fma", Leaf1, ECX, 12, Avx},
    {"bmi", Leaf7, EBX, 3, None},
    {"bmi2", Leaf7, EBX, 8, None},
    {"lzcnt", LeafExtended1, ECX, 5, None},
    {"movbe", Leaf1, ECX, 22, None},
    {"f16c", Leaf1, ECX, 29, Avx},
    {"avx512f", Leaf7, EBX, 16, Avx512},
    {"avx512vl", Leaf7, EBX, 31, Avx512},
    {"avx512bw", Leaf7, EBX, 30, Avx512},
    {"avx512dq", Leaf7, EBX, 17, Avx512},
    {"avx512cd", Leaf7, EBX, 28, Avx512},
    {"avx512vnni", Leaf7, ECX, 11, Avx512},
    {"avx512vbmi", Leaf7, ECX, 1, Avx512},
    {"avx512vbmi2", Leaf7, ECX, 6, Avx512},
    {"avx512bitalg", Leaf7, ECX, 12, Avx512},
    {"avx512vpopcntdq", Leaf7, ECX, 14, Avx512},
    {"gfni", Leaf7, ECX, 8, None},
    {"vaes", Leaf7, ECX, 9, Avx},
    {"avxvnni", Leaf7Sub1, EAX, 4, Avx},
    {"adx", Leaf7, EBX, 19, None},
    {"avx512ifma", Leaf7, EBX, 21, Avx512},
    {"vpclmulqdq", Leaf7, ECX, 10, Avx},
    {"sha", Leaf7, EBX, 29, None},
    {"aes", Leaf1, ECX, 25, None},
    {"pclmul", Leaf1, ECX, 1, None},
};
constexpr unsigned kFeatureCount = sizeof(kFeatures) / sizeof(kFeatures[0]);

constexpr bool same_text(const char* a, const char* b) {
  while (*a != 0 && *a == *b) ++a, ++b;
  return *a == *b;
}
#define INGOT_X(NAME, bit, text) static_assert(same_text(kFeatures[bit].name, text));
INGOT_CPU_FEATURES_X86(INGOT_X)
#undef INGOT_X

struct CpuidLeaf {
  unsigned registers[4] = {};
};

CpuidLeaf read_leaf(Leaf leaf) {
  constexpr struct {
    unsigned function, subfunction;
  } kAddresses[kLeafCount] = {{1, 0}, {7, 0}, {7, 1}, {0x80000001, 0}};
  CpuidLeaf result;
  unsigned* r = result.registers;
  // Leaves that the CPU does not have read as zero: no features.
  if (!__get_cpuid_count(kAddresses[leaf].function, kAddresses[leaf].subfunction, &r[0], &r[1], &r[2], &r[3]))
    return {};
  return result;
}

/// What can be told without cpuid, which costs up to 18 us in a virtual machine (measured), a fifth of the time that a
/// small program takes: the kernel says in the auxiliary vector whether the CPU has FSGSBASE, and all CPUs that have it
/// (Ivy Bridge, Goldmont, Steamroller and later) have everything of x86-64-v2.
uint64_t features_known_to_kernel() {
  constexpr unsigned long kHwcap2Fsgsbase = 1u << 1;
  constexpr uint64_t kX86_64V2 = 0x1F;  // sse3 to popcnt
  static_assert(same_text(kFeatures[0].name, "sse3") && same_text(kFeatures[4].name, "popcnt"));
  return getauxval(AT_HWCAP2) & kHwcap2Fsgsbase ? kX86_64V2 : 0;
}

/// XCR0: which register state the operating system saves. Only valid if OSXSAVE is set.
uint64_t read_saved_state() {
  uint32_t low, high;
  asm volatile("xgetbv" : "=a"(low), "=d"(high) : "c"(0));
  return low;
}

}  // namespace

uint64_t detect_cpu_features(uint64_t wanted) {
  constexpr unsigned kOsxsave = 27;
  CpuidLeaf leaves[kLeafCount];
  bool is_read[kLeafCount] = {};
  // In a virtual machine each cpuid leaves the guest, some microseconds: only the leaves that are asked for are read.
  auto leaf = [&](Leaf which) -> const CpuidLeaf& {
    if (!is_read[which]) leaves[which] = read_leaf(which);
    is_read[which] = true;
    return leaves[which];
  };
  uint64_t found = features_known_to_kernel() & wanted;
  wanted &= ~found;
  for (unsigned bit = 0; bit < kFeatureCount; ++bit) {
    const FeatureRow& row = kFeatures[bit];
    if (!(wanted >> bit & 1) || !(leaf(row.leaf).registers[row.reg] >> row.position & 1)) continue;
    if (row.state != None) {
      if (!(leaf(Leaf1).registers[ECX] >> kOsxsave & 1)) continue;
      if ((read_saved_state() & row.state) != row.state) continue;
    }
    found |= uint64_t{1} << bit;
  }
  return found;
}

const char* cpu_feature_name(unsigned bit) { return bit < kFeatureCount ? kFeatures[bit].name : nullptr; }

}  // namespace ingot
