// Reads the immediates of instructions and checks every index in them.  Spec: Binary Format > Instructions.
//
// Independent of the walker's sink, so it is compiled once. After it has answered, an index is in bounds and a type
// that was asked for as a function type is one. This is the only place where indices are read out of code: those of a
// merged module become indices of that module here, and nobody behind it knows that there was a merge.
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

  void start(const ByteRange& code) {
    reader_ = Reader(code);
    indices_ = code.indices;
  }
  uint64_t offset() const { return reader_.offset(); }
  bool at_end() const { return reader_.at_end(); }

  Expected<const OpInfo*> opcode() { return reader_.read_op(); }
  Expected<uint32_t> u32() { return reader_.read_u32(); }

  // Indices, in bounds.
  Expected<uint32_t> label(size_t frames);
  Expected<uint32_t> func() { return index(IndexSpace::Func); }
  Expected<uint32_t> table() { return index(IndexSpace::Table); }
  Expected<uint32_t> memory() { return index(IndexSpace::Memory); }
  Expected<uint32_t> global() { return index(IndexSpace::Global); }
  Expected<uint32_t> tag() { return index(IndexSpace::Tag); }
  Expected<uint32_t> elem() { return index(IndexSpace::Elem); }
  Expected<uint32_t> data();
  /// memory.init and table.init: the index of the segment stands first, but is checked last.
  Expected<SegmentTarget> data_and_memory();
  Expected<SegmentTarget> elem_and_table();
  Expected<uint32_t> local(uint64_t locals) { return number_below(locals, "local"); }
  Expected<uint32_t> type() { return index(IndexSpace::Type); }
  Expected<uint32_t> func_type() { return type_of_kind(CompositeKind::Func, "function"); }
  Expected<uint32_t> struct_type() { return type_of_kind(CompositeKind::Struct, "structure"); }
  Expected<uint32_t> array_type() { return type_of_kind(CompositeKind::Array, "array"); }
  Expected<uint32_t> field(uint32_t struct_typeidx) {
    return number_below(module_.types[struct_typeidx].fields.size(), "field");
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

  /// Checks the index of module_ in a type that came from elsewhere, e.g. a local declaration, and notes what it needs.
  Expected<void> check_type(const ValType& type, uint64_t offset);

 private:
  Expected<uint32_t> index(IndexSpace space);
  /// The index in module_ of what the code calls `written`, which stands at `offset`.
  Expected<uint32_t> resolve(IndexSpace space, uint32_t written, uint64_t offset) const;
  Expected<ValType> resolve(const ValType& written, uint64_t offset);
  Expected<uint32_t> number_below(uint64_t count, const char* what);
  Expected<SegmentTarget> segment_and_target(IndexSpace segments, IndexSpace targets);
  Expected<uint32_t> type_of_kind(CompositeKind kind, const char* what);

  const Module& module_;
  FeatureGate& gate_;
  Reader reader_;
  const IndexMap* indices_ = nullptr;
};

/// log2 of the bytes that a load, store or atomic instruction touches.
unsigned natural_alignment(const OpInfo& op);
/// Lanes of the shape of a lane instruction.
unsigned lane_count(const OpInfo& op);

}  // namespace ingot
