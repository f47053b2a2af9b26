// Immediates by shape, and skipping over instructions. Nothing recurses: nesting of blocks is a counter.
#include "compiler/decode/read_immediates.h"

#include "compiler/decode/read_types.h"

namespace ingot {
namespace {

constexpr uint8_t kEmptyBlock = 0x40;

Expected<void> skip_integers(Reader& reader, unsigned count) {
  for (unsigned i = 0; i < count; ++i) INGOT_CHECK(reader.read_u32());
  return {};
}

Expected<void> skip_bytes(Reader& reader, unsigned count) {
  INGOT_CHECK(reader.read_bytes(count));
  return {};
}

template <class ReadElement>
Expected<void> skip_vector(Reader& reader, ReadElement read_element) {
  const uint32_t count = INGOT_TRY(reader.read_count());
  for (uint32_t i = 0; i < count; ++i) INGOT_CHECK(read_element(reader));
  return {};
}

/// Drops the value of a read.
template <class T>
Expected<void> dropped(const Expected<T>& read) {
  if (!read) return std::unexpected(read.error());
  return {};
}

/// What an instruction does to the nesting depth of blocks.
int nesting(Op op) {
  switch (op) {
    case Op::Block:
    case Op::Loop:
    case Op::If:
    case Op::Try:
    case Op::TryTable: return 1;
    case Op::End:
    case Op::Delegate: return -1;
    default: return 0;
  }
}

}  // namespace

Expected<BlockType> read_block_type(Reader& reader) {
  const int byte = reader.peek();
  if (byte == kEmptyBlock) {
    INGOT_CHECK(reader.read_byte());
    return BlockType{};
  }
  if (byte > kEmptyBlock && byte < 0x80) {
    return BlockType{.kind = BlockType::Kind::Value, .value = INGOT_TRY(read_val_type(reader))};
  }
  const uint64_t start = reader.offset();
  const int64_t index = INGOT_TRY(reader.read_s33());
  if (index < 0) return fail_at(start, "malformed block type");
  return BlockType{.kind = BlockType::Kind::Index, .value = {}, .typeidx = static_cast<uint32_t>(index)};
}

Expected<MemArg> read_mem_arg(Reader& reader) {
  constexpr uint32_t kHasMemory = 0x40;
  const uint64_t start = reader.offset();
  const uint32_t flags = INGOT_TRY(reader.read_u32());
  if (flags >= 2 * kHasMemory) return fail_at(start, "malformed memop flags");
  MemArg arg;
  arg.align_log2 = flags & (kHasMemory - 1);
  if (flags & kHasMemory) arg.memory = INGOT_TRY(reader.read_u32());
  arg.offset = INGOT_TRY(reader.read_u64());
  return arg;
}

Expected<CatchClause> read_catch_clause(Reader& reader) {
  if (reader.peek() > 3) return reader.fail_here("malformed catch clause");
  CatchClause clause;
  clause.kind = static_cast<CatchClause::Kind>(INGOT_TRY(reader.read_byte()));
  if (clause.has_tag()) clause.tag = INGOT_TRY(reader.read_u32());
  clause.label = INGOT_TRY(reader.read_u32());
  return clause;
}

Expected<CastBranch> read_cast_branch(Reader& reader) {
  if (reader.peek() > 3) return reader.fail_here("malformed br_on_cast flags");
  const uint8_t flags = INGOT_TRY(reader.read_byte());
  CastBranch branch;
  branch.label = INGOT_TRY(reader.read_u32());
  branch.source = ValType::ref(INGOT_TRY(read_heap_type(reader)), flags & 1);
  branch.target = ValType::ref(INGOT_TRY(read_heap_type(reader)), flags & 2);
  return branch;
}

Expected<void> read_zero_byte(Reader& reader) {
  if (reader.peek() > 0) return reader.fail_here("zero byte expected");
  return skip_bytes(reader, 1);
}

Expected<void> skip_immediates(Reader& reader, ImmShape shape) {
  switch (shape) {
    case ImmShape::None: return {};
    case ImmShape::Block: return dropped(read_block_type(reader));
    case ImmShape::Label:
    case ImmShape::Func:
    case ImmShape::Type:
    case ImmShape::Local:
    case ImmShape::Global:
    case ImmShape::Table:
    case ImmShape::Memory:
    case ImmShape::Tag:
    case ImmShape::Data:
    case ImmShape::Elem:
    case ImmShape::LegacyCatch:
    case ImmShape::LegacyDelegate: return skip_integers(reader, 1);
    case ImmShape::CallIndirect:
    case ImmShape::MemMem:
    case ImmShape::DataMem:
    case ImmShape::ElemTable:
    case ImmShape::TableTable:
    case ImmShape::TypeField:
    case ImmShape::TypeType:
    case ImmShape::TypeData:
    case ImmShape::TypeElem:
    case ImmShape::TypeCount: return skip_integers(reader, 2);
    case ImmShape::BrTable:
      INGOT_CHECK(skip_vector(reader, [](Reader& from) { return from.read_u32(); }));
      return skip_integers(reader, 1);
    case ImmShape::I32: return dropped(reader.read_s32());
    case ImmShape::I64: return dropped(reader.read_s64());
    case ImmShape::F32: return skip_bytes(reader, 4);
    case ImmShape::F64: return skip_bytes(reader, 8);
    case ImmShape::V128:
    case ImmShape::Shuffle: return skip_bytes(reader, 16);
    case ImmShape::MemArg: return dropped(read_mem_arg(reader));
    case ImmShape::MemArgLane: INGOT_CHECK(read_mem_arg(reader)); return skip_bytes(reader, 1);
    case ImmShape::Lane: return skip_bytes(reader, 1);
    case ImmShape::Heap:
    case ImmShape::RefCast: return dropped(read_heap_type(reader));
    case ImmShape::SelectTypes: return skip_vector(reader, read_val_type);
    case ImmShape::TryTable: INGOT_CHECK(read_block_type(reader)); return skip_vector(reader, read_catch_clause);
    case ImmShape::BrOnCast: return dropped(read_cast_branch(reader));
    case ImmShape::Fence: return read_zero_byte(reader);
  }
  return {};
}

Expected<void> skip_instruction(Reader& reader) {
  const OpInfo* op = INGOT_TRY(reader.read_op());
  return skip_immediates(reader, op->imm);
}

Expected<ConstExpr> read_const_expr(Reader& reader) {
  const uint64_t start = reader.offset();
  int64_t depth = 1;
  while (depth > 0) {
    const OpInfo* op = INGOT_TRY(reader.read_op());
    INGOT_CHECK(skip_immediates(reader, op->imm));
    depth += nesting(op->op);
  }
  return reader.since(start);
}

}  // namespace ingot
