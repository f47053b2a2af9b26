// A module that owns nothing and fails halfway:
//
//   (module $sharer
//     (import "owner" "memory" (memory 1))
//     (import "owner" "table" (table 1 funcref))
//     (global $own (mut i32) (i32.const 41))
//     (func $bump (param i32) (result i32) ...)        ;; $own += 1; returns it
//     (elem (i32.const 0) func $bump)
//     (data (i32.const 0) "left behind")
//     (data (i32.const 65530) "does not fit"))
#include "handmade.h"

enum { kGlobal = sizeof(IngotInstance) + 16, kMemories = kGlobal + 16, kTables = kMemories + 16 };
enum { kDatas = kTables + 32, kElems = kDatas + 16, kRef = kElems + 48, kContext = kRef };

WASM int32_t bump(int32_t a, CONTEXT) {
  (void)a;
  return *(int32_t*)(base - kGlobal) += 1;
}
ROW(bump, 0, 50);

static uint32_t type_ids[1];
static const IngotFuncType types[] = {TYPE_I_I};
static const char* const names[] = {"bump"};
static const IngotImport imports[] = {{"owner", "memory", 5, 6, IngotExternMemory, 0},
                                      {"owner", "table", 5, 5, IngotExternTable, 0}};
static const IngotFuncInfo funcs[] = {{(IngotCode)bump, kRef, 0, 0}};
static const IngotTableInfo tables[] = {{.min = 1, .max = INGOT_NO_MAX, .type = "(ref null func)"}};
static const IngotMemoryInfo memories[] = {{.min_pages = 1, .max_pages = INGOT_NO_MAX, .page_size_log2 = 16}};
static const IngotGlobalInfo globals[] = {
    {.type = "i32", .offset = kGlobal, .is_mutable = 1, .init = {.value = {.i32 = 41}, .kind = IngotConstBits}}};
static const IngotDataInfo datas[] = {
    {.bytes = (const uint8_t*)"left behind", .byte_length = 11, .mode = IngotSegmentActive},
    {.bytes = (const uint8_t*)"does not fit", .byte_length = 12, .offset = {.value = {.i32 = 65530}}}};
static const IngotConstExpr elements[] = {{.value = {.i64 = 0}, .kind = IngotConstRefFunc}};
static const IngotElemInfo elems[] = {{.elements = elements, .size = 1, .mode = IngotSegmentActive}};

const IngotModule ingot_module = {
    .abi_version = INGOT_ABI_VERSION,
    .name = "sharer",
    .code_begin = __start_ingot_code,
    .code_end = __stop_ingot_code,
    .functions_begin = __start_ingot_functions,
    .functions_end = __stop_ingot_functions,
    .function_names = names,
    .context_bytes = kContext,
    .types = types,
    .type_ids = type_ids,
    .imports = imports,
    .funcs = funcs,
    .tables = tables,
    .memories = memories,
    .globals = globals,
    .datas = datas,
    .elems = elems,
    .tables_offset = kTables,
    .memories_offset = kMemories,
    .datas_offset = kDatas,
    .elems_offset = kElems,
    .type_count = 1,
    .import_count = 2,
    .func_count = 1,
    .table_count = 1,
    .imported_table_count = 1,
    .memory_count = 1,
    .imported_memory_count = 1,
    .global_count = 1,
    .data_count = 2,
    .elem_count = 1,
    .start_func = INGOT_NO_START,
};
