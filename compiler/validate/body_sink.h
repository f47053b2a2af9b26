// What a consumer of a function body gets to see.
//
// BodyWalker<Sink> owns the operand stack, the control stack and reachability. It checks every instruction and forwards
// those that can be reached, by shape, to the sink. A sink has two types of its own:
//
//   Value   what stands for an operand (llvm::Value* in lowering, empty for validation). The walker stores one beside
//           the type of each operand and hands it back when the operand is used.
//   Block   what the sink remembers of a control frame; made by the walker by default construction, one per frame.
//
// Reachability: the walker forwards an instruction only if control can reach it by what is known statically: code
// behind an unconditional branch is checked but not forwarded, and so is the whole of a block that starts there. After
// end_block() control goes on if the end was reached by falling through or by a forwarded branch.
//
// SilentSink below is the complete list of callbacks, all of them empty. A sink derives from it, with its own Value,
// and hides what it needs; nothing is virtual. Results are written to `results`, which has the right size; parameters
// are in stack order.
#pragma once

#include <cstdint>
#include <optional>
#include <span>

#include "compiler/wasm/immediates.h"
#include "compiler/wasm/opcodes.h"
#include "compiler/wasm/types.h"

namespace ingot {

enum class FrameKind : uint8_t { Function, Block, Loop, If, Else, TryTable, LegacyTry, LegacyCatch };

/// The walker's view of one control frame that a sink may read.
template <class Sink>
struct Frame {
  FrameKind kind = FrameKind::Block;
  BlockSignature signature;
  size_t depth = 0;            ///< number of frames around it
  typename Sink::Block block;  ///< the sink's own

  /// What a branch to this frame carries: parameters for a loop, results otherwise.
  std::span<const ValType> label_types() const {
    return kind == FrameKind::Loop ? signature.params : signature.results;
  }
};

/// A clause of a try_table.
template <class F>
struct CatchTarget {
  CatchClause clause;
  F* label = nullptr;   ///< where control goes on, with the payload and then the reference as operands
  bool reached = true;  ///< written by the sink: it may know that nothing gets there
};

/// Where the walker is; valid during a callback.
struct Location {
  uint64_t offset = 0;         ///< of the instruction in the file
  const OpInfo* op = nullptr;  ///< the instruction
};

template <class ValueType>
struct SilentSink {
  using Value = ValueType;
  struct Block {};
  using V = Value;

  /// Before every forwarded instruction.
  void at(const Location&) {}

  // Control. The function body is a frame of its own, of kind Function, opened before the first instruction. Values of
  // parameters are the sink's own affair (locals 0..n).
  template <class F>
  void begin_function(F&) {}
  /// Block, and the signature's parameters become the block's operands unchanged.
  template <class F>
  void begin_block(F&) {}
  /// Loop: params[i] are the operands at entry; the sink may replace them by what stands for them inside the loop.
  template <class F>
  void begin_loop(F&, std::span<V> /*params, in and out*/) {}
  template <class F>
  void begin_if(F&, V /*condition*/) {}
  /// `else`, or the missing else of an if without one (its operands are the if's parameters). `fallthrough` are the
  /// operands at the end of the then-branch; it is reached only if then_reachable.
  template <class F>
  void begin_else(F&, std::span<const V> /*fallthrough*/, bool /*then_reachable*/) {}
  /// `end` of any frame. `fallthrough` is meaningful only if `reachable`. results: what stands for the frame's results
  /// behind it. Called for every frame whose beginning was forwarded; for Loop and for Function as well.
  template <class F>
  void end_block(F&, std::span<const V> /*fallthrough*/, bool /*reachable*/, std::span<V> /*results*/) {}

  /// Branches. `values` are the operands that the label takes. A return is a branch to the Function frame.
  template <class F>
  void br(F&, std::span<const V>) {}
  template <class F>
  void br_if(F&, V /*condition*/, std::span<const V>) {}
  /// targets.back() is the default.
  template <class F>
  void br_table(V /*index*/, std::span<F* const> /*targets*/, std::span<const V>) {}
  /// Branches if the reference is null; behind it, the operand stays what it was. `values` are without the reference.
  template <class F>
  void br_on_null(F&, V /*reference*/, std::span<const V>) {}
  /// Branches if the reference, which is the last of `values`, is not null.
  template <class F>
  void br_on_non_null(F&, std::span<const V>) {}
  void unreachable() {}

  // Calls.
  void call(uint32_t /*funcidx*/, std::span<const V>, std::span<V>) {}
  void call_indirect(uint32_t /*typeidx*/, uint32_t /*tableidx*/, V /*index*/, std::span<const V>, std::span<V>) {}
  void call_ref(uint32_t /*typeidx*/, V /*reference*/, std::span<const V>, std::span<V>) {}
  // Tail calls: control does not go on behind them.
  void return_call(uint32_t /*funcidx*/, std::span<const V>) {}
  void return_call_indirect(uint32_t /*typeidx*/, uint32_t /*tableidx*/, V /*index*/, std::span<const V>) {}
  void return_call_ref(uint32_t /*typeidx*/, V /*reference*/, std::span<const V>) {}

  // Exceptions. Control does not go on behind a throw.
  void throw_exception(uint32_t /*tagidx*/, std::span<const V> /*payload*/) {}
  void throw_ref(V /*exception*/) {}
  /// Like begin_block; what is thrown until end_try_table goes to the catches.
  template <class F>
  void begin_try_table(F&, std::span<const CatchTarget<F>>) {}
  /// Right before end_block of the frame.
  template <class F>
  void end_try_table(F&, std::span<CatchTarget<F>>) {}
  // Legacy exceptions. A try without catches ends by end_block alone.
  template <class F>
  void begin_legacy_try(F&) {}
  /// Ends the body, or the catch before. catch_all has no tag. caught: what stands for the payload. False: nothing gets
  /// there, and the catch is not forwarded.
  template <class F>
  bool begin_legacy_catch(F&, std::optional<uint32_t> /*tagidx*/, std::span<const V> /*fallthrough*/,
                          bool /*reachable*/, std::span<V> /*caught*/) {
    return true;
  }
  /// Right before end_block of the first frame: what its body throws goes to the handlers around the second frame, or
  /// to its own if it is a try.
  template <class F>
  void delegate(F&, F& /*target*/) {}
  template <class F>
  void rethrow(F& /*catching*/) {}

  // Variables and operands.
  V local_get(uint32_t) { return {}; }
  void local_set(uint32_t, V) {}
  void local_tee(uint32_t, V) {}  ///< the operand stays what it was
  V global_get(uint32_t) { return {}; }
  void global_set(uint32_t, V) {}
  void drop(V, ValType) {}
  V select(V /*first*/, V /*second*/, V /*condition*/, ValType) { return {}; }

  // Constants and everything with a fixed signature and no effect on state but a possible trap. One result.
  V constant(const OpInfo&, ConstBits) { return {}; }
  V simple(const OpInfo&, std::span<const V>) { return {}; }
  /// 128-bit arithmetic: two results.
  void wide(const OpInfo&, std::span<const V>, V& /*low*/, V& /*high*/) {}
  V extract_lane(const OpInfo&, uint8_t /*lane*/, V /*vector*/) { return {}; }
  V replace_lane(const OpInfo&, uint8_t /*lane*/, V /*vector*/, V /*value*/) { return {}; }
  V shuffle(const ShuffleLanes&, V /*first*/, V /*second*/) { return {}; }

  // Memory and bulk.
  V load(const OpInfo&, const MemArg&, V /*address*/) { return {}; }
  void store(const OpInfo&, const MemArg&, V /*address*/, V /*value*/) {}
  V load_lane(const OpInfo&, const MemArg&, uint8_t /*lane*/, V /*address*/, V /*vector*/) { return {}; }
  void store_lane(const OpInfo&, const MemArg&, uint8_t /*lane*/, V /*address*/, V /*vector*/) {}
  V memory_size(uint32_t) { return {}; }
  V memory_grow(uint32_t, V) { return {}; }
  void memory_fill(uint32_t, V /*dest*/, V /*value*/, V /*length*/) {}
  void memory_copy(uint32_t /*dest_memory*/, uint32_t /*source_memory*/, V /*dest*/, V /*source*/, V /*length*/) {}
  void memory_init(uint32_t /*dataidx*/, uint32_t /*memory*/, V /*dest*/, V /*source*/, V /*length*/) {}
  void data_drop(uint32_t) {}

  // Atomics. The instruction that `op` names says the width and the operation.
  V atomic_load(const OpInfo&, const MemArg&, V /*address*/) { return {}; }
  void atomic_store(const OpInfo&, const MemArg&, V /*address*/, V /*value*/) {}
  V atomic_rmw(const OpInfo&, const MemArg&, V /*address*/, V /*operand*/) { return {}; }
  V atomic_cmpxchg(const OpInfo&, const MemArg&, V /*address*/, V /*expected*/, V /*replacement*/) { return {}; }
  V atomic_wait(const OpInfo&, const MemArg&, V /*address*/, V /*expected*/, V /*timeout*/) { return {}; }
  V atomic_notify(const OpInfo&, const MemArg&, V /*address*/, V /*count*/) { return {}; }
  void atomic_fence() {}

  // Tables and references.
  V table_get(uint32_t, V /*index*/) { return {}; }
  void table_set(uint32_t, V /*index*/, V /*value*/) {}
  V table_size(uint32_t) { return {}; }
  V table_grow(uint32_t, V /*value*/, V /*delta*/) { return {}; }
  void table_fill(uint32_t, V /*start*/, V /*value*/, V /*length*/) {}
  void table_copy(uint32_t /*dest_table*/, uint32_t /*source_table*/, V /*dest*/, V /*source*/, V /*length*/) {}
  void table_init(uint32_t /*elemidx*/, uint32_t /*tableidx*/, V /*dest*/, V /*source*/, V /*length*/) {}
  void elem_drop(uint32_t) {}
  V ref_null(HeapType) { return {}; }
  V ref_is_null(V) { return {}; }
  V ref_as_non_null(V) { return {}; }
  V ref_func(uint32_t) { return {}; }
};

struct NoValue {};
using NullSink = SilentSink<NoValue>;

}  // namespace ingot
