// Lowers one function body: the sink of a BodyWalker whose values are llvm::Value*.
//
// It keeps no operand stack and sees no invalid or unreachable code; the walker does that. Members are defined in the
// file of their instruction family: control.cc, fuel.cc, call.cc, call_indirect.cc, tail_call.cc, variable.cc,
// numeric.cc, float_numeric.cc, convert.cc, wide.cc, memory.cc, atomic.cc, bulk.cc, table.cc, exception.cc,
// exception_legacy.cc, simd_memory.cc; other vector instructions are simd.h's.
#pragma once

#include <llvm/IR/IRBuilder.h>

#include <deque>
#include <span>
#include <vector>

#include "compiler/lower/address.h"
#include "compiler/lower/convention.h"
#include "compiler/lower/module_plan.h"
#include "compiler/lower/profile_sites.h"
#include "compiler/lower/simd.h"
#include "compiler/lower/ssa.h"
#include "compiler/lower/state_access.h"
#include "compiler/validate/body_sink.h"
#include "ingot/abi.h"

namespace ingot {

/// A try while its body is open, and afterwards what its landing pad needs to know of it. See exception.cc.
struct TryHandler {
  TryHandler* outer = nullptr;  ///< where an exception goes that is not caught here; null: out of the function
  size_t depth = 0;             ///< of its frame
  /// What it catches, up to and with the first catch_all, which has no tag.
  std::vector<std::optional<uint32_t>> tags;
  llvm::BasicBlock* pad = nullptr;  ///< where calls unwind to; null until there is one
  SsaBuilder::Segment pad_segment = 0;
  llvm::LandingPadInst* landing_pad = nullptr;
  llvm::BasicBlock* dispatch = nullptr;  ///< looks for the handler; null until something gets there
  SsaBuilder::Segment dispatch_segment = 0;
  std::vector<llvm::Value*> thrown;  ///< the exception, by edge of dispatch_segment
  // Legacy:
  bool may_delegate = false;         ///< its end is not read yet: `outer` may become another
  llvm::Value* exception = nullptr;  ///< in the catches; null if nothing gets there
  llvm::BasicBlock* next = nullptr;  ///< where the search goes on behind the last catch; null behind catch_all
  SsaBuilder::Segment next_segment = 0;
};

class FunctionLowering : public SilentSink<llvm::Value*> {
 public:
  /// What control.cc remembers of a control frame.
  struct Block {
    /// Where branches go: the loop's header, or the join at the end, which the first branch makes.
    llvm::BasicBlock* label = nullptr;
    SsaBuilder::Segment segment = 0;    ///< of label
    std::vector<llvm::Value*> carried;  ///< joins: what the edges carry, one group of label_types() per edge of segment
    std::vector<llvm::PHINode*> params;  ///< loops: the parameters inside the loop
    llvm::BasicBlock* else_block = nullptr;
    SsaBuilder::Segment else_segment = 0;
    TryHandler* handler = nullptr;  ///< of a try
  };
  using FunctionFrame = Frame<FunctionLowering>;

  /// Lowers function `funcidx` of the plan into `function`, which is declared and empty.
  FunctionLowering(const ModulePlan& plan, StateAccess& state, llvm::Function& function, uint32_t funcidx);

  // The callbacks of body_sink.h.
  void at(const Location& location) {
    location_ = location;
    if (fuel_.is_counted) count_instruction();
  }

  void begin_function(FunctionFrame& frame);
  void begin_loop(FunctionFrame& frame, std::span<V> params);
  void begin_if(FunctionFrame& frame, V condition);
  void begin_else(FunctionFrame& frame, std::span<const V> fallthrough, bool then_reachable);
  void end_block(FunctionFrame& frame, std::span<const V> fallthrough, bool reachable, std::span<V> results);
  void br(FunctionFrame& frame, std::span<const V> values);
  void br_if(FunctionFrame& frame, V condition, std::span<const V> values);
  void br_table(V index, std::span<FunctionFrame* const> targets, std::span<const V> values);
  void br_on_null(FunctionFrame& frame, V reference, std::span<const V> values);
  void br_on_non_null(FunctionFrame& frame, std::span<const V> values);
  void unreachable();

  void call(uint32_t funcidx, std::span<const V> arguments, std::span<V> results);
  void call_indirect(uint32_t typeidx, uint32_t tableidx, V index, std::span<const V> arguments, std::span<V> results);
  void call_ref(uint32_t typeidx, V reference, std::span<const V> arguments, std::span<V> results);
  void return_call(uint32_t funcidx, std::span<const V> arguments);
  void return_call_indirect(uint32_t typeidx, uint32_t tableidx, V index, std::span<const V> arguments);
  void return_call_ref(uint32_t typeidx, V reference, std::span<const V> arguments);

  void throw_exception(uint32_t tagidx, std::span<const V> payload);
  void throw_ref(V exception);
  void begin_try_table(FunctionFrame& frame, std::span<const CatchTarget<FunctionFrame>> catches);
  void end_try_table(FunctionFrame& frame, std::span<CatchTarget<FunctionFrame>> catches);
  void begin_legacy_try(FunctionFrame& frame) { open_handler(frame); }
  bool begin_legacy_catch(FunctionFrame& frame, std::optional<uint32_t> tagidx, std::span<const V> fallthrough,
                          bool reachable, std::span<V> caught);
  void delegate(FunctionFrame& frame, FunctionFrame& target);
  void rethrow(FunctionFrame& catching);

  V local_get(uint32_t local);
  void local_set(uint32_t local, V value);
  void local_tee(uint32_t local, V value) { local_set(local, value); }
  V global_get(uint32_t globalidx) { return state_.global_get(b_, globalidx); }
  void global_set(uint32_t globalidx, V value) { state_.global_set(b_, globalidx, value); }
  V select(V first, V second, V condition, ValType type);

  V constant(const OpInfo& op, ConstBits bits);
  V simple(const OpInfo& op, std::span<const V> operands);
  V extract_lane(const OpInfo& op, uint8_t lane, V vector) { return simd_.extract_lane(op, lane, vector); }
  V replace_lane(const OpInfo& op, uint8_t lane, V vector, V value) {
    return simd_.replace_lane(op, lane, vector, value);
  }
  V shuffle(const ShuffleLanes& lanes, V first, V second) { return simd_.shuffle(lanes, first, second); }

  V load(const OpInfo& op, const MemArg& memarg, V address);
  void store(const OpInfo& op, const MemArg& memarg, V address, V value);
  V load_lane(const OpInfo& op, const MemArg& memarg, uint8_t lane, V address, V vector);
  void store_lane(const OpInfo& op, const MemArg& memarg, uint8_t lane, V address, V vector);
  V memory_size(uint32_t memidx);
  V memory_grow(uint32_t memidx, V delta);
  void memory_fill(uint32_t memidx, V dest, V value, V length);
  void memory_copy(uint32_t dest_memidx, uint32_t source_memidx, V dest, V source, V length);
  void memory_init(uint32_t dataidx, uint32_t memidx, V dest, V source, V length);
  void data_drop(uint32_t dataidx);

  void wide(const OpInfo& op, std::span<const V> operands, V& low, V& high);

  V atomic_load(const OpInfo& op, const MemArg& memarg, V address);
  void atomic_store(const OpInfo& op, const MemArg& memarg, V address, V value);
  V atomic_rmw(const OpInfo& op, const MemArg& memarg, V address, V operand);
  V atomic_cmpxchg(const OpInfo& op, const MemArg& memarg, V address, V expected, V replacement);
  V atomic_wait(const OpInfo& op, const MemArg& memarg, V address, V expected, V timeout);
  V atomic_notify(const OpInfo& op, const MemArg& memarg, V address, V count);
  void atomic_fence();

  V table_get(uint32_t tableidx, V index);
  void table_set(uint32_t tableidx, V index, V value);
  V table_size(uint32_t tableidx);
  V table_grow(uint32_t tableidx, V value, V delta);
  void table_fill(uint32_t tableidx, V start, V value, V length);
  void table_copy(uint32_t dest_tableidx, uint32_t source_tableidx, V dest, V source, V length);
  void table_init(uint32_t elemidx, uint32_t tableidx, V dest, V source, V length);
  void elem_drop(uint32_t elemidx);
  V ref_null(HeapType) { return llvm::ConstantPointerNull::get(b_.getPtrTy()); }
  V ref_is_null(V reference) { return from_bool(b_.CreateIsNull(reference)); }
  V ref_func(uint32_t funcidx) { return state_.func_ref(b_, funcidx); }
  V ref_as_non_null(V reference);

 private:
  // Blocks of the function: cold ones are kept at its end.
  llvm::BasicBlock* new_block(const char* name);
  llvm::BasicBlock* new_cold_block(const char* name);
  void continue_at(llvm::BasicBlock* block) { b_.SetInsertPoint(block); }

  // Traps, with the place of the current instruction.
  void trap_if(V condition, IngotTrapKind kind);
  void trap(IngotTrapKind kind);
  /// Ends cold block `cold` with a trap of the one kind if the comparison holds, else of the other.
  void trap_either(llvm::BasicBlock* cold, llvm::CmpInst::Predicate predicate, V left, V right, IngotTrapKind if_true,
                   IngotTrapKind if_false);
  /// A rarely taken branch to the cold block that it returns; code goes on at the other side.
  llvm::BasicBlock* branch_to_cold(V condition, const char* name);

  // control.cc
  void prepare_join(FunctionFrame& frame);
  void add_edge(FunctionFrame& frame, llvm::BasicBlock* from, std::span<const V> values);
  void merge_results(FunctionFrame& frame, std::span<V> results);
  void branch_if(FunctionFrame& frame, V taken, std::span<const V> values);
  /// Of a branch that the current instruction makes: by a profile, else by a hint of the module, else null.
  llvm::MDNode* branch_weights(V condition);
  llvm::MDNode* hinted_weights();
  void weigh_cases(llvm::SwitchInst& dispatch, std::span<const uint64_t> counts);
  void finish_function(std::span<const V> results);

  // call.cc. Tail codes of callees are loaded only for tail calls.
  WasmCallee function_callee(uint32_t funcidx);
  WasmCallee reference_callee(V reference, bool for_tail_call);
  llvm::CallBase* call_callee(const FuncType& type, const WasmCallee& callee, std::span<const V> arguments,
                              std::span<V> results);
  void mark_unused_results();

  // call_indirect.cc
  struct LikelyTarget {
    TableTarget target;
    llvm::MDNode* weights = nullptr;  ///< of a branch that is taken if it is called
  };
  struct KnownTargets {
    std::optional<LikelyTarget> likely;
    std::vector<TableTarget> targets = {};  ///< the likely one first
    bool are_all = false;                   ///< a call of anything else traps
  };
  KnownTargets known_targets(uint32_t typeidx, uint32_t tableidx, V position);
  template <typename CallTarget>
  void try_targets(const KnownTargets& known, V position, CallTarget call_target);
  void trap_at_position(llvm::IRBuilderBase& b, uint32_t tableidx, V position);
  V is_other_type(V id, uint32_t typeidx);  ///< i1
  void check_hosted_type(V reference, V id, uint32_t typeidx);
  void check_position(uint32_t typeidx, uint32_t tableidx, V position);
  WasmCallee constant_table_callee(uint32_t typeidx, uint32_t tableidx, V position, bool for_tail_call);
  WasmCallee table_callee(uint32_t typeidx, uint32_t tableidx, V index, bool for_tail_call,
                          std::optional<LikelyTarget>& likely);
  std::optional<LikelyTarget> likely_target(uint32_t typeidx, uint32_t tableidx, V position);
  void promote_likely_calls();

  // tail_call.cc
  void leave_by_call(const FuncType& type, const WasmCallee& callee, std::span<const V> arguments);
  void leave_by_unknown_call(const FuncType& type, const WasmCallee& callee, std::span<const V> arguments);

  // exception.cc
  TryHandler& open_handler(FunctionFrame& frame);
  TryHandler* innermost_handler() const { return open_handlers_.empty() ? nullptr : open_handlers_.back(); }
  /// Where a call that may throw here unwinds to; null if no handler is around it. The next instruction has to be the
  /// call.
  llvm::BasicBlock* unwind_target();
  void throw_to(TryHandler& handler, V exception);
  void throw_known(V exception);
  void call_throw(V exception);
  V enter_dispatch(TryHandler& handler);
  void leave_dispatch(TryHandler& handler, V exception);
  V tag_matches(V exception, uint32_t tagidx);
  void load_payload(V exception, uint32_t tagidx, std::span<V> payload);
  void deliver(const CatchTarget<FunctionFrame>& target, V exception);
  void finish_landing_pads();
  // exception_legacy.cc
  void end_legacy_try(FunctionFrame& frame);

  // variable.cc
  void begin_locals();

  // fuel.cc. Each does nothing if no fuel is counted.
  void begin_straight_code();
  void count_instruction();
  void pay_for_elements(V count, uint64_t per_unit);
  void finish_fuel();

  // numeric.cc, float_numeric.cc, convert.cc
  V condition(V i32);    ///< i1
  V is_zero(V integer);  ///< i1
  V from_bool(V i1);
  void delete_unused_bools();
  V numeric(const OpInfo& op, std::span<const V> operands);
  V compare(Op op, V left, V right);
  V integer_unary(Op op, V operand);
  V integer_binary(Op op, V left, V right);
  V division(Op op, V left, V right);
  V shift_count(V count);
  V rotate(llvm::Intrinsic::ID intrinsic, V value, V count);
  V float_result(const OpInfo& op, std::span<const V> operands);  ///< canonical if the profile is deterministic
  V float_unary(Op op, V operand);
  V float_binary(Op op, V left, V right);
  V convert(const OpInfo& op, V operand);
  V checked_truncation(const OpInfo& op, V operand);
  V saturating_truncation(const OpInfo& op, V operand);
  V demote(V operand);
  V profiled(V value);  ///< a float result, with the NaN that the profile wants
  V unary_intrinsic(llvm::Intrinsic::ID intrinsic, V operand) { return b_.CreateUnaryIntrinsic(intrinsic, operand); }

  // atomic.cc
  struct AtomicAccess {
    llvm::Type* type = nullptr;  ///< in memory
    V pointer = nullptr;
    llvm::Align alignment;
  };
  AtomicAccess atomic_access(const OpInfo& op, const MemArg& memarg, V address);
  V load_atomic(const AtomicAccess& access);
  V widen(const OpInfo& op, V value);

  // simd_memory.cc, memory.cc, bulk.cc, table.cc
  V simd_load(const OpInfo& op, const MemArg& memarg, V address);
  /// A load of `type`, which traps although nobody uses its value; a store of `value`. No alignment is assumed.
  V load_value(llvm::Type* type, const MemArg& memarg, V address);
  void store_value(V value, const MemArg& memarg, V address);
  V to_i64(V i32) { return b_.CreateZExt(i32, b_.getInt64Ty()); }
  V to_i32(V i64) { return b_.CreateTrunc(i64, b_.getInt32Ty()); }
  V address_operand(uint32_t memidx, V value);
  V table_operand(uint32_t tableidx, V value);
  V element_address(uint32_t tableidx, V index);

  /// What pays for a piece of code without branches, at its beginning; see fuel.cc.
  struct FuelPayment {
    llvm::Instruction* check = nullptr;  ///< both have the cost as second operand
    llvm::Instruction* subtraction = nullptr;
  };
  struct Fuel {
    bool is_counted = false;
    FuelPayment payment;  ///< of the piece at hand; null until its first instruction
    uint64_t cost = 0;    ///< of the piece at hand
  };
  FuelPayment pay(V cost);

  const ModulePlan& plan_;
  const Module& module_;
  StateAccess& state_;
  llvm::Function& function_;
  const Function& body_;
  const FuncType& type_;
  const BodyFacts& facts_;
  llvm::IRBuilder<> b_;
  SimdBuilder simd_;
  SsaBuilder ssa_;
  AddressBuilder addresses_;
  Location location_;
  Fuel fuel_;
  llvm::BasicBlock* first_cold_ = nullptr;
  std::deque<TryHandler> tries_;                 ///< all of the function
  std::vector<TryHandler*> open_handlers_;       ///< whose body is open, from the outside inwards
  std::vector<llvm::AllocaInst*> stack_locals_;  ///< only of functions that are too large for SSA construction
  std::vector<llvm::Instruction*> bools_;        ///< extensions of comparisons; most are only branched on
  ProfileSites profile_;
  std::vector<std::pair<llvm::CallBase*, LikelyTarget>> likely_calls_;  ///< with what most of them call
  std::vector<llvm::Value*> call_results_;  ///< all results of calls, to find those that nobody uses
};

}  // namespace ingot
