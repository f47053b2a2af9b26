// Opening and closing of tables.
#include "runtime/table/table.h"

#include "runtime/platform/virtual_memory.h"

namespace ingot {

bool open_table(IngotTable* table, uint64_t size, uint64_t max) {
  if (size > kMaxTableElements || size > max) return false;
  const uint64_t capacity = max < kMaxTableElements ? max : kMaxTableElements;
  // Fresh pages are zero, and the null reference is a null pointer.
  void* elements = capacity == 0 ? nullptr : allocate_pages(round_up_to_page(capacity * sizeof(void*)));
  if (elements == nullptr && capacity != 0) return false;
  *table = {.elements = static_cast<void**>(elements), .size = size, .max = max, .capacity = capacity};
  return true;
}

void close_table(IngotTable* table) {
  if (table->elements != nullptr)
    release_address_space(table->elements, round_up_to_page(table->capacity * sizeof(void*)));
  *table = {};
}

}  // namespace ingot
