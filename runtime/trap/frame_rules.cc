// Reads call frame information.  Spec: DWARF 5, "Call Frame Information"; Linux Standard Base, "Exception Frames".
//
// The tables are part of the program and written by LLVM, gcc and LLD: they are trusted to be well-formed, but what is
// not understood (DWARF expressions, other pointer encodings) ends the walk.
#include "runtime/trap/frame_rules.h"

#include <string.h>

#include "runtime/trap/table_cursor.h"

namespace ingot {
namespace {

/// An entry without its length field: TableCursor over its contents. 64-bit lengths do not occur.
TableCursor entry_contents(const uint8_t* entry) {
  uint32_t length;
  memcpy(&length, entry, sizeof(length));
  return {entry + sizeof(length), entry + sizeof(length) + length};
}

/// The common information entry: everything in `frame` that comes from it. False if pointers are encoded in an unusual
/// way.
bool read_common_entry(const uint8_t* entry, FrameEntry* frame) {
  TableCursor cursor = entry_contents(entry);
  cursor.skip(4);  // its id
  const uint8_t version = cursor.read<uint8_t>();
  const char* augmentation = reinterpret_cast<const char*>(cursor.at());
  cursor.skip(strlen(augmentation) + 1);
  frame->code_alignment = cursor.read_uleb();
  frame->data_alignment = cursor.read_sleb();
  const uint64_t return_register = version == 1 ? cursor.read<uint8_t>() : cursor.read_uleb();
  if (augmentation[0] != 'z' || return_register != StackRegisters::kReturnAddress) return false;
  const uint64_t augmentation_bytes = cursor.read_uleb();
  frame->common_instructions = cursor;
  frame->common_instructions.skip(augmentation_bytes);
  bool has_known_pointers = false;
  for (const char* letter = augmentation + 1; *letter != 0; ++letter) {
    if (*letter == 'R') has_known_pointers = cursor.read<uint8_t>() == kPcRelativeInt32;
    if (*letter == 'L') frame->lsda_encoding = cursor.read<uint8_t>();
    if (*letter == 'P') cursor.read_pointer(cursor.read<uint8_t>());  // the personality
  }
  return has_known_pointers;
}

/// Executes call frame instructions up to a pc.
class RuleReader {
 public:
  RuleReader(const FrameEntry& frame, uintptr_t pc, FrameRules* rules)
      : frame_(frame), location_(frame.begin), pc_(pc), rules_(*rules) {}

  /// False: an instruction that is not understood.
  bool read(TableCursor instructions) {
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
    location_ += delta * frame_.code_alignment;
    return true;
  }
  bool set(uint64_t reg, RegisterRule rule) {
    if (reg < StackRegisters::kCount) rules_.registers[reg] = rule;  // vector registers are of no interest
    return true;
  }
  bool set_saved(uint64_t reg, int64_t factored_offset) {
    return set(reg,
               {.kind = RegisterRule::Saved, .offset = static_cast<int32_t>(factored_offset * frame_.data_alignment)});
  }
  bool restore(uint64_t reg) { return reg >= StackRegisters::kCount || set(reg, initial_.registers[reg]); }
  bool define_cfa(uint64_t reg, int64_t offset) {
    rules_.cfa_is_known = true;
    rules_.cfa_register = reg;
    rules_.cfa_offset = offset;
    return true;
  }
  bool forget_cfa(uint64_t expression_bytes, TableCursor& cursor) {
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

  bool execute(TableCursor& cursor) {
    const uint8_t code = cursor.read<uint8_t>();
    const uint8_t operand = code & 0x3F;
    switch (code & 0xC0) {
      case AdvanceLoc: return advance(operand);
      case Offset: return set_saved(operand, static_cast<int64_t>(cursor.read_uleb()));
      case Restore: return restore(operand);
      default: return execute_extended(code, cursor);
    }
  }

  bool execute_extended(uint8_t code, TableCursor& cursor) {
    uint64_t reg;
    switch (code) {
      case Nop: return true;
      case AdvanceLoc1: return advance(cursor.read<uint8_t>());
      case AdvanceLoc2: return advance(cursor.read<uint16_t>());
      case AdvanceLoc4: return advance(cursor.read<uint32_t>());
      case OffsetExtended: reg = cursor.read_uleb(); return set_saved(reg, static_cast<int64_t>(cursor.read_uleb()));
      case OffsetExtendedSf: reg = cursor.read_uleb(); return set_saved(reg, cursor.read_sleb());
      case RestoreExtended: return restore(cursor.read_uleb());
      case Undefined: return set(cursor.read_uleb(), {RegisterRule::Unknown, 0});
      case SameValue: return set(cursor.read_uleb(), {RegisterRule::Same, 0});
      case RememberState: return remember();
      case RestoreState: return recall();
      case DefCfa: reg = cursor.read_uleb(); return define_cfa(reg, static_cast<int64_t>(cursor.read_uleb()));
      case DefCfaSf: reg = cursor.read_uleb(); return define_cfa(reg, cursor.read_sleb() * frame_.data_alignment);
      case DefCfaRegister: return define_cfa(cursor.read_uleb(), rules_.cfa_offset);
      case DefCfaOffset: return define_cfa(rules_.cfa_register, static_cast<int64_t>(cursor.read_uleb()));
      case DefCfaOffsetSf: return define_cfa(rules_.cfa_register, cursor.read_sleb() * frame_.data_alignment);
      case DefCfaExpression: return forget_cfa(cursor.read_uleb(), cursor);
      case Expression:
        set(cursor.read_uleb(), {RegisterRule::Unknown, 0});
        cursor.skip(cursor.read_uleb());
        return true;
      case GnuArgsSize: rules_.argument_bytes = cursor.read_uleb(); return true;
      default: return false;
    }
  }

  const FrameEntry& frame_;
  uintptr_t location_, pc_;
  FrameRules& rules_;
  FrameRules initial_;
  FrameRules remembered_[kMaxRememberedStates];
  unsigned remembered_count_ = 0;
};

}  // namespace

bool read_frame_entry(const uint8_t* entry, FrameEntry* frame) {
  TableCursor cursor = entry_contents(entry);
  // The common entry is found by a distance backwards from the field itself.
  const uint8_t* id_field = cursor.at();
  *frame = {};
  if (!read_common_entry(id_field - cursor.read<uint32_t>(), frame)) return false;
  frame->begin = cursor.read_pointer(kPcRelativeInt32);
  frame->end = frame->begin + cursor.read<uint32_t>();
  const uint64_t augmentation_bytes = cursor.read_uleb();
  frame->instructions = cursor;
  frame->instructions.skip(augmentation_bytes);
  if (frame->lsda_encoding != kNoPointer)
    frame->lsda = reinterpret_cast<const uint8_t*>(cursor.read_pointer(frame->lsda_encoding));
  return true;
}

bool read_frame_rules(const FrameEntry& frame, uintptr_t pc, FrameRules* rules) {
  *rules = {.cfa_is_known = true,
            .cfa_register = StackRegisters::kStackPointer,
            .cfa_offset = 0,
            .argument_bytes = 0,
            .registers = {}};
  RuleReader reader(frame, pc, rules);
  if (!reader.read(frame.common_instructions)) return false;
  reader.keep_as_initial();
  return reader.read(frame.instructions);
}

}  // namespace ingot
