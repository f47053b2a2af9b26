// Writes the body of a random function: valid, and sure to end.
//
// A function pays one unit of fuel for each call and returns zeros without; loops count a local that nothing else
// writes. So a body may nest loops, calls and tail calls freely. Traps are possible everywhere but rare enough for most
// exports to get through: addresses are mostly masked, divisors mostly odd.
//
// Instructions with a fixed signature are drawn from the opcode table by the type of their result: a row of a feature
// that is enabled is generated without further ado. The others have a function each below.
#pragma once

#include <functional>
#include <optional>
#include <span>

#include "compiler/wasm/opcodes.h"
#include "tests/fuzz/shape.h"

namespace fuzz {

class CodeWriter {
 public:
  CodeWriter(Random& random, const Shape& shape) : random_(random), shape_(shape) {}

  /// The body of a function of this type, local declarations included. `budget` bounds its instructions, about.
  Bytes body(const ingot::FuncType& type, int budget);

 private:
  using ValType = ingot::ValType;

  // code_writer.cc: frame of a body, statements
  void pay_fuel(std::span<const ValType> results);
  void zero(const ValType& type);
  void statements(unsigned count);
  void statement();
  void assign();
  void store();
  void branch();
  void if_statement();
  void counted_loop();
  void multi_value_block();
  void switch_statement();
  void call_statement();
  void tail_call_or_return();
  void consume(std::span<const ValType> types);
  void label(ingot::Op op, const std::function<void()>& inside);

  // code_bulk.cc: bulk memory, tables, exceptions
  void bulk();
  void table_statement();
  void legacy_try();
  void try_table();
  void throw_statement();
  void offset_and_length(bool is_64, uint32_t span);

  // code_expression.cc
  void push(const ValType& type, int depth);
  void push_all(std::span<const ValType> types, int depth);
  void leaf(const ValType& type);
  void constant(const ValType& type);
  void reference(const ValType& type, int depth);
  void row(const ValType& type, int depth);
  void operands(const ingot::OpInfo& op, const ingot::ValType& address, int depth);
  void immediate(const ingot::OpInfo& op);
  void memory_access(const ingot::OpInfo& op, int depth);
  void address(const ingot::OpInfo& op, uint32_t memory, int depth);
  void mem_arg(const ingot::OpInfo& op, uint32_t memory);
  bool may_use(const ingot::OpInfo& op) const;
  bool push_call(const ValType& type, int depth);
  void call_operands(const ingot::FuncType& type, int depth);
  void callee(uint32_t function, bool tail, int depth);

  std::optional<uint32_t> local_of(const ValType& type, bool writable);
  std::optional<uint32_t> global_of(const ValType& type);

  Random& random_;
  const Shape& shape_;
  Bytes code_;
  std::vector<ValType> locals_;  ///< parameters first; counters of loops last, from counters_ on
  uint32_t counters_ = 0;
  uint32_t loop_depth_ = 0;
  std::vector<ValType> results_;
  std::vector<bool> labels_;  ///< whether a branch there, without values, only goes forward
  unsigned try_tables_ = 0;   ///< around what is written
  int budget_ = 0;
};

}  // namespace fuzz
