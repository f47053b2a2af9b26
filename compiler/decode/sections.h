// The decoders of the sections, one function each, for decode_module.cc.  Spec: Binary Format > Modules.
//
// Each gets a reader that ends with its section, and appends to the module. That nothing is left over is checked by the
// caller.
#pragma once

#include "compiler/decode/reader.h"
#include "compiler/support/diagnostic.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// No section may have more items than this; the limit of the JavaScript API for most of them. It bounds the memory
/// that a small input can ask for.
inline constexpr uint32_t kMaxItems = 1'000'000;
/// Parameters, and results, of a function type. Limit of the JavaScript API.
inline constexpr uint32_t kMaxParams = 1000;
inline constexpr uint32_t kMaxResults = 1000;
/// Fields of a structure type. Limit of the JavaScript API.
inline constexpr uint32_t kMaxFields = 10'000;
/// Locals of a function, with its parameters. Limit of the JavaScript API.
inline constexpr uint32_t kMaxLocals = 50'000;

/// The number of items of a section, at most kMaxItems. `what` names them in the error.
Expected<uint32_t> read_item_count(Reader& reader, const char* what);

Expected<void> decode_type_section(Reader& reader, Module& module);
Expected<void> decode_import_section(Reader& reader, Module& module);
Expected<void> decode_function_section(Reader& reader, Module& module);
Expected<void> decode_table_section(Reader& reader, Module& module);
Expected<void> decode_memory_section(Reader& reader, Module& module);
Expected<void> decode_tag_section(Reader& reader, Module& module);
Expected<void> decode_global_section(Reader& reader, Module& module);
Expected<void> decode_export_section(Reader& reader, Module& module);
Expected<void> decode_start_section(Reader& reader, Module& module);
Expected<void> decode_element_section(Reader& reader, Module& module);
Expected<void> decode_data_count_section(Reader& reader, Module& module);
Expected<void> decode_code_section(Reader& reader, Module& module);
Expected<void> decode_data_section(Reader& reader, Module& module);
Expected<void> decode_custom_section(Reader& reader, Module& module);

/// Fills module.names from the custom sections called "name". Cannot fail: what is malformed is left out.
void decode_names(Module& module);
/// Fills module.branch_hints from the custom section for them, which is ignored with a warning if it is invalid.
void decode_branch_hints(Module& module);

}  // namespace ingot
