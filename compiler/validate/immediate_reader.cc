// The checks behind the reads. Offsets in errors are those of the immediate itself.
#include "compiler/validate/immediate_reader.h"

#include <string>
#include <string_view>

#include "compiler/decode/read_types.h"

namespace ingot {

namespace {

const char* name_of(IndexSpace space) {
  constexpr const char* kNames[kIndexSpaces] = {"type",   "function", "table",        "memory",
                                                "global", "tag",      "elem segment", "data segment"};
  return kNames[static_cast<size_t>(space)];
}

uint64_t count_of(const Module& module, IndexSpace space) {
  switch (space) {
    case IndexSpace::Type: return module.types.size();
    case IndexSpace::Func: return module.functions.size();
    case IndexSpace::Table: return module.tables.size();
    case IndexSpace::Memory: return module.memories.size();
    case IndexSpace::Global: return module.globals.size();
    case IndexSpace::Tag: return module.tags.size();
    case IndexSpace::Elem: return module.elems.size();
    case IndexSpace::Data: return module.datas.size();
  }
  return 0;
}

std::unexpected<Diagnostic> unknown(uint64_t offset, const char* what, uint32_t written) {
  return fail_at(offset, std::string("unknown ") + what + " " + std::to_string(written));
}

}  // namespace

Expected<uint32_t> ImmediateReader::resolve(IndexSpace space, uint32_t written, uint64_t offset) const {
  if (!indices_) {
    if (written < count_of(module_, space)) return written;
  } else if (const std::vector<uint32_t>& map = (*indices_)[space]; written < map.size()) {
    return map[written];
  }
  return unknown(offset, name_of(space), written);
}

Expected<uint32_t> ImmediateReader::index(IndexSpace space) {
  const uint64_t start = offset();
  return resolve(space, INGOT_TRY(reader_.read_u32()), start);
}

Expected<uint32_t> ImmediateReader::number_below(uint64_t count, const char* what) {
  const uint64_t start = offset();
  const uint32_t number = INGOT_TRY(reader_.read_u32());
  if (number < count) return number;
  return unknown(start, what, number);
}

Expected<uint32_t> ImmediateReader::type_of_kind(CompositeKind kind, const char* what) {
  const uint64_t start = offset();
  const uint32_t typeidx = INGOT_TRY(type());
  if (module_.types[typeidx].kind == kind) return typeidx;
  return fail_at(start, "unknown type " + std::to_string(typeidx) + ": not a " + what + " type");
}

Expected<uint32_t> ImmediateReader::label(size_t frames) { return number_below(frames, "label"); }

/// The data section follows the code, so one-pass validation needs to have been told how many segments there are.
Expected<uint32_t> ImmediateReader::data() {
  if (!module_.data_count) return reader_.fail_here("data count section required");
  return index(IndexSpace::Data);
}

Expected<SegmentTarget> ImmediateReader::segment_and_target(IndexSpace segments, IndexSpace targets) {
  const uint64_t start = offset();
  const uint32_t segment = INGOT_TRY(reader_.read_u32());
  SegmentTarget both;
  both.target = INGOT_TRY(index(targets));
  both.segment = INGOT_TRY(resolve(segments, segment, start));
  return both;
}

Expected<SegmentTarget> ImmediateReader::data_and_memory() {
  if (!module_.data_count) return reader_.fail_here("data count section required");
  return segment_and_target(IndexSpace::Data, IndexSpace::Memory);
}

Expected<SegmentTarget> ImmediateReader::elem_and_table() {
  return segment_and_target(IndexSpace::Elem, IndexSpace::Table);
}

Expected<void> ImmediateReader::check_type(const ValType& type, uint64_t offset) {
  gate_.require(type, offset);
  if (type.heap.is_index && type.heap.code >= module_.types.size()) {
    return fail_at(offset, "unknown type " + std::to_string(type.heap.code));
  }
  return {};
}

Expected<ValType> ImmediateReader::resolve(const ValType& written, uint64_t offset) {
  gate_.require(written, offset);
  ValType type = written;
  if (type.heap.is_index) type.heap.code = INGOT_TRY(resolve(IndexSpace::Type, type.heap.code, offset));
  return type;
}

Expected<ValType> ImmediateReader::value_type() {
  const uint64_t start = offset();
  return resolve(INGOT_TRY(read_val_type(reader_)), start);
}

Expected<HeapType> ImmediateReader::heap_type() {
  const uint64_t start = offset();
  const HeapType heap = INGOT_TRY(read_heap_type(reader_));
  const ValType type = INGOT_TRY(resolve(ValType::ref(heap, true), start));
  return type.heap;
}

Expected<BlockSignature> ImmediateReader::block_signature(ValType& single) {
  const uint64_t start = offset();
  const BlockType type = INGOT_TRY(read_block_type(reader_));
  switch (type.kind) {
    case BlockType::Kind::Empty: return BlockSignature{};
    case BlockType::Kind::Value:
      single = INGOT_TRY(resolve(type.value, start));
      return BlockSignature{{}, std::span(&single, 1)};
    case BlockType::Kind::Index: break;
  }
  const uint32_t typeidx = INGOT_TRY(resolve(IndexSpace::Type, type.typeidx, start));
  if (module_.types[typeidx].kind != CompositeKind::Func) return unknown(start, "type", type.typeidx);
  const FuncType& func = module_.func_type_at(typeidx);
  return BlockSignature{func.params, func.results};
}

Expected<std::vector<ValType>> ImmediateReader::select_types() {
  std::vector<ValType> types(INGOT_TRY(reader_.read_count()));
  for (ValType& type : types) type = INGOT_TRY(value_type());
  return types;
}

Expected<MemArg> ImmediateReader::mem_arg(const OpInfo& op) {
  const uint64_t start = offset();
  MemArg arg = INGOT_TRY(read_mem_arg(reader_));
  arg.memory = INGOT_TRY(resolve(IndexSpace::Memory, arg.memory, start));
  const unsigned natural = natural_alignment(op);
  if (op.group == OpGroup::Atomic ? arg.align_log2 != natural : arg.align_log2 > natural) {
    const char* rule =
        op.group == OpGroup::Atomic ? "alignment must be natural" : "alignment must not be larger than natural";
    return fail_at(start, rule);
  }
  if (module_.memories[arg.memory].type.limits.address == AddressType::I32 && arg.offset > UINT32_MAX) {
    return fail_at(start, "offset out of range");
  }
  return arg;
}

Expected<ConstBits> ImmediateReader::constant(ImmShape shape) {
  ConstBits value;
  switch (shape) {
    case ImmShape::I32: value.bits[0] = static_cast<uint32_t>(INGOT_TRY(reader_.read_s32())); break;
    case ImmShape::I64: value.bits[0] = static_cast<uint64_t>(INGOT_TRY(reader_.read_s64())); break;
    case ImmShape::F32: value.bits[0] = INGOT_TRY(reader_.read_fixed_u32()); break;
    case ImmShape::F64: value.bits[0] = INGOT_TRY(reader_.read_fixed_u64()); break;
    default:
      value.bits[0] = INGOT_TRY(reader_.read_fixed_u64());
      value.bits[1] = INGOT_TRY(reader_.read_fixed_u64());
      break;
  }
  return value;
}

Expected<uint8_t> ImmediateReader::lane(unsigned lanes) {
  const uint64_t start = offset();
  const uint8_t lane = INGOT_TRY(reader_.read_byte());
  if (lane < lanes) return lane;
  return fail_at(start, "invalid lane index " + std::to_string(lane));
}

Expected<ShuffleLanes> ImmediateReader::shuffle() {
  ShuffleLanes lanes;
  for (uint8_t& chosen : lanes) chosen = INGOT_TRY(lane(2 * lanes.size()));
  return lanes;
}

Expected<std::vector<uint32_t>> ImmediateReader::br_table(size_t frames) {
  std::vector<uint32_t> depths(INGOT_TRY(reader_.read_count()));
  for (uint32_t& depth : depths) depth = INGOT_TRY(label(frames));
  depths.push_back(INGOT_TRY(label(frames)));
  return depths;
}

Expected<std::vector<CatchClause>> ImmediateReader::catches(size_t frames) {
  std::vector<CatchClause> clauses(INGOT_TRY(reader_.read_count()));
  for (CatchClause& clause : clauses) {
    const uint64_t start = offset();
    clause = INGOT_TRY(read_catch_clause(reader_));
    if (clause.has_tag()) clause.tag = INGOT_TRY(resolve(IndexSpace::Tag, clause.tag, start));
    if (clause.label >= frames) return unknown(start, "label", clause.label);
  }
  return clauses;
}

Expected<CastBranch> ImmediateReader::cast_branch(size_t frames) {
  const uint64_t start = offset();
  CastBranch branch = INGOT_TRY(read_cast_branch(reader_));
  if (branch.label >= frames) return unknown(start, "label", branch.label);
  branch.source = INGOT_TRY(resolve(branch.source, start));
  branch.target = INGOT_TRY(resolve(branch.target, start));
  return branch;
}

namespace {

/// log2 of the bytes of a value type, by the prefix of an instruction's text.
unsigned width_by_prefix(std::string_view text) {
  if (text.starts_with("v128")) return 4;
  return text.starts_with("i64") || text.starts_with("f64") ? 3 : 2;
}

}  // namespace

/// By the text: "i64.load" moves its own type, "i64.load32_u" 32 bits, "v128.load8x8_s" eight times eight bits.
unsigned natural_alignment(const OpInfo& op) {
  constexpr std::string_view kVerbs[] = {"load", "store", "rmw", "wait"};
  const std::string_view text = op.text;
  for (std::string_view verb : kVerbs) {
    const size_t at = text.find(verb);
    if (at == std::string_view::npos) continue;
    const std::string_view width = text.substr(at + verb.size());
    if (width.starts_with("8x8") || width.starts_with("16x4") || width.starts_with("32x2")) return 3;
    if (width.starts_with("8")) return 0;
    if (width.starts_with("16")) return 1;
    if (width.starts_with("32")) return 2;
    if (width.starts_with("64")) return 3;
    return width_by_prefix(text);
  }
  return 2;  // memory.atomic.notify
}

unsigned lane_count(const OpInfo& op) {
  const size_t cross = op.text.find('x');
  if (cross != std::string_view::npos && cross <= 3) {  // "i16x8.extract_lane_s"
    return op.text[cross + 1] == '1' ? 16 : static_cast<unsigned>(op.text[cross + 1] - '0');
  }
  return 16u >> natural_alignment(op);  // "v128.load32_lane"
}

}  // namespace ingot
