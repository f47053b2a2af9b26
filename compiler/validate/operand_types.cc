// The slow paths of popping, and the messages.
#include "compiler/validate/operand_types.h"

namespace ingot {

void OperandTypes::clear() {
  types_.clear();
  base_ = 0;
  polymorphic_ = false;
}

std::unexpected<Diagnostic> OperandTypes::mismatch(const ValType& expected, const ValType* found) const {
  return fail_at(offset_, "type mismatch: expected " + to_string(expected) + ", found " +
                              (found ? to_string(*found) : std::string("nothing")));
}

Expected<ValType> OperandTypes::pop_any() {
  if (types_.size() == base_) {
    if (polymorphic_) return kBottom;
    return fail_at(offset_, "type mismatch: expected an operand, found nothing");
  }
  const ValType type = types_.back();
  types_.pop_back();
  return type;
}

Expected<ValType> OperandTypes::pop_slow(const ValType& expected) {
  if (expected == kBottom) return pop_any();
  if (types_.size() == base_) {
    if (polymorphic_) return kBottom;
    return mismatch(expected, nullptr);
  }
  const ValType type = types_.back();
  if (!subtypes_.matches(type, expected)) return mismatch(expected, &type);
  types_.pop_back();
  return type;
}

Expected<void> OperandTypes::pop(std::span<const ValType> expected) {
  for (size_t i = expected.size(); i > 0; --i) INGOT_CHECK(pop(expected[i - 1]));
  return {};
}

Expected<ValType> OperandTypes::pop_ref() {
  const ValType type = INGOT_TRY(pop_any());
  if (type.is_ref() || type == kBottom) return type;
  return fail_at(offset_, "type mismatch: expected a reference, found " + to_string(type));
}

Expected<void> OperandTypes::peek(std::span<const ValType> expected) const {
  size_t top = types_.size();
  for (size_t i = expected.size(); i > 0; --i) {
    if (top == base_) {
      if (polymorphic_) return {};
      return mismatch(expected[i - 1], nullptr);
    }
    if (!subtypes_.matches(types_[--top], expected[i - 1])) return mismatch(expected[i - 1], &types_[top]);
  }
  return {};
}

Expected<void> OperandTypes::finish(std::span<const ValType> results) {
  INGOT_CHECK(pop(results));
  if (types_.size() == base_) return {};
  return fail_at(offset_, "type mismatch: values left on the stack at the end of the block, the last one of type " +
                              to_string(types_.back()));
}

OperandTypes::Scope OperandTypes::enter() {
  const Scope outer{base_, polymorphic_};
  base_ = types_.size();
  polymorphic_ = false;
  return outer;
}

void OperandTypes::leave(const Scope& outer) {
  types_.resize(base_);
  base_ = outer.base;
  polymorphic_ = outer.polymorphic;
}

void OperandTypes::set_unreachable() {
  types_.resize(base_);
  polymorphic_ = true;
}

void OperandTypes::restart() {
  types_.resize(base_);
  polymorphic_ = false;
}

}  // namespace ingot
