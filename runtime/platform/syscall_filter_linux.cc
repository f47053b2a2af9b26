// Makes and installs the BPF program. The structures are the kernel's (linux/filter.h, linux/seccomp.h), whose headers
// are not among those of the C library.
#include <errno.h>
#include <fcntl.h>
#include <sys/ioctl.h>
#include <sys/mman.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "runtime/platform/syscall_filter.h"

namespace ingot {
namespace {

struct Instruction {
  uint16_t code;
  uint8_t jump_true, jump_false;  // a label while the program is made
  uint32_t value;
};
struct Program {
  uint16_t length;
  const Instruction* instructions;
};

constexpr uint16_t kLoadWord = 0x20, kLoadLength = 0x80, kLoadConstant = 0x00, kLoadScratch = 0x60,
                   kStoreScratch = 0x02, kMoveToX = 0x07, kAnd = 0x54, kShiftRight = 0x74, kShiftLeftByX = 0x6c,
                   kJumpEqual = 0x15, kJumpAtLeast = 0x35, kJumpAnyBit = 0x45, kReturn = 0x06;
constexpr uint32_t kKillProcess = 0x80000000, kAllow = 0x7fff0000;
constexpr uint32_t kArchitectureX86_64 = 0xc000003e;
constexpr unsigned kSetModeFilter = 1;

// Offsets in struct seccomp_data. Of arguments the low word: what is checked here are ints to the kernel.
constexpr uint32_t kNumberOffset = 0, kArchitectureOffset = 4;
constexpr uint32_t argument_offset(uint32_t index) { return 16 + 8 * index; }

constexpr uint32_t kThreadFlag = 0x00010000;  // CLONE_THREAD

class Assembler {
 public:
  explicit Assembler(const SyscallCheck* checks) : checks_(checks) {}

  Program assemble() {
    // Installing a filter, the kernel tries it on each number to remember which are always allowed, as far as it can
    // foresee the answer. It gives up at this instruction, which shortens every start (benchmarks/startup/run.py).
    emit(kLoadLength, 0);
    // Another architecture has other numbers (int 0x80).
    emit(kLoadWord, kArchitectureOffset);
    emit(kJumpEqual, kArchitectureX86_64, kNext, kKill);
    emit(kLoadWord, kNumberOffset);
    compare_numbers();
    look_up_bit();
    for (int check = 0; check < kChecks; check++)
      if (uses(static_cast<SyscallCheck>(check))) emit_check(static_cast<SyscallCheck>(check));
    place(kKill);
    emit(kReturn, kKillProcess);
    place(kAllowed);
    emit(kReturn, kAllow);
    return {static_cast<uint16_t>(overflow_ || !resolve_labels() ? 0 : size_), instructions_};
  }

 private:
  static constexpr int kMostInstructions = 200;
  static constexpr int kWords = SyscallFilter::kNumbers / 32;
  static constexpr int kChecks = static_cast<int>(SyscallCheck::Count);
  enum Label : uint8_t { kNext, kKill, kAllowed, kFirstWord, kFirstCheck = kFirstWord + kWords };
  static constexpr int kLabels = kFirstCheck + kChecks;

  static uint8_t word_label(int word) { return static_cast<uint8_t>(kFirstWord + word); }
  static uint8_t check_label(SyscallCheck check) {
    return static_cast<uint8_t>(kFirstCheck + static_cast<uint8_t>(check));
  }

  [[gnu::noinline]] void emit(uint16_t code, uint32_t value, uint8_t jump_true = kNext, uint8_t jump_false = kNext) {
    overflow_ = overflow_ || size_ == kMostInstructions;
    if (!overflow_) instructions_[size_++] = {code, jump_true, jump_false, value};
  }

  void place(uint8_t label) { places_[label] = size_; }

  static bool has_check(SyscallCheck check) { return check != SyscallCheck::Denied && check != SyscallCheck::None; }

  bool uses(SyscallCheck check) const {
    if (!has_check(check)) return false;
    for (uint32_t number = 0; number < SyscallFilter::kNumbers; number++)
      if (checks_[number] == check) return true;
    return false;
  }

  uint32_t word(int index) const {
    uint32_t bits = 0;
    for (int i = 0; i < 32; i++)
      if (checks_[32 * index + i] == SyscallCheck::None) bits |= 1u << i;
    return bits;
  }

  /// A word in the bitmap takes three instructions.
  bool has_many(int index) const { return __builtin_popcount(word(index)) > 3; }

  void compare_numbers() {
    for (uint32_t number = 0; number < SyscallFilter::kNumbers; number++) {
      const SyscallCheck check = checks_[number];
      if (has_check(check)) emit(kJumpEqual, number, check_label(check), kNext);
      if (check == SyscallCheck::None && !has_many(static_cast<int>(number / 32)))
        emit(kJumpEqual, number, kAllowed, kNext);
    }
  }

  /// Bit number % 32 of word number / 32. The numbers of x32 are high: no word is theirs.
  void look_up_bit() {
    emit(kAnd, 31);
    emit(kMoveToX, 0);
    emit(kLoadConstant, 1);
    emit(kShiftLeftByX, 0);
    emit(kStoreScratch, 0);
    emit(kLoadWord, kNumberOffset);
    emit(kShiftRight, 5);
    for (int i = 0; i < kWords; i++)
      if (has_many(i)) emit(kJumpEqual, static_cast<uint32_t>(i), word_label(i), kNext);
    emit(kReturn, kKillProcess);
    for (int i = 0; i < kWords; i++) {
      if (!has_many(i)) continue;
      place(word_label(i));
      emit(kLoadScratch, 0);
      emit(kJumpAnyBit, word(i), kAllowed, kKill);
    }
  }

  void emit_check(SyscallCheck check) {
    place(check_label(check));
    switch (check) {
      case SyscallCheck::NotExecutable:
        emit(kLoadWord, argument_offset(2));
        emit(kJumpAnyBit, PROT_EXEC, kKill, kAllowed);
        return;
      case SyscallCheck::FcntlCommand:
        static_assert(F_DUPFD == 0 && F_GETFD == 1 && F_SETFD == 2 && F_GETFL == 3 && F_SETFL == 4);
        emit(kLoadWord, argument_offset(1));
        emit(kJumpAtLeast, F_SETFL + 1, kNext, kAllowed);
        emit(kJumpEqual, F_DUPFD_CLOEXEC, kAllowed, kKill);
        return;
      case SyscallCheck::IoctlCommand: {
        const uint32_t commands[] = {TIOCGWINSZ, FIONREAD};
        return allow_equal(1, commands, 2);
      }
      case SyscallCheck::SelfOnly: {
        const uint32_t self = static_cast<uint32_t>(syscall(SYS_gettid));
        return allow_equal(0, &self, 1);
      }
      case SyscallCheck::ThreadsOnly:
        emit(kLoadWord, argument_offset(0));
        emit(kJumpAnyBit, kThreadFlag, kAllowed, kKill);
        return;
      case SyscallCheck::Denied:
      case SyscallCheck::None:
      case SyscallCheck::Count: return;
    }
  }

  void allow_equal(uint32_t argument, const uint32_t* values, int count) {
    emit(kLoadWord, argument_offset(argument));
    for (int i = 0; i < count; i++) emit(kJumpEqual, values[i], kAllowed, i == count - 1 ? kKill : kNext);
  }

  /// Labels become distances: forward, and of one byte. False if one is too far.
  bool resolve_labels() {
    for (int i = 0; i < size_; i++) {
      Instruction& instruction = instructions_[i];
      uint8_t* const jumps[] = {&instruction.jump_true, &instruction.jump_false};
      for (uint8_t* jump : jumps) {
        const int distance = *jump == kNext ? 0 : places_[*jump] - i - 1;
        if (distance < 0 || distance > 255) return false;
        *jump = static_cast<uint8_t>(distance);
      }
    }
    return true;
  }

  const SyscallCheck* const checks_;
  int size_ = 0;
  bool overflow_ = false;
  int places_[kLabels] = {};
  Instruction instructions_[kMostInstructions];
};

}  // namespace

void SyscallFilter::allow(uint32_t number, SyscallCheck check) {
  if (number < kNumbers) checks_[number] = check;
}

int SyscallFilter::count() const {
  int allowed = 0;
  for (const SyscallCheck check : checks_) allowed += check != SyscallCheck::Denied;
  return allowed;
}

int SyscallFilter::install() const {
  Assembler assembler(checks_);
  const Program program = assembler.assemble();
  if (program.length == 0) return E2BIG;
  return syscall(SYS_seccomp, kSetModeFilter, 0, &program) == 0 ? 0 : errno;
}

}  // namespace ingot
