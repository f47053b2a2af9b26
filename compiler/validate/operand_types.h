// The operand stack as far as types go.  Spec: Appendix, Validation Algorithm.
//
// Operands below base() belong to enclosing blocks. After an unconditional branch the stack is polymorphic: what is
// missing above the base has any type that is asked for (Bottom).
#pragma once

#include <cstdint>
#include <span>
#include <vector>

#include "compiler/support/diagnostic.h"
#include "compiler/validate/subtyping.h"

namespace ingot {

class OperandTypes {
 public:
  /// What a control frame saves of its parent.
  struct Scope {
    size_t base = 0;
    bool polymorphic = false;
  };

  explicit OperandTypes(const SubtypeContext& subtypes) : subtypes_(subtypes) {}

  void clear();
  /// Where errors are reported: offset of the current instruction.
  void set_offset(uint64_t offset) { offset_ = offset; }
  uint64_t offset() const { return offset_; }

  size_t size() const { return types_.size(); }
  void push(const ValType& type) { types_.push_back(type); }
  void push(std::span<const ValType> types) { types_.insert(types_.end(), types.begin(), types.end()); }

  /// Pops an operand of any type; Bottom if the stack is polymorphic and empty.
  Expected<ValType> pop_any();
  /// Pops an operand that matches, any if kBottom is expected; returns what it was.
  Expected<ValType> pop(const ValType& expected) {
    if (types_.size() > base_ && types_.back() == expected) {
      types_.pop_back();
      return expected;
    }
    return pop_slow(expected);
  }
  /// Pops operands in stack order: the last one is on top.
  Expected<void> pop(std::span<const ValType> expected);
  /// Pops any reference.
  Expected<ValType> pop_ref();
  /// Checks that the operands match without changing them, as br_table does for each of its targets.
  Expected<void> peek(std::span<const ValType> expected) const;

  /// Operands are exactly `results`: the rule for the end of a block. Pops them.
  Expected<void> finish(std::span<const ValType> results);

  /// Opens a scope above the present operands; leave() restores what enter() returned.
  Scope enter();
  void leave(const Scope& outer);
  /// Drops all operands of this scope and makes the stack polymorphic, or ordinary.
  void set_unreachable();
  void restart();

 private:
  Expected<ValType> pop_slow(const ValType& expected);
  std::unexpected<Diagnostic> mismatch(const ValType& expected, const ValType* found) const;

  const SubtypeContext& subtypes_;
  std::vector<ValType> types_;
  size_t base_ = 0;
  bool polymorphic_ = false;
  uint64_t offset_ = 0;
};

}  // namespace ingot
