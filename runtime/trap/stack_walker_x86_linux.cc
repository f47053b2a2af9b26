// The walk itself: finds a frame's table entry by .eh_frame_hdr and applies its rules.
#include "runtime/trap/stack_walker.h"

#include <string.h>
#include <ucontext.h>

#include "runtime/trap/frame_rules.h"

namespace ingot {
namespace {

/// .eh_frame_hdr as LLD writes it: version 1, then the encodings of its three parts, and a table sorted by address.
struct EhFrameHeader {
  uint8_t version, eh_frame_encoding, count_encoding, table_encoding;
  int32_t eh_frame;
  uint32_t count;
};
struct EhFrameRow {
  int32_t function, entry;  // relative to the header
};
constexpr uint8_t kCountEncoding = 0x03;  // DW_EH_PE_udata4
constexpr uint8_t kTableEncoding = 0x3B;  // DW_EH_PE_datarel | DW_EH_PE_sdata4

/// The table entry of the function that contains pc, or nullptr.
const uint8_t* find_entry(const uint8_t* header_bytes, uintptr_t pc) {
  EhFrameHeader header;
  memcpy(&header, header_bytes, sizeof(header));
  if (header.version != 1 || header.count_encoding != kCountEncoding || header.table_encoding != kTableEncoding)
    return nullptr;
  const EhFrameRow* rows = reinterpret_cast<const EhFrameRow*>(header_bytes + sizeof(header));
  const intptr_t relative_pc = static_cast<intptr_t>(pc - reinterpret_cast<uintptr_t>(header_bytes));
  uint32_t begin = 0, end = header.count;  // rows[begin - 1].function <= pc < rows[end].function
  while (begin < end) {
    const uint32_t middle = begin + (end - begin) / 2;
    if (rows[middle].function <= relative_pc)
      begin = middle + 1;
    else
      end = middle;
  }
  return begin == 0 ? nullptr : header_bytes + rows[begin - 1].entry;
}

}  // namespace

void registers_of_fault(const void* ucontext, StackRegisters* registers) {
  constexpr int kContextIndex[StackRegisters::kCount] = {REG_RAX, REG_RDX, REG_RCX, REG_RBX, REG_RSI, REG_RDI,
                                                         REG_RBP, REG_RSP, REG_R8,  REG_R9,  REG_R10, REG_R11,
                                                         REG_R12, REG_R13, REG_R14, REG_R15, REG_RIP};
  const greg_t* saved = static_cast<const ucontext_t*>(ucontext)->uc_mcontext.gregs;
  for (unsigned i = 0; i < StackRegisters::kCount; ++i)
    registers->values[i] = static_cast<uint64_t>(saved[kContextIndex[i]]);
}

StackWalker::StackWalker(const StackRegisters& registers, FindTables find_tables, uintptr_t stack_begin,
                         uintptr_t stack_end, bool at_fault)
    : registers_(registers), find_tables_(find_tables), stack_begin_(stack_begin), stack_end_(stack_end) {
  enter_frame(at_fault);
}

void StackWalker::enter_frame(bool pc_is_exact) {
  // A return address is behind the call, perhaps behind the function: the call itself is what is looked up.
  pc_ = registers_.values[StackRegisters::kReturnAddress] - (pc_is_exact ? 0 : 1);
  has_frame_ = false;
  if (pc_ - tables_.begin >= tables_.end - tables_.begin) tables_ = find_tables_(pc_);
  if (tables_.eh_frame_hdr == nullptr) return;
  const uint8_t* entry = find_entry(static_cast<const uint8_t*>(tables_.eh_frame_hdr), pc_);
  has_frame_ = entry != nullptr && read_frame_entry(entry, &entry_) && pc_ >= entry_.begin && pc_ < entry_.end;
}

StackRegisters StackWalker::landing_registers() const {
  FrameRules rules;
  StackRegisters registers = registers_;
  if (read_frame_rules(entry_, pc_, &rules)) registers.values[StackRegisters::kStackPointer] += rules.argument_bytes;
  return registers;
}

void StackWalker::step() {
  FrameRules rules;
  has_frame_ = false;
  if (!read_frame_rules(entry_, pc_, &rules)) return;
  if (!rules.cfa_is_known || rules.cfa_register >= StackRegisters::kCount) return;
  const uint64_t sp = registers_.values[StackRegisters::kStackPointer];
  const uint64_t cfa = registers_.values[rules.cfa_register] + static_cast<uint64_t>(rules.cfa_offset);
  // Upwards only, so that the walk ends; and never out of the stack.
  if (cfa <= sp || cfa > stack_end_) return;

  StackRegisters caller = registers_;
  for (unsigned i = 0; i < StackRegisters::kCount; ++i) {
    const RegisterRule& rule = rules.registers[i];
    if (rule.kind != RegisterRule::Saved) continue;
    const uint64_t address = cfa + static_cast<uint64_t>(int64_t{rule.offset});
    if (address < stack_begin_ || address > stack_end_ - sizeof(uint64_t)) return;
    memcpy(&caller.values[i], reinterpret_cast<const void*>(address), sizeof(uint64_t));
  }
  if (rules.registers[StackRegisters::kReturnAddress].kind != RegisterRule::Saved) return;
  caller.values[StackRegisters::kStackPointer] = cfa;
  registers_ = caller;
  enter_frame(false);
}

}  // namespace ingot
