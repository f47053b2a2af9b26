// Reads call frame information.  Spec: DWARF 5, "Call Frame Information"; Linux Standard Base, "Exception Frames".
//
// The tables are part of the program and written by LLVM, gcc and LLD: they are trusted to be well-formed, but what is
// not understood (DWARF expressions, other pointer encodings) ends the walk.
#include "runtime/trap/frame_rules.h"

#include <string.h>

namespace ingot {
namespace {

constexpr uint8_t kPcRelativeInt32 = 0x1B;  // DW_EH_PE_pcrel | DW_EH_PE_sdata4, the small code model's encoding

/// A position in a table.
class Cursor {
 public:
  Cursor(const uint8_t* at, const uint8_t* end) : at_(at), end_(end) {}

  const uint8_t* at() const { return at_; }
  bool at_end() const { return at_ >= end_; }
  void skip(uint64_t bytes) { at_ = bytes < static_cast<uint64_t>(end_ - at_) ? at_ + bytes : end_; }
  template <class T>
  T read() {
    T value = 0;
    if (static_cast<size_t>(end_ - at_) >= sizeof(T)) memcpy(&value, at_, sizeof(T));
    skip(sizeof(T));
    return value;
  }
  uint64_t read_uleb() {
    unsigned shift = 0;
    return read_leb(&shift);
  }
  int64_t read_sleb() {
    unsigned shift = 0;
    const uint64_t value = read_leb(&shift);
    const bool is_negative = shift < 64 && shift > 0 && (value >> (shift - 1) & 1);
    return static_cast<int64_t>(is_negative ? value | ~uint64_t{0} << shift : value);
  }

 private:
  uint64_t read_leb(unsigned* shift) {
    uint64_t value = 0;
    for (uint8_t byte = 0x80; byte & 0x80; *shift += 7) {
      byte = read<uint8_t>();
      if (*shift < 64) value |= uint64_t{byte & 0x7Fu} << *shift;
    }
    return value;
  }

  const uint8_t* at_;
  const uint8_t* end_;
};

/// An entry without its length field: Cursor over its contents. 64-bit lengths do not occur.
Cursor entry_contents(const uint8_t* entry) {
  uint32_t length;
  memcpy(&length, entry, sizeof(length));
  return {entry + sizeof(length), entry + sizeof(length) + length};
}

/// The parts of a common information entry that matter.
struct CommonEntry {
  uint64_t code_alignment;
  int64_t data_alignment;
  Cursor instructions;
};

void skip_personality(Cursor& cursor) {
  constexpr uint8_t kSizeMask = 0x07, kFourBytes = 0x03;  // DW_EH_PE_udata4 and sdata4; the others in use have 8
  cursor.skip((cursor.read<uint8_t>() & kSizeMask) == kFourBytes ? 4 : 8);
}

/// False if pointers are encoded in an unusual way.
bool read_common_entry(const uint8_t* entry, CommonEntry* common) {
  Cursor cursor = entry_contents(entry);
  cursor.skip(4);  // its id
  const uint8_t version = cursor.read<uint8_t>();
  const char* augmentation = reinterpret_cast<const char*>(cursor.at());
  cursor.skip(strlen(augmentation) + 1);
  common->code_alignment = cursor.read_uleb();
  common->data_alignment = cursor.read_sleb();
  const uint64_t return_register = version == 1 ? cursor.read<uint8_t>() : cursor.read_uleb();
  if (augmentation[0] != 'z' || return_register != StackRegisters::kReturnAddress) return false;
  const uint64_t augmentation_bytes = cursor.read_uleb();
  const uint8_t* instructions = cursor.at() + augmentation_bytes;
  bool has_known_pointers = false;
  for (const char* letter = augmentation + 1; *letter != 0; ++letter) {
    if (*letter == 'R') has_known_pointers = cursor.read<uint8_t>() == kPcRelativeInt32;
    if (*letter == 'L') cursor.skip(1);
    if (*letter == 'P') skip_personality(cursor);
  }
  const Cursor whole = entry_contents(entry);
  common->instructions = whole;
  common->instructions.skip(static_cast<uint64_t>(instructions - whole.at()));
  return has_known_pointers;
}

/// A frame description entry: its common entry is found by a distance backwards from the field itself.
struct Description {
  CommonEntry common{.code_alignment = 1, .data_alignment = 1, .instructions = {nullptr, nullptr}};
  uintptr_t begin = 0, end = 0;
  Cursor instructions{nullptr, nullptr};
};

bool read_description(const uint8_t* entry, Description* description) {
  Cursor cursor = entry_contents(entry);
  const uint8_t* id_field = cursor.at();
  if (!read_common_entry(id_field - cursor.read<uint32_t>(), &description->common)) return false;
  const uintptr_t begin_field = reinterpret_cast<uintptr_t>(cursor.at());
  description->begin = begin_field + static_cast<uintptr_t>(static_cast<intptr_t>(cursor.read<int32_t>()));
  description->end = description->begin + cursor.read<uint32_t>();
  cursor.skip(cursor.read_uleb());  // augmentation data
  description->instructions = cursor;
  return true;
}

/// Executes call frame instructions up to a pc.
class RuleReader {
 public:
  RuleReader(const Description& description, uintptr_t pc, FrameRules* rules)
      : common_(description.common), location_(description.begin), pc_(pc), rules_(*rules) {}

  /// False: an instruction that is not understood.
  bool read(Cursor instructions) {
    while (!instructions.at_end() && location_ <= pc_)
      if (!execute(instructions)) return false;
    return true;
  }
  /// What the common entry says is what DW_CFA_restore goes back to.
  void keep_as_initial() { initial_ = rules_; }

 private:
  enum : uint8_t {  // DW_CFA_...
    AdvanceLoc = 0x40,
    Offset = 0x80,
    Restore = 0xC0,
    Nop = 0x00,
    AdvanceLoc1 = 0x02,
    AdvanceLoc2 = 0x03,
    AdvanceLoc4 = 0x04,
    OffsetExtended = 0x05,
    RestoreExtended = 0x06,
    Undefined = 0x07,
    SameValue = 0x08,
    RememberState = 0x0A,
    RestoreState = 0x0B,
    DefCfa = 0x0C,
    DefCfaRegister = 0x0D,
    DefCfaOffset = 0x0E,
    DefCfaExpression = 0x0F,
    Expression = 0x10,
    OffsetExtendedSf = 0x11,
    DefCfaSf = 0x12,
    DefCfaOffsetSf = 0x13,
    GnuArgsSize = 0x2E,
  };
  static constexpr unsigned kMaxRememberedStates = 4;

  bool advance(uint64_t delta) {
    location_ += delta * common_.code_alignment;
    return true;
  }
  bool set(uint64_t reg, RegisterRule rule) {
    if (reg < StackRegisters::kCount) rules_.registers[reg] = rule;  // vector registers are of no interest
    return true;
  }
  bool set_saved(uint64_t reg, int64_t factored_offset) {
    return set(reg, {.kind = RegisterRule::Saved, .offset = factored_offset * common_.data_alignment});
  }
  bool restore(uint64_t reg) { return reg >= StackRegisters::kCount || set(reg, initial_.registers[reg]); }
  bool define_cfa(uint64_t reg, int64_t offset) {
    rules_.cfa_is_known = true;
    rules_.cfa_register = reg;
    rules_.cfa_offset = offset;
    return true;
  }
  bool forget_cfa(uint64_t expression_bytes, Cursor& cursor) {
    rules_.cfa_is_known = false;
    cursor.skip(expression_bytes);
    return true;
  }
  bool remember() {
    if (remembered_count_ == kMaxRememberedStates) return false;
    remembered_[remembered_count_++] = rules_;
    return true;
  }
  bool recall() {
    if (remembered_count_ == 0) return false;
    rules_ = remembered_[--remembered_count_];
    return true;
  }

  bool execute(Cursor& cursor) {
    const uint8_t code = cursor.read<uint8_t>();
    const uint8_t operand = code & 0x3F;
    switch (code & 0xC0) {
      case AdvanceLoc: return advance(operand);
      case Offset: return set_saved(operand, static_cast<int64_t>(cursor.read_uleb()));
      case Restore: return restore(operand);
      default: return execute_extended(code, cursor);
    }
  }

  bool execute_extended(uint8_t code, Cursor& cursor) {
    uint64_t reg;
    switch (code) {
      case Nop: return true;
      case AdvanceLoc1: return advance(cursor.read<uint8_t>());
      case AdvanceLoc2: return advance(cursor.read<uint16_t>());
      case AdvanceLoc4: return advance(cursor.read<uint32_t>());
      case OffsetExtended: reg = cursor.read_uleb(); return set_saved(reg, static_cast<int64_t>(cursor.read_uleb()));
      case OffsetExtendedSf: reg = cursor.read_uleb(); return set_saved(reg, cursor.read_sleb());
      case RestoreExtended: return restore(cursor.read_uleb());
      case Undefined: return set(cursor.read_uleb(), {.kind = RegisterRule::Unknown});
      case SameValue: return set(cursor.read_uleb(), {});
      case RememberState: return remember();
      case RestoreState: return recall();
      case DefCfa: reg = cursor.read_uleb(); return define_cfa(reg, static_cast<int64_t>(cursor.read_uleb()));
      case DefCfaSf: reg = cursor.read_uleb(); return define_cfa(reg, cursor.read_sleb() * common_.data_alignment);
      case DefCfaRegister: return define_cfa(cursor.read_uleb(), rules_.cfa_offset);
      case DefCfaOffset: return define_cfa(rules_.cfa_register, static_cast<int64_t>(cursor.read_uleb()));
      case DefCfaOffsetSf: return define_cfa(rules_.cfa_register, cursor.read_sleb() * common_.data_alignment);
      case DefCfaExpression: return forget_cfa(cursor.read_uleb(), cursor);
      case Expression:
        set(cursor.read_uleb(), {.kind = RegisterRule::Unknown});
        cursor.skip(cursor.read_uleb());
        return true;
      case GnuArgsSize: cursor.read_uleb(); return true;
      default: return false;
    }
  }

  const CommonEntry& common_;
  uintptr_t location_, pc_;
  FrameRules& rules_;
  FrameRules initial_;
  FrameRules remembered_[kMaxRememberedStates];
  unsigned remembered_count_ = 0;
};

}  // namespace

bool read_covered_range(const uint8_t* entry, uintptr_t* begin, uintptr_t* end) {
  Description description;
  if (!read_description(entry, &description)) return false;
  *begin = description.begin;
  *end = description.end;
  return true;
}

bool read_frame_rules(const uint8_t* entry, uintptr_t pc, FrameRules* rules) {
  Description description;
  if (!read_description(entry, &description)) return false;
  *rules = {};
  RuleReader reader(description, pc, rules);
  if (!reader.read(description.common.instructions)) return false;
  reader.keep_as_initial();
  return reader.read(description.instructions);
}

}  // namespace ingot
