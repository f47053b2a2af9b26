// Expressions: everything that pushes a value.
#include "compiler/validate/immediate_reader.h"
#include "tests/fuzz/code_writer.h"
#include "tests/fuzz/rows.h"

namespace fuzz {

using ingot::Feature;
using ingot::FuncType;
using ingot::ImmShape;
using ingot::kI32;
using ingot::kI64;
using ingot::Op;
using ingot::OpInfo;
using ingot::ValType;

namespace {

bool ends_with(std::string_view text, std::string_view end) { return text.ends_with(end); }

/// Whether the last operand divides.
bool divides(const OpInfo& op) {
  return op.text.starts_with("i") && op.params().size() == 2 &&
         (op.text.find(".div_") != std::string_view::npos || op.text.find(".rem_") != std::string_view::npos);
}

bool truncates(const OpInfo& op) {
  return op.group == ingot::OpGroup::Convert && op.text.find(".trunc_f") != std::string_view::npos;
}

bool is_wait(const OpInfo& op) { return op.op == Op::MemoryAtomicWait32 || op.op == Op::MemoryAtomicWait64; }

}  // namespace

std::optional<uint32_t> CodeWriter::local_of(const ValType& type, bool writable) {
  std::vector<uint32_t> found;
  const uint32_t readable = writable ? counters_ : counters_ + loop_depth_;
  for (uint32_t i = 0; i < readable; ++i)
    if (locals_[i] == type) found.push_back(i);
  if (found.empty()) return std::nullopt;
  return found[random_.below(static_cast<uint32_t>(found.size()))];
}

std::optional<uint32_t> CodeWriter::global_of(const ValType& type) {
  std::vector<uint32_t> found;
  for (uint32_t i = kFuelGlobal + 1; i < shape_.globals.size(); ++i)
    if (shape_.globals[i] == type) found.push_back(i);
  if (found.empty()) return std::nullopt;
  return found[random_.below(static_cast<uint32_t>(found.size()))];
}

void CodeWriter::push_all(std::span<const ValType> types, int depth) {
  for (const ValType& type : types) push(type, depth);
}

void CodeWriter::push(const ValType& type, int depth) {
  --budget_;
  if (depth <= 0 || budget_ <= 0 || random_.one_in(6)) return leaf(type);
  const auto typed_block = [&](Op op) {
    code_.op(op).type(type);
    labels_.push_back(false);
  };
  const auto end_block = [&] {
    labels_.pop_back();
    code_.op(Op::End);
  };
  switch (random_.below(24)) {
    case 0:
      push(type, depth - 1);
      push(type, depth - 1);
      push(kI32, depth - 1);
      if (type.is_ref())
        code_.op(Op::SelectTyped).uleb(1).type(type);
      else
        code_.op(Op::Select);
      return;
    case 1:
      push(kI32, depth - 1);
      typed_block(Op::If);
      push(type, depth - 1);
      code_.op(Op::Else);
      push(type, depth - 1);
      return end_block();
    case 2:
      typed_block(Op::Block);
      push(type, depth - 1);
      push(kI32, depth - 1);
      code_.op(Op::BrIf).uleb(0).op(Op::Drop);
      push(type, depth - 1);
      return end_block();
    case 3:
      if (push_call(type, depth)) return;
      break;
    case 4:
      if (const auto local = local_of(type, true)) {
        push(type, depth - 1);
        code_.op(Op::LocalTee).uleb(*local);
        return;
      }
      break;
    default: break;
  }
  if (type.is_ref()) return reference(type, depth);
  row(type, depth);
}

void CodeWriter::leaf(const ValType& type) {
  const auto local = local_of(type, false);
  if (local && !random_.one_in(4)) {
    code_.op(Op::LocalGet).uleb(*local);
    return;
  }
  const auto global = global_of(type);
  if (global && random_.one_in(3)) {
    code_.op(Op::GlobalGet).uleb(*global);
    return;
  }
  constant(type);
}

void CodeWriter::constant(const ValType& type) {
  if (type.is_ref()) {
    if (!type.heap.is(ingot::AbstractHeap::Func) || random_.one_in(3)) return zero(type);
    code_.op(Op::RefFunc).uleb(random_.below(static_cast<uint32_t>(shape_.functions.size())));
    return;
  }
  random_constant(random_, code_, type);
}

void CodeWriter::reference(const ValType& type, int depth) {
  for (uint32_t table = 0; table < shape_.tables.size(); ++table) {
    if (shape_.tables[table].element != type || !random_.one_in(2)) continue;
    push(kI32, depth - 1);
    if (!random_.one_in(12)) code_.op(Op::I32Const).sleb(3).op(Op::I32And);
    code_.op(Op::TableGet).uleb(table);
    return;
  }
  leaf(type);
}

bool CodeWriter::may_use(const OpInfo& op) const {
  if (op.is_special() || !shape_.has(op.feature)) return false;
  // What a relaxed instruction does is the engine's choice; an unmasked wait could be for ever.
  if (op.group == ingot::OpGroup::RelaxedSimd) return false;
  return op.group != ingot::OpGroup::Gc && op.group != ingot::OpGroup::Table && !ends_with(op.text, ".const");
}

/// An instruction whose only result has this type.
void CodeWriter::row(const ValType& type, int depth) {
  for (int attempt = 0; attempt < 60; ++attempt) {
    const OpInfo& op = kRows[random_.below(std::size(kRows))];
    if (!may_use(op) || op.results().size() != 1) continue;
    if (op.results() == "a") {
      const uint32_t memory = random_.below(static_cast<uint32_t>(shape_.memories.size()));
      const ValType address = shape_.memories[memory].is_64 ? kI64 : kI32;
      if (address != type) continue;
      operands(op, address, depth);
      code_.op(op.op).uleb(memory);
      return;
    }
    if (type_of_letter(op.results()[0]) != type) continue;
    if (op.imm == ImmShape::MemArg || op.imm == ImmShape::MemArgLane) return memory_access(op, depth);
    operands(op, kI32, depth);
    code_.op(op.op);
    return immediate(op);
  }
  leaf(type);
}

/// A store, or another instruction without a result; or one with several.
void CodeWriter::store() {
  for (int attempt = 0; attempt < 100; ++attempt) {
    const OpInfo& op = kRows[random_.below(std::size(kRows))];
    if (!may_use(op) || op.results().size() == 1 || op.group == ingot::OpGroup::Bulk) continue;
    if (op.imm == ImmShape::MemArg || op.imm == ImmShape::MemArgLane) return memory_access(op, 4);
    operands(op, kI32, 4);
    code_.op(op.op);
    immediate(op);
    std::vector<ValType> results;
    for (char letter : op.results()) results.push_back(type_of_letter(letter));
    return consume(results);
  }
}

void CodeWriter::operands(const OpInfo& op, const ValType& address, int depth) {
  const std::string_view letters = op.params();
  for (size_t i = 0; i < letters.size(); ++i) {
    const bool is_last = i + 1 == letters.size();
    if (letters[i] == 'r') {
      push(shape_.has(Feature::ReferenceTypes) && random_.one_in(2) ? ingot::kExternRef : ingot::kFuncRef, depth - 1);
      continue;
    }
    const ValType type = letters[i] == 'a' ? address : type_of_letter(letters[i]);
    if (truncates(op) && !random_.one_in(8)) {
      // Within the range of every integer type.
      push(kI32, depth - 1);
      code_.op(Op::I32Const).sleb(8).op(Op::I32ShrU);
      code_.op(type == ingot::kF32 ? Op::F32ConvertI32S : Op::F64ConvertI32S);
      continue;
    }
    push(type, depth - 1);
    const bool is_i32 = type == kI32;
    if (is_last && divides(op) && !random_.one_in(12))
      code_.op(is_i32 ? Op::I32Const : Op::I64Const).sleb(1).op(is_i32 ? Op::I32Or : Op::I64Or);
    if (op.op == Op::MemoryGrow)
      code_.op(is_i32 ? Op::I32Const : Op::I64Const).sleb(1).op(is_i32 ? Op::I32And : Op::I64And);
  }
}

void CodeWriter::immediate(const OpInfo& op) {
  switch (op.imm) {
    case ImmShape::Lane: code_.byte(static_cast<uint8_t>(random_.below(ingot::lane_count(op)))); return;
    case ImmShape::Shuffle:
      for (int i = 0; i < 16; ++i) code_.byte(static_cast<uint8_t>(random_.below(32)));
      return;
    case ImmShape::Fence: code_.byte(0); return;
    default: return;
  }
}

/// A load, store, lane access or atomic access.
void CodeWriter::memory_access(const OpInfo& op, int depth) {
  const uint32_t memory = random_.below(static_cast<uint32_t>(shape_.memories.size()));
  address(op, memory, depth);
  const std::string_view letters = op.params().substr(1);
  for (size_t i = 0; i < letters.size(); ++i) {
    if (is_wait(op) && i + 1 == letters.size())
      code_.op(Op::I64Const).sleb(random_.below(1000));  // nanoseconds, as nobody notifies
    else
      push(type_of_letter(letters[i]), depth - 1);
  }
  code_.op(op.op);
  mem_arg(op, memory);
  if (op.imm == ImmShape::MemArgLane) code_.byte(static_cast<uint8_t>(random_.below(ingot::lane_count(op))));
}

/// Mostly within the first page, aligned if the access must be; sometimes a loop's next element.
void CodeWriter::address(const OpInfo& op, uint32_t memory, int depth) {
  const bool is_64 = shape_.memories[memory].is_64;
  const auto number = [&](int64_t value) { code_.op(is_64 ? Op::I64Const : Op::I32Const).sleb(value); };
  const bool aligned = op.group == ingot::OpGroup::Atomic && !random_.one_in(30);
  if (loop_depth_ > 0 && random_.one_in(2)) {
    code_.op(Op::LocalGet).uleb(counters_ + random_.below(loop_depth_));
    if (is_64) code_.op(Op::I64ExtendI32U);
    number(aligned ? 3 : random_.below(4));
    code_.op(is_64 ? Op::I64Shl : Op::I32Shl);
    return;
  }
  if (random_.one_in(40)) return number(65536 - (aligned ? 8 : random_.below(20)));
  push(is_64 ? kI64 : kI32, depth - 1);
  if (random_.one_in(80)) return;
  number(aligned ? 0x3FF8 : 0x3FFF);
  code_.op(is_64 ? Op::I64And : Op::I32And);
}

void CodeWriter::mem_arg(const OpInfo& op, uint32_t memory) {
  const unsigned natural = ingot::natural_alignment(op);
  const bool atomic = op.group == ingot::OpGroup::Atomic;
  const uint32_t align = atomic ? natural : random_.below(natural + 1);
  uint64_t offset = random_.below(4) == 0 ? random_.below(0x8000) : random_.below(64);
  if (random_.one_in(60)) offset = random_.one_in(2) ? 0xFFFFFFFF : 0x80000000;
  if (shape_.memories[memory].is_64 && random_.one_in(60)) offset = uint64_t{1} << (32 + random_.below(32));
  if (atomic) offset &= ~uint64_t{7};
  constexpr uint32_t kNamesMemory = 0x40;
  if (memory == 0)
    code_.uleb(align);
  else
    code_.uleb(align | kNamesMemory).uleb(memory);
  code_.uleb(offset);
}

bool CodeWriter::push_call(const ValType& type, int depth) {
  std::vector<uint32_t> found;
  for (uint32_t i = 0; i < shape_.functions.size(); ++i)
    if (const FuncType& each = shape_.type_of(i); each.results.size() == 1 && each.results[0] == type)
      found.push_back(i);
  if (found.empty()) return false;
  const uint32_t function = found[random_.below(static_cast<uint32_t>(found.size()))];
  call_operands(shape_.type_of(function), depth);
  callee(function, false, depth);
  return true;
}

void CodeWriter::call_operands(const FuncType& type, int depth) { push_all(type.params, depth - 2); }

/// Calls the function, or what a table holds in its place.
void CodeWriter::callee(uint32_t function, bool tail, int depth) {
  const uint32_t typeidx = shape_.functions[function];
  if (shape_.has(Feature::FunctionReferences) && random_.one_in(4)) {
    code_.op(Op::RefFunc).uleb(function).op(tail ? Op::ReturnCallRef : Op::CallRef).uleb(typeidx);
    return;
  }
  const std::vector<uint32_t>& elements = shape_.elems[0].functions;
  std::optional<uint32_t> place;
  for (uint32_t i = 0; i < elements.size(); ++i)
    if (shape_.functions[elements[i]] == typeidx) place = i;
  if (random_.below(8) < (place ? 4 : 7)) {
    code_.op(tail ? Op::ReturnCall : Op::Call).uleb(function);
    return;
  }
  if (place && !random_.one_in(8)) {
    code_.op(Op::I32Const).sleb(*place);
  } else {
    push(kI32, depth - 1);
    if (!random_.one_in(8)) code_.op(Op::I32Const).sleb(7).op(Op::I32And);
  }
  code_.op(tail ? Op::ReturnCallIndirect : Op::CallIndirect).uleb(typeidx).uleb(0);
}

}  // namespace fuzz
