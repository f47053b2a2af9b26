// Reads the immediates of instructions and checks every index in them.  Spec: Binary Format > Instructions.
//
// Independent of the walker's sink, so it is compiled once. After it has answered, an index is in bounds and a type
// that was asked for as a function type is one.
#pragma once

#include <cstdint>
#include <vector>

#include "compiler/decode/read_immediates.h"
#include "compiler/decode/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/validate/feature_gate.h"
#include "compiler/wasm/immediates.h"
#include "compiler/wasm/module.h"
#include "compiler/wasm/opcodes.h"

namespace ingot {

/// A segment and the memory or table that it is copied to.
struct SegmentTarget {
  uint32_t segment = 0;
  uint32_t target = 0;
};

class ImmediateReader {
 public:
  ImmediateReader(const Module& module, FeatureGate& gate) : module_(module), gate_(gate), reader_({}, 0) {}

  void start(const ByteRange& code) { reader_ = Reader(code); }
  uint64_t offset() const { return reader_.offset(); }
  bool at_end() const { return reader_.at_end(); }

  Expected<const OpInfo*> opcode() { return reader_.read_op(); }
  Expected<uint32_t> u32() { return reader_.read_u32(); }

  // Indices, in bounds.
  Expected<uint32_t> label(size_t frames);
  Expected<uint32_t> func() { return index("function", module_.functions.size()); }
  Expected<uint32_t> table() { return index("table", module_.tables.size()); }
  Expected<uint32_t> memory() { return index("memory", module_.memories.size()); }
  Expected<uint32_t> global() { return index("global", module_.globals.size()); }
  Expected<uint32_t> tag() { return index("tag", module_.tags.size()); }
  Expected<uint32_t> elem() { return index("elem segment", module_.elems.size()); }
  Expected<uint32_t> data();
  /// memory.init and table.init: the index of the segment stands first, but is checked last.
  Expected<SegmentTarget> data_and_memory();
  Expected<SegmentTarget> elem_and_table();
  Expected<uint32_t> local(uint64_t locals) { return index("local", locals); }
  Expected<uint32_t> type() { return index("type", module_.types.size()); }
  Expected<uint32_t> func_type() { return type_of_kind(CompositeKind::Func, "function"); }
  Expected<uint32_t> struct_type() { return type_of_kind(CompositeKind::Struct, "structure"); }
  Expected<uint32_t> array_type() { return type_of_kind(CompositeKind::Array, "array"); }
  Expected<uint32_t> field(uint32_t struct_typeidx) {
    return index("field", module_.types[struct_typeidx].fields.size());
  }

  // Types.
  Expected<ValType> value_type();
  Expected<HeapType> heap_type();
  /// A result type is put into `single`, which must live as long as the signature.
  Expected<BlockSignature> block_signature(ValType& single);
  Expected<std::vector<ValType>> select_types();

  // The rest.
  Expected<MemArg> mem_arg(const OpInfo& op);
  Expected<ConstBits> constant(ImmShape shape);
  Expected<uint8_t> lane(unsigned lanes);
  /// Depths in bounds, the default last.
  Expected<std::vector<uint32_t>> br_table(size_t frames);
  Expected<std::vector<CatchClause>> catches(size_t frames);
  Expected<CastBranch> cast_branch(size_t frames);
  Expected<void> zero_byte() { return read_zero_byte(reader_); }
  Expected<ShuffleLanes> shuffle();

  /// Checks the index in a type that came from elsewhere, e.g. a local declaration, and notes what it needs.
  Expected<void> check_type(const ValType& type, uint64_t offset);

 private:
  Expected<uint32_t> index(const char* space, uint64_t count);
  Expected<SegmentTarget> segment_and_target(const char* segments, uint64_t segment_count, const char* targets,
                                             uint64_t target_count);
  Expected<uint32_t> type_of_kind(CompositeKind kind, const char* what);

  const Module& module_;
  FeatureGate& gate_;
  Reader reader_;
};

/// log2 of the bytes that a load, store or atomic instruction touches.
unsigned natural_alignment(const OpInfo& op);
/// Lanes of the shape of a lane instruction.
unsigned lane_count(const OpInfo& op);

}  // namespace ingot
