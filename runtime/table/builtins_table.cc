// The table builtins of abi.h: table.grow, fill, copy, init.  Spec: Execution > Table Instructions.
//
// Bounds are checked before the first element is touched. Elements are opaque references: this file never looks into
// them.
#include <string.h>

#include "runtime/memory/linear_memory.h"
#include "runtime/table/table.h"

using ingot::range_fits;

namespace {

/// Traps unless [start, start + length) is in the table.
void check_range(const IngotTable* table, uint64_t start, uint64_t length) {
  if (!range_fits(start, length, table->size)) ingot_raise_trap(IngotTrapOutOfBoundsTable);
}

/// Moves a table whose elements are an array of the program image to pages with room for its maximum. The old array is
/// part of the image and stays.
bool make_room(IngotTable* table) {
  IngotTable roomy;
  if (!ingot::open_table(&roomy, table->size, table->max)) return false;
  if (table->size != 0) memcpy(roomy.elements, table->elements, table->size * sizeof(void*));
  *table = roomy;
  return true;
}

}  // namespace

extern "C" {

uint64_t ingot_table_grow(IngotTable* table, void* value, uint64_t delta) {
  const uint64_t old_size = table->size;
  const uint64_t max = table->max < ingot::kMaxTableElements ? table->max : ingot::kMaxTableElements;
  // A table of the image may already be larger than the limit for growing.
  if (old_size > max || delta > max - old_size) return UINT64_MAX;
  if (old_size + delta > table->capacity && !make_room(table)) return UINT64_MAX;
  for (uint64_t i = 0; i < delta; ++i) table->elements[old_size + i] = value;
  table->size = old_size + delta;
  return old_size;
}

void ingot_table_fill(IngotTable* table, uint64_t start, void* value, uint64_t length) {
  check_range(table, start, length);
  for (uint64_t i = 0; i < length; ++i) table->elements[start + i] = value;
}

void ingot_table_copy(IngotTable* dest_table, IngotTable* source_table, uint64_t dest, uint64_t source,
                      uint64_t length) {
  check_range(source_table, source, length);
  check_range(dest_table, dest, length);
  if (length != 0) memmove(dest_table->elements + dest, source_table->elements + source, length * sizeof(void*));
}

void ingot_table_init(IngotTable* table, IngotElemSegment* segment, uint64_t dest, uint64_t source, uint64_t length) {
  if (!range_fits(source, length, segment->size)) ingot_raise_trap(IngotTrapOutOfBoundsTable);
  check_range(table, dest, length);
  if (length != 0) memcpy(table->elements + dest, segment->elements + source, length * sizeof(void*));
}
}
