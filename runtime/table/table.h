// Tables: arrays of references that grow in place.
//
// A table that can grow has the address space for its maximum reserved (memory is taken when touched), so that its
// elements do not move again. Tables of programs start as arrays of the program image; such a table moves once, when it
// first grows beyond its capacity. Shared by programs and the hosted library; no global state. The builtins are in
// builtins_table.cc.
#pragma once

#include <stddef.h>
#include <stdint.h>

#include "ingot/abi.h"

namespace ingot {

/// No table grows beyond this many elements, whatever its type says: table.grow then fails, as the spec allows.
inline constexpr uint64_t kMaxTableElements = 10'000'000;

/// Makes a table of `size` null references with address space for its maximum (or kMaxTableElements, if that is less).
/// False: out of memory, or size is beyond kMaxTableElements.
bool open_table(IngotTable* table, uint64_t size, uint64_t max);

/// Gives back what open_table() took.
void close_table(IngotTable* table);

}  // namespace ingot
