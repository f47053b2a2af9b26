// Statements on whole ranges of memories and tables, and those that throw and catch.
#include "tests/fuzz/code_writer.h"

namespace fuzz {

using ingot::Feature;
using ingot::FuncType;
using ingot::kI32;
using ingot::kI64;
using ingot::Op;
using ingot::ValType;

namespace {

constexpr uint8_t kNoResult = 0x40;
constexpr uint8_t kCatch = 0, kCatchRef = 1, kCatchAll = 2;  // clauses of try_table

}  // namespace

/// An offset below `span` and then some, mostly in bounds.
void CodeWriter::offset_and_length(bool is_64, uint32_t span) {
  push(is_64 ? kI64 : kI32, 2);
  if (random_.one_in(40)) return;
  code_.op(is_64 ? Op::I64Const : Op::I32Const).sleb(span - 1).op(is_64 ? Op::I64And : Op::I32And);
}

void CodeWriter::bulk() {
  if (!shape_.has(Feature::BulkMemory)) return store();
  const auto memories = static_cast<uint32_t>(shape_.memories.size());
  const uint32_t to = random_.below(memories), from = random_.below(memories);
  const bool to_64 = shape_.memories[to].is_64, from_64 = shape_.memories[from].is_64;
  const uint32_t data = random_.below(static_cast<uint32_t>(shape_.datas.size()));
  switch (random_.below(8)) {
    case 0:
    case 1:
    case 2:
      offset_and_length(to_64, 0x4000);
      push(kI32, 2);
      offset_and_length(to_64, 0x200);
      code_.op(Op::MemoryFill).uleb(to);
      return;
    case 3:
      offset_and_length(to_64, 0x1000);
      offset_and_length(false, 0x40);
      offset_and_length(false, 0x20);
      code_.op(Op::MemoryInit).uleb(data).uleb(to);
      return;
    case 4:
      if (random_.one_in(3)) code_.op(Op::DataDrop).uleb(data);
      return;
    default:
      offset_and_length(to_64, 0x4000);
      offset_and_length(from_64, 0x4000);
      offset_and_length(to_64 && from_64, 0x200);
      code_.op(Op::MemoryCopy).uleb(to).uleb(from);
  }
}

void CodeWriter::table_statement() {
  if (!shape_.has(Feature::ReferenceTypes)) return assign();
  const uint32_t table = random_.below(static_cast<uint32_t>(shape_.tables.size()));
  const ValType& element = shape_.tables[table].element;
  switch (random_.below(shape_.has(Feature::BulkMemory) ? 8 : 4)) {
    case 0:
      push(element, 2);
      push(kI32, 1);
      code_.op(Op::I32Const).sleb(1).op(Op::I32And).op(Op::TableGrow).uleb(table);
      return consume({&kI32, 1});
    case 1:
    case 2:
    case 3:
      offset_and_length(false, 4);
      push(element, 2);
      code_.op(Op::TableSet).uleb(table);
      return;
    case 4:
      offset_and_length(false, 4);
      push(element, 2);
      offset_and_length(false, 2);
      code_.op(Op::TableFill).uleb(table);
      return;
    case 5:
      if (element == ingot::kExternRef) return;
      offset_and_length(false, 4);
      offset_and_length(false, 2);
      offset_and_length(false, 2);
      code_.op(Op::TableInit).uleb(1).uleb(table);
      return;
    case 6:
      if (random_.one_in(3)) code_.op(Op::ElemDrop).uleb(1);
      return;
    default:
      offset_and_length(false, 4);
      offset_and_length(false, 4);
      offset_and_length(false, 2);
      code_.op(Op::TableCopy).uleb(element == ingot::kExternRef ? 1 : 2 * random_.below(2));
      code_.uleb(element == ingot::kExternRef ? 1 : 2 * random_.below(2));
  }
}

void CodeWriter::throw_statement() {
  const uint32_t tag = random_.below(static_cast<uint32_t>(shape_.tags.size()));
  push(kI32, 2);
  code_.op(Op::If).byte(kNoResult);
  labels_.push_back(true);
  push_all(shape_.types[shape_.tags[tag]].params, 2);
  code_.op(Op::Throw).uleb(tag);
  labels_.pop_back();
  code_.op(Op::End);
}

void CodeWriter::legacy_try() {
  code_.op(Op::Try).byte(kNoResult);
  labels_.push_back(true);
  statements(1 + random_.below(3));
  throw_statement();
  if (random_.one_in(5) && try_tables_ == 0) {
    labels_.pop_back();
    code_.op(Op::Delegate).uleb(random_.below(static_cast<uint32_t>(labels_.size())));
    return;
  }
  const uint32_t catches = random_.below(3);
  for (uint32_t i = 0; i < catches; ++i) {
    const uint32_t tag = random_.below(static_cast<uint32_t>(shape_.tags.size()));
    code_.op(Op::Catch).uleb(tag);
    consume(shape_.types[shape_.tags[tag]].params);
    statements(1);
  }
  if (!random_.one_in(3)) {
    code_.op(Op::CatchAll);
    statements(1 + random_.below(2));
    if (random_.one_in(4)) code_.op(Op::Rethrow).uleb(0);
  }
  labels_.pop_back();
  code_.op(Op::End);
}

/// block; block (result VALUES); try_table (catch 0); ... end; br 1; end; the values are used; end
void CodeWriter::try_table() {
  const uint32_t tag = random_.below(static_cast<uint32_t>(shape_.tags.size()));
  const bool with_exception = random_.one_in(2);
  FuncType handler;
  handler.results = shape_.types[shape_.tags[tag]].params;
  if (with_exception)
    handler.results.push_back(ValType::ref(ingot::HeapType::abstract(ingot::AbstractHeap::Exn), true));
  // random_shape() has added this type.
  const uint32_t typeidx = Shape(shape_).typeidx(handler);
  label(Op::Block, [&] {
    code_.op(Op::Block).sleb(typeidx);
    labels_.push_back(false);
    const bool all = random_.one_in(2);
    code_.op(Op::TryTable).byte(kNoResult).uleb(all ? 2 : 1);
    code_.byte(with_exception ? kCatchRef : kCatch).uleb(tag).uleb(0);
    if (all) code_.byte(kCatchAll).uleb(1);
    labels_.push_back(true);
    ++try_tables_;
    statements(1 + random_.below(3));
    throw_statement();
    --try_tables_;
    labels_.pop_back();
    code_.op(Op::End).op(Op::Br).uleb(1);
    labels_.pop_back();
    code_.op(Op::End);
    consume(handler.results);
    statements(1);
  });
}

}  // namespace fuzz
