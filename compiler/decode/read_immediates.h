// Immediates of instructions that are more than one integer.  Spec: Binary Format > Instructions.
//
// Shared by the walker, which wants their values, and by the section decoders, which only want to know where a constant
// expression ends.
#pragma once

#include "compiler/decode/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/wasm/immediates.h"
#include "compiler/wasm/types.h"

namespace ingot {

/// The type of a block, loop, if or try as it is written: nothing, one result, or a function type.
struct BlockType {
  enum class Kind : uint8_t { Empty, Value, Index };
  Kind kind = Kind::Empty;
  ValType value;         ///< kind Value
  uint32_t typeidx = 0;  ///< kind Index
};
Expected<BlockType> read_block_type(Reader& reader);

Expected<MemArg> read_mem_arg(Reader& reader);

/// One clause of a try_table.
Expected<CatchClause> read_catch_clause(Reader& reader);

/// br_on_cast and br_on_cast_fail.
struct CastBranch {
  uint32_t label = 0;
  ValType source;
  ValType target;
};
Expected<CastBranch> read_cast_branch(Reader& reader);

/// atomic.fence: one zero byte.
Expected<void> read_zero_byte(Reader& reader);

/// Reads the immediates of one instruction and drops them.
Expected<void> skip_immediates(Reader& reader, ImmShape shape);

/// Reads one instruction and drops it.
Expected<void> skip_instruction(Reader& reader);

/// Reads one expression up to the `end` that closes it, which is included. Says only what is malformed; whether the
/// instructions are constant is a question for validation.
Expected<ConstExpr> read_const_expr(Reader& reader);

}  // namespace ingot
