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

constexpr uint16_t kLoadWord = 0x20, kLoadLength = 0x80, kLoadConstant = 0x00, kMoveToX = 0x07, kAnd = 0x54,
                   kShiftRight = 0x74, kShiftRightByX = 0x7c, kJumpEqual = 0x15, kJumpAtLeast = 0x35,
                   kJumpAnyBit = 0x45, kReturn = 0x06;
constexpr uint32_t kKillProcess = 0x80000000, kAllow = 0x7fff0000;
constexpr uint32_t kArchitectureX86_64 = 0xc000003e;
constexpr unsigned kSetModeFilter = 1;

// Offsets in struct seccomp_data. Of arguments the low word: what is checked here are ints to the kernel.
constexpr uint32_t kNumberOffset = 0, kArchitectureOffset = 4;
constexpr uint32_t argument_offset(uint32_t index) { return 16 + 8 * index; }

constexpr uint32_t kThreadFlag = 0x00010000;  // CLONE_THREAD

}  // namespace

class SyscallFilterAssembler {
 public:
  explicit SyscallFilterAssembler(const SyscallFilter& filter) : filter_(filter) {}

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
  static constexpr int kChecks = static_cast<int>(SyscallCheck::Count);
  enum Label : uint8_t { kNext, kKill, kAllowed, kFirstWord, kFirstCheck = kFirstWord + SyscallFilter::kWords };
  static constexpr int kLabels = kFirstCheck + kChecks;

  static Label word_end(uint32_t word) { return static_cast<Label>(kFirstWord + word); }
  static uint8_t check_label(SyscallCheck check) {
    return static_cast<uint8_t>(kFirstCheck + static_cast<uint8_t>(check));
  }

  [[gnu::noinline]] void emit(uint16_t code, uint32_t value, uint8_t jump_true = kNext, uint8_t jump_false = kNext) {
    overflow_ = overflow_ || size_ == kMostInstructions;
    if (!overflow_) instructions_[size_++] = {code, jump_true, jump_false, value};
  }

  void place(uint8_t label) { places_[label] = size_; }

  bool uses(SyscallCheck check) const {
    for (int i = 0; i < filter_.checked_count_; i++)
      if (filter_.checked_[i].check == check) return true;
    return false;
  }

  /// A word in the bitmap takes as many instructions as four comparisons.
  static bool has_many(uint32_t word) {
    for (int i = 0; i < 4; i++) word &= word - 1;
    return word != 0;
  }

  void compare_numbers() {
    for (int i = 0; i < filter_.checked_count_; i++)
      emit(kJumpEqual, filter_.checked_[i].number, check_label(filter_.checked_[i].check), kNext);
    for (uint32_t i = 0; i < SyscallFilter::kWords; i++) {
      if (has_many(filter_.always_[i])) continue;
      for (uint32_t word = filter_.always_[i]; word != 0; word &= word - 1)
        emit(kJumpEqual, 32 * i + static_cast<uint32_t>(__builtin_ctz(word)), kAllowed, kNext);
    }
  }

  /// Bit number % 32 of word number / 32; the number is loaded. Word 0, which most calls are in, needs less for it. The
  /// numbers of x32 are high: no word is theirs.
  void look_up_bit() {
    uint32_t last = SyscallFilter::kWords;
    while (last != 0 && !has_many(filter_.always_[last - 1])) last--;
    if (last == 0) return emit(kReturn, kKillProcess);
    bool is_split = false;
    for (uint32_t i = 0; i < last; i++) {
      if (!has_many(filter_.always_[i])) continue;
      const Label other = i == last - 1 ? kKill : word_end(i);
      if (i == 0) {
        emit(kJumpAtLeast, 32, other, kNext);
        emit(kMoveToX, 0);
      } else {
        if (!is_split) split_number();
        is_split = true;
        emit(kJumpEqual, i, kNext, other);
      }
      emit(kLoadConstant, filter_.always_[i]);
      emit(kShiftRightByX, 0);
      emit(kJumpAnyBit, 1, kAllowed, kKill);
      place(word_end(i));
    }
  }

  /// X becomes number % 32, A number / 32.
  void split_number() {
    emit(kAnd, 31);
    emit(kMoveToX, 0);
    emit(kLoadWord, kNumberOffset);
    emit(kShiftRight, 5);
  }

  void emit_check(SyscallCheck check) {
    place(check_label(check));
    switch (check) {
      case SyscallCheck::NotExecutable:
        emit(kLoadWord, argument_offset(2));
        emit(kJumpAnyBit, PROT_EXEC, kKill, kAllowed);
        return;
      case SyscallCheck::FcntlGetFlags: return allow_equal(1, {F_GETFL, F_GETFD});
      case SyscallCheck::FcntlCommand:
        static_assert(F_DUPFD == 0 && F_GETFD == 1 && F_SETFD == 2 && F_GETFL == 3 && F_SETFL == 4);
        emit(kLoadWord, argument_offset(1));
        emit(kJumpAtLeast, F_SETFL + 1, kNext, kAllowed);
        emit(kJumpEqual, F_DUPFD_CLOEXEC, kAllowed, kKill);
        return;
      case SyscallCheck::IoctlTerminal: return allow_equal(1, {TIOCGWINSZ});
      case SyscallCheck::IoctlCommand: return allow_equal(1, {TIOCGWINSZ, FIONREAD});
      case SyscallCheck::SelfOnly: return allow_equal(0, {static_cast<uint32_t>(syscall(SYS_gettid))});
      case SyscallCheck::ThreadsOnly:
        emit(kLoadWord, argument_offset(0));
        emit(kJumpAnyBit, kThreadFlag, kAllowed, kKill);
        return;
      case SyscallCheck::None:
      case SyscallCheck::Count: return;
    }
  }

  template <int count>
  void allow_equal(uint32_t argument, const uint32_t (&values)[count]) {
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

  const SyscallFilter& filter_;
  int size_ = 0;
  bool overflow_ = false;
  int places_[kLabels] = {};
  Instruction instructions_[kMostInstructions];
};

void SyscallFilter::allow(uint32_t number, SyscallCheck check) {
  if (number >= kNumbers) return;
  if (check == SyscallCheck::None) {
    always_[number / 32] |= 1u << number % 32;
    return;
  }
  for (int i = 0; i < checked_count_; i++) {
    if (checked_[i].number != number) continue;
    if (checked_[i].check < check) checked_[i].check = check;
    return;
  }
  overflow_ = overflow_ || checked_count_ == kMostChecked;
  if (!overflow_) checked_[checked_count_++] = {static_cast<uint16_t>(number), check};
}

int SyscallFilter::count() const {
  int allowed = checked_count_;
  for (const uint32_t word : always_) allowed += __builtin_popcount(word);
  return allowed;
}

int SyscallFilter::install() const {
  SyscallFilterAssembler assembler(*this);
  const Program program = assembler.assemble();
  if (overflow_ || program.length == 0) return E2BIG;
  return syscall(SYS_seccomp, kSetModeFilter, 0, &program) == 0 ? 0 : errno;
}

}  // namespace ingot
