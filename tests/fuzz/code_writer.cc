// Statements: everything that leaves the stack as it was.
#include "tests/fuzz/code_writer.h"

namespace fuzz {

using ingot::Feature;
using ingot::FuncType;
using ingot::kI32;
using ingot::Op;
using ingot::ValType;

namespace {

constexpr uint8_t kNoResult = 0x40;
constexpr uint32_t kMaxLoopDepth = 2;
constexpr int kDepth = 5;  // of expressions

}  // namespace

Bytes CodeWriter::body(const FuncType& type, int budget) {
  code_ = {};
  labels_ = {false};
  budget_ = budget;
  loop_depth_ = 0;
  results_ = type.results;
  locals_ = type.params;
  std::vector<ValType> declared;
  for (uint32_t i = 3 + random_.below(6); i > 0; --i) declared.push_back(shape_.value_type(random_));
  counters_ = static_cast<uint32_t>(type.params.size() + declared.size());
  declared.resize(declared.size() + kMaxLoopDepth, kI32);
  locals_.insert(locals_.end(), declared.begin(), declared.end());

  pay_fuel(results_);
  statements(3 + random_.below(6));
  if (random_.one_in(5))
    tail_call_or_return();
  else
    push_all(results_, kDepth);
  Bytes body;
  body.uleb(declared.size());
  for (const ValType& each : declared) body.uleb(1).type(each);
  return body.append(code_).op(Op::End);
}

void CodeWriter::pay_fuel(std::span<const ValType> results) {
  code_.op(Op::GlobalGet).uleb(kFuelGlobal).op(Op::I32Eqz).op(Op::If).byte(kNoResult);
  for (const ValType& type : results) zero(type);
  code_.op(Op::Return).op(Op::End);
  code_.op(Op::GlobalGet).uleb(kFuelGlobal).op(Op::I32Const).sleb(1).op(Op::I32Sub);
  code_.op(Op::GlobalSet).uleb(kFuelGlobal);
}

void CodeWriter::zero(const ValType& type) {
  switch (type.kind) {
    case ingot::ValKind::I32: code_.op(Op::I32Const).sleb(0); return;
    case ingot::ValKind::I64: code_.op(Op::I64Const).sleb(0); return;
    case ingot::ValKind::F32: code_.op(Op::F32Const).fixed(0, 4); return;
    case ingot::ValKind::F64: code_.op(Op::F64Const).fixed(0, 8); return;
    case ingot::ValKind::V128: code_.op(Op::V128Const).fixed(0, 8).fixed(0, 8); return;
    default: code_.op(Op::RefNull).heap_type(type.heap);
  }
}

void CodeWriter::label(Op op, const std::function<void()>& inside) {
  code_.op(op).byte(kNoResult);
  labels_.push_back(op != Op::Loop);
  inside();
  labels_.pop_back();
  code_.op(Op::End);
}

void CodeWriter::statements(unsigned count) {
  for (; count > 0 && budget_ > 0; --count) statement();
}

void CodeWriter::statement() {
  budget_ -= 2;
  const bool exceptions = !shape_.tags.empty();
  switch (random_.below(20)) {
    case 0:
    case 1:
    case 2: return counted_loop();
    case 3:
    case 4: return if_statement();
    case 5:
      return label(Op::Block, [&] {
        statements(1 + random_.below(3));
        branch();
        statements(1 + random_.below(3));
      });
    case 6:
    case 7: return call_statement();
    case 8:
    case 9:
    case 10:
    case 11: return store();
    case 12: return bulk();
    case 13: return table_statement();
    case 14: return shape_.has(Feature::MultiValue) ? multi_value_block() : assign();
    case 15: return switch_statement();
    case 16:
      if (!exceptions) return branch();
      if (random_.one_in(3)) return throw_statement();
      return shape_.has(Feature::Exceptions) && (random_.one_in(2) || !shape_.has(Feature::LegacyExceptions))
                 ? try_table()
                 : legacy_try();
    default: return assign();
  }
}

/// A value into a local or a global, or dropped.
void CodeWriter::assign() {
  const ValType type = shape_.value_type(random_);
  push(type, kDepth);
  consume({&type, 1});
}

void CodeWriter::branch() {
  std::vector<uint32_t> depths;
  for (uint32_t depth = 0; depth < labels_.size(); ++depth)
    if (labels_[labels_.size() - 1 - depth]) depths.push_back(depth);
  if (depths.empty()) return assign();
  push(kI32, kDepth);
  code_.op(Op::BrIf).uleb(depths[random_.below(static_cast<uint32_t>(depths.size()))]);
}

void CodeWriter::if_statement() {
  push(kI32, kDepth);
  code_.op(Op::If).byte(kNoResult);
  labels_.push_back(true);
  statements(1 + random_.below(3));
  if (random_.one_in(12)) tail_call_or_return();
  if (random_.one_in(40)) code_.op(Op::Unreachable);
  if (random_.one_in(2)) {
    code_.op(Op::Else);
    statements(1 + random_.below(3));
  }
  labels_.pop_back();
  code_.op(Op::End);
}

void CodeWriter::counted_loop() {
  if (loop_depth_ == kMaxLoopDepth) return assign();
  const uint32_t counter = counters_ + loop_depth_++;
  code_.op(Op::I32Const).sleb(0).op(Op::LocalSet).uleb(counter);
  label(Op::Loop, [&] {
    statements(1 + random_.below(4));
    code_.op(Op::LocalGet).uleb(counter).op(Op::I32Const).sleb(1 + random_.below(3)).op(Op::I32Add);
    code_.op(Op::LocalTee).uleb(counter).op(Op::I32Const).sleb(1 + random_.below(40)).op(Op::I32LtU);
    code_.op(Op::BrIf).uleb(0);
  });
  --loop_depth_;
}

/// A block with parameters and results, which a branch leaves with its results.
void CodeWriter::multi_value_block() {
  const uint32_t typeidx = random_.below(static_cast<uint32_t>(shape_.types.size()));
  const FuncType& type = shape_.types[typeidx];
  for (const ValType& each : type.results)
    if (each.is_ref() && !each.heap.is(ingot::AbstractHeap::Func) && !each.heap.is(ingot::AbstractHeap::Extern))
      return assign();
  push_all(type.params, 2);
  code_.op(Op::Block).sleb(typeidx);
  labels_.push_back(false);
  consume(type.params);
  statements(random_.below(3));
  push_all(type.results, 2);
  if (random_.one_in(2)) {
    push(kI32, 2);
    code_.op(Op::BrIf).uleb(0);
  }
  labels_.pop_back();
  code_.op(Op::End);
  consume(type.results);
}

void CodeWriter::switch_statement() {
  const uint32_t cases = 1 + random_.below(6);
  for (uint32_t i = 0; i < cases; ++i) {
    code_.op(Op::Block).byte(kNoResult);
    labels_.push_back(true);
  }
  push(kI32, kDepth);
  if (!random_.one_in(4)) code_.op(Op::I32Const).sleb(7).op(Op::I32And);
  const uint32_t targets = random_.below(10);
  code_.op(Op::BrTable).uleb(targets);
  for (uint32_t i = 0; i <= targets; ++i) code_.uleb(random_.below(cases));
  for (uint32_t i = 0; i < cases; ++i) {
    labels_.pop_back();
    code_.op(Op::End);
    statements(1);
  }
}

void CodeWriter::call_statement() {
  const uint32_t function = random_.below(static_cast<uint32_t>(shape_.functions.size()));
  if (function < shape_.imported && loop_depth_ > 0 && !random_.one_in(4)) return store();  // short logs
  const FuncType& type = shape_.type_of(function);
  call_operands(type, 3);
  callee(function, false, 2);
  consume(type.results);
}

/// Ends the function: what follows is not reached.
void CodeWriter::tail_call_or_return() {
  std::vector<uint32_t> candidates;
  for (uint32_t i = 0; i < shape_.functions.size(); ++i)
    if (shape_.type_of(i).results == results_) candidates.push_back(i);
  if (candidates.empty() || !shape_.has(Feature::TailCall)) {
    push_all(results_, 3);
    code_.op(Op::Return);
    return;
  }
  const uint32_t function = candidates[random_.below(static_cast<uint32_t>(candidates.size()))];
  call_operands(shape_.type_of(function), 3);
  callee(function, true, 2);
}

void CodeWriter::consume(std::span<const ValType> types) {
  for (size_t i = types.size(); i-- > 0;) {
    const auto local = local_of(types[i], true);
    const auto global = global_of(types[i]);
    if (local && !random_.one_in(4))
      code_.op(Op::LocalSet).uleb(*local);
    else if (global && !random_.one_in(4))
      code_.op(Op::GlobalSet).uleb(*global);
    else if (types[i].is_ref() && types[i].heap.is(ingot::AbstractHeap::Exn) && random_.one_in(4))
      code_.op(Op::ThrowRef);
    else
      code_.op(Op::Drop);
  }
}

}  // namespace fuzz
