// Types, as they occur in sections and among the immediates of instructions.  Spec: Binary Format > Types.
//
// Type indices are taken as they are: whether they exist is a question for validation.
#pragma once

#include "compiler/decode/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/wasm/types.h"

namespace ingot {

Expected<ValType> read_val_type(Reader& reader);
Expected<ValType> read_ref_type(Reader& reader);
Expected<HeapType> read_heap_type(Reader& reader);

Expected<FieldType> read_field_type(Reader& reader);
Expected<TableType> read_table_type(Reader& reader);
Expected<MemoryType> read_memory_type(Reader& reader);
Expected<GlobalType> read_global_type(Reader& reader);
/// The type index of a tag.
Expected<uint32_t> read_tag_type(Reader& reader);

}  // namespace ingot
