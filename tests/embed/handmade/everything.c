// A module with one of everything, as the compiler would lay it out:
//
//   (module $everything
//     (import "host" "call" (func $host (param i32) (result i32)))
//     (memory (export "memory") 1 4)
//     (table (export "table") 4 8 funcref)
//     (global (export "counter") (mut i32) (i32.const 7))
//     (func (export "add") (param i32 i32) (result i32) ...)   and so on, see the functions
//     (elem (table 0) (i32.const 1) func $add $square)
//     (data (i32.const 16) "ingot"))
#include "handmade.h"

enum { kFixed = sizeof(IngotInstance) };
enum { kGlobal = kFixed + 16, kImported = kGlobal + 48, kMemories = kImported + 16, kTables = kMemories + 16 };
enum { kDatas = kTables + 16, kElems = kDatas + 16, kRefs = kElems + 32 };
enum {
  kHost,
  kAdd,
  kSquare,
  kLoad,
  kStore,
  kRecurse,
  kDivide,
  kCallHost,
  kGrow,
  kCallTable,
  kCount,
  kUnreachable,
  kFunctions
};
#define REF_OFFSET(funcidx) (kRefs + sizeof(IngotFuncRef) * (funcidx))
enum { kContext = REF_OFFSET(kFunctions) };

uint32_t everything_type_ids[3];

WASM int32_t add(int32_t a, int32_t b, CONTEXT) { return (int32_t)((uint32_t)a + (uint32_t)b); }
WASM int32_t square(int32_t a, CONTEXT) { return (int32_t)((uint32_t)a * (uint32_t)a); }
WASM int32_t load(int32_t a, CONTEXT) { return *(volatile int32_t*)(base + (uint32_t)a); }
WASM int32_t store(int32_t a, int32_t b, CONTEXT) {
  *(volatile int32_t*)(base + (uint32_t)a) = b;
  return 0;
}
WASM int32_t recurse(int32_t a, CONTEXT) {
  int32_t below = recurse(a + 1, base);
  __asm__ volatile("");  // not a loop
  return below + 1;
}
WASM int32_t divide(int32_t a, int32_t b, CONTEXT) {
  if (b == 0) TRAP(IntegerDivideByZero, 5);
  return a / b;
}
WASM int32_t call_host(int32_t a, CONTEXT) {
  IngotImportedFunc* host = (IngotImportedFunc*)(base - kImported);
  int32_t result = ((CodeI_I*)host->code)(a, host->context);
  __asm__ volatile("");
  return result + 1;
}
WASM int32_t grow(int32_t a, CONTEXT) {
  return (int32_t)ingot_memory_grow(*(IngotMemory**)(base - kMemories), (uint32_t)a);
}
WASM int32_t call_table(int32_t index, int32_t a, CONTEXT) {
  IngotTable* table = *(IngotTable**)(base - kTables);
  if ((uint32_t)index >= table->size) TRAP(UndefinedElement, 9);
  IngotFuncRef* ref = table->elements[index];
  if (!ref) TRAP(UninitializedElement, 9);
  if (ref->type_id != everything_type_ids[1]) TRAP(IndirectCallTypeMismatch, 9);
  int32_t result = ((CodeI_I*)ref->code)(a, ref->context);
  __asm__ volatile("");
  return result;
}
WASM int32_t count(int32_t a, CONTEXT) { return *(int32_t*)(base - kGlobal) += a; }
WASM void trap_always(CONTEXT) { TRAP(Unreachable, 1); }

ROW(add, kAdd, 100);
ROW(square, kSquare, 110);
ROW(load, kLoad, 120);
ROW(store, kStore, 130);
ROW(recurse, kRecurse, 140);
ROW(divide, kDivide, 150);
ROW(call_host, kCallHost, 160);
ROW(grow, kGrow, 170);
ROW(call_table, kCallTable, 180);
ROW(count, kCount, 190);
ROW(trap_always, kUnreachable, 200);

static const IngotFuncType types[] = {TYPE_VOID, TYPE_I_I, TYPE_I_II};
static const char* const names[kFunctions] = {"host",   "add",       "square", "load",       "store", "recurse",
                                              "divide", "call_host", "grow",   "call_table", "count", "trap_always"};
static const IngotImport imports[] = {{"host", "call", 4, 4, IngotExternFunc, kHost}};
static const IngotExport exports[] = {
    {"add", 3, IngotExternFunc, kAdd, 0},
    {"square", 6, IngotExternFunc, kSquare, 0},
    {"load", 4, IngotExternFunc, kLoad, 0},
    {"store", 5, IngotExternFunc, kStore, 0},
    {"recurse", 7, IngotExternFunc, kRecurse, 0},
    {"divide", 6, IngotExternFunc, kDivide, 0},
    {"call_host", 9, IngotExternFunc, kCallHost, 0},
    {"grow", 4, IngotExternFunc, kGrow, 0},
    {"call_table", 10, IngotExternFunc, kCallTable, 0},
    {"count", 5, IngotExternFunc, kCount, 0},
    {"trap_always", 11, IngotExternFunc, kUnreachable, 0},
    {"host", 4, IngotExternFunc, kHost, 0},
    {"memory", 6, IngotExternMemory, 0, 0},
    {"table", 5, IngotExternTable, 0, 0},
    {"counter", 7, IngotExternGlobal, 0, 0},
};
static const IngotFuncInfo funcs[kFunctions] = {
    {0, 0, 1, 0},
    {(IngotCode)add, REF_OFFSET(kAdd), 2, 0},
    {(IngotCode)square, REF_OFFSET(kSquare), 1, 0},
    {(IngotCode)load, REF_OFFSET(kLoad), 1, 0},
    {(IngotCode)store, REF_OFFSET(kStore), 2, 0},
    {(IngotCode)recurse, REF_OFFSET(kRecurse), 1, 0},
    {(IngotCode)divide, REF_OFFSET(kDivide), 2, 0},
    {(IngotCode)call_host, REF_OFFSET(kCallHost), 1, 0},
    {(IngotCode)grow, REF_OFFSET(kGrow), 1, 0},
    {(IngotCode)call_table, REF_OFFSET(kCallTable), 2, 0},
    {(IngotCode)count, REF_OFFSET(kCount), 1, 0},
    {(IngotCode)trap_always, REF_OFFSET(kUnreachable), 0, 0},
};
static const IngotTableInfo tables[] = {{.min = 4, .max = 8, .type = "funcref"}};
static const IngotMemoryInfo memories[] = {{.min_pages = 1, .max_pages = 4, .page_size_log2 = 16}};
static const IngotGlobalInfo globals[] = {
    {.type = "i32", .offset = kGlobal, .is_mutable = 1, .init = {.value = {.i32 = 7}, .kind = IngotConstBits}}};
static const IngotDataInfo datas[] = {
    {.bytes = (const uint8_t*)"ingot", .byte_length = 5, .offset = {.value = {.i32 = 16}}, .mode = IngotSegmentActive}};
static const IngotConstExpr elements[] = {{.value = {.i64 = kAdd}, .kind = IngotConstRefFunc},
                                          {.value = {.i64 = kSquare}, .kind = IngotConstRefFunc}};
static const IngotElemInfo elems[] = {
    {.elements = elements, .size = 2, .offset = {.value = {.i32 = 1}}, .mode = IngotSegmentActive}};

const IngotModule ingot_module = {
    .abi_version = INGOT_ABI_VERSION,
    .name = "everything",
    .code_begin = __start_ingot_code,
    .code_end = __stop_ingot_code,
    .functions_begin = __start_ingot_functions,
    .functions_end = __stop_ingot_functions,
    .function_names = names,
    .context_bytes = kContext,
    .types = types,
    .type_ids = everything_type_ids,
    .imports = imports,
    .exports = exports,
    .funcs = funcs,
    .tables = tables,
    .memories = memories,
    .globals = globals,
    .datas = datas,
    .elems = elems,
    .imported_funcs_offset = kImported,
    .tables_offset = kTables,
    .memories_offset = kMemories,
    .datas_offset = kDatas,
    .elems_offset = kElems,
    .type_count = 3,
    .import_count = 1,
    .export_count = sizeof exports / sizeof exports[0],
    .func_count = kFunctions,
    .imported_func_count = 1,
    .table_count = 1,
    .memory_count = 1,
    .global_count = 1,
    .data_count = 1,
    .elem_count = 1,
    .start_func = INGOT_NO_START,
};
