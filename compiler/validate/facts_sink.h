// Collects BodyFacts during the validator's own walk.
#pragma once

#include "compiler/validate/body_sink.h"
#include "compiler/validate/validated_module.h"

namespace ingot {

class FactsSink : public NullSink {
 public:
  /// Facts of the bodies walked since the last call, lists sorted and unique.
  BodyFacts take();

  void at(const Location&) { ++facts_.instructions; }
  template <class F>
  void begin_block(F&) {
    ++facts_.blocks;
  }
  template <class F>
  void begin_loop(F&, std::span<Value>) {
    ++facts_.blocks;
  }
  template <class F>
  void begin_if(F&, Value) {
    ++facts_.blocks;
  }

  template <class F>
  void begin_try_table(F&, std::span<const CatchTarget<F>>) {
    note_try();
  }
  template <class F>
  void begin_legacy_try(F&) {
    note_try();
  }
  void throw_exception(uint32_t, std::span<const Value>) { facts_.throws = true; }
  void throw_ref(Value) { facts_.throws = true; }
  template <class F>
  void rethrow(F&) {
    facts_.throws = true;
    facts_.rethrows = true;
  }

  void call(uint32_t funcidx, std::span<const Value>, std::span<Value>) {
    note_call();
    facts_.callees.push_back(funcidx);
  }
  void call_indirect(uint32_t typeidx, uint32_t tableidx, Value, std::span<const Value>, std::span<Value>) {
    note_call();
    facts_.indirect_types.push_back(typeidx);
    facts_.tables_called.push_back(tableidx);
  }
  void call_ref(uint32_t, Value, std::span<const Value>, std::span<Value>) {
    note_call();
    facts_.calls_references = true;
  }
  void return_call(uint32_t funcidx, std::span<const Value>) {
    facts_.callees.push_back(funcidx);
    facts_.makes_tail_calls = true;
  }
  void return_call_indirect(uint32_t typeidx, uint32_t tableidx, Value, std::span<const Value>) {
    facts_.indirect_types.push_back(typeidx);
    facts_.tables_called.push_back(tableidx);
    facts_.tables_tail_called.push_back(tableidx);
    facts_.makes_tail_calls = true;
  }
  void return_call_ref(uint32_t, Value, std::span<const Value>) {
    facts_.calls_references = true;
    facts_.makes_tail_calls = true;
  }
  void global_set(uint32_t globalidx, Value) { facts_.globals_written.push_back(globalidx); }

  Value memory_grow(uint32_t, Value) {
    facts_.grows_memory = true;
    return {};
  }
  void memory_init(uint32_t dataidx, uint32_t, Value, Value, Value) { facts_.datas_used.push_back(dataidx); }
  void data_drop(uint32_t dataidx) { facts_.datas_used.push_back(dataidx); }

  Value table_get(uint32_t tableidx, Value) {
    facts_.tables_read.push_back(tableidx);
    return {};
  }
  void table_set(uint32_t tableidx, Value, Value) { facts_.tables_written.push_back(tableidx); }
  Value table_grow(uint32_t tableidx, Value, Value) {
    facts_.tables_written.push_back(tableidx);
    facts_.tables_grown.push_back(tableidx);
    return {};
  }
  void table_fill(uint32_t tableidx, Value, Value, Value) { facts_.tables_written.push_back(tableidx); }
  void table_copy(uint32_t dest_table, uint32_t source_table, Value, Value, Value) {
    facts_.tables_written.push_back(dest_table);
    facts_.tables_read.push_back(source_table);
  }
  void table_init(uint32_t elemidx, uint32_t tableidx, Value, Value, Value) {
    facts_.elems_used.push_back(elemidx);
    facts_.tables_written.push_back(tableidx);
  }
  void elem_drop(uint32_t elemidx) { facts_.elems_used.push_back(elemidx); }
  Value ref_func(uint32_t funcidx) {
    facts_.referenced.push_back(funcidx);
    return {};
  }

 private:
  /// A call in the body of a try may go on in two places, as if it ended a block.
  void note_call() { facts_.blocks += has_try_; }
  void note_try() {
    ++facts_.blocks;
    has_try_ = true;
  }

  BodyFacts facts_;
  bool has_try_ = false;
};

}  // namespace ingot
