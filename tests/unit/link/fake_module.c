/* Plays the compiled code of a module: what linking and the program runtime need to be tested without the compiler.
 *
 * With FAKE_EMPTY: a module without memory, imports or exports, to see what the bare runtime weighs. Otherwise a module
 * whose exports trap in every way there is, for programs with -C entry=invoke. */
#include "ingot/abi.h"

#define WASM __attribute__((section(INGOT_CODE_SECTION), noinline, used))
#define TRAP(kind, offset) __asm__ volatile("ud1l %c0(%%eax), %%eax" ::"i"(INGOT_TRAP_CODE(kind, offset)))
#define ROW(fn, idx, body)                                                                                           \
  __attribute__((section(INGOT_FUNCTIONS_SECTION), used)) static const IngotFunctionRow row_##idx = {(void*)fn, idx, \
                                                                                                     body}

extern const IngotFunctionRow __start_ingot_functions[], __stop_ingot_functions[];
static const uint8_t* const abi_reference __attribute__((used)) = &ingot_abi_v5;

#ifdef FAKE_EMPTY

WASM static void start(void) {}
ROW(start, 0, 0x20);
const IngotProgram ingot_program = {
    .stack_bytes = 1 << 20,
    .start = start,
    .functions_begin = __start_ingot_functions,
    .functions_end = __stop_ingot_functions,
};

#else

/* Memory 0: one page of 64 KiB, of which 4 KiB are in the image. */
extern uint8_t ingot_mem0[];
__attribute__((section(INGOT_PROGRAM_MEMORY0_SECTION), used)) static const uint8_t image[] = "image";

#define LOAD(address) (*(volatile int32_t*)(ingot_mem0 + (uint32_t)(address)))

static int32_t counter; /* a global of the module */

WASM static int32_t load(int32_t address) { return LOAD(address); }
WASM static int32_t load_far(int32_t address) {
  return *(volatile int32_t*)(ingot_mem0 + (uint64_t)(uint32_t)address + 0xFFFFFFF0u);
}
WASM static int32_t count(int32_t by) { return counter += by; }
WASM static int32_t unreachable(int32_t unused) {
  TRAP(IngotTrapUnreachable, 0x173);
  return unused;
}
/* As if function 2, "count", had been inlined. */
WASM static int32_t inlined_trap(int32_t unused) {
  TRAP(IngotTrapIntegerOverflow, 0x145);
  return unused;
}
WASM static int32_t call_unreachable(int32_t unused) { return unreachable(unused) + 1; }
WASM static int32_t recurse(int32_t depth) {
  volatile int32_t local[4] = {depth};
  return recurse(depth + 1) + local[0];
}
WASM static int32_t recurse_finite(int32_t depth) {
  volatile int32_t local[4] = {depth};
  if (depth == 0) return unreachable(0) + local[0];
  return recurse_finite(depth - 1) + local[0];
}
/* Faults that are not traps: an access of compiled code that is no Wasm access, and faults of other code. */
WASM static int32_t null_in_code(int32_t unused) { return *(volatile int32_t*)0 + unused; }
__attribute__((noinline)) static int32_t runtime_load(int32_t address) { return LOAD(address); }
WASM static int32_t load_in_runtime(int32_t address) { return runtime_load(address) + 1; }
__attribute__((noinline)) static int32_t runtime_recurse(int32_t depth) {
  volatile int32_t local[64] = {depth};
  return runtime_recurse(depth + 1) + local[0];
}
WASM static int32_t overflow_in_runtime(int32_t unused) { return runtime_recurse(unused) + 1; }
WASM static int32_t bad_instruction(int32_t unused) {
  __asm__ volatile("ud2");
  return unused;
}
WASM static int32_t grow(int32_t pages) { return (int32_t)ingot_memory_grow(&ingot_memory0, (uint32_t)pages); }
static const uint8_t sevens[16] = {7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7, 7};
static IngotDataSegment segment = {.bytes = sevens, .byte_length = sizeof(sevens)};
WASM static int32_t fill(int32_t start) {
  ingot_memory_init(&ingot_memory0, &segment, (uint32_t)start, 0, sizeof(sevens));
  return LOAD(start);
}
static void* initial_elements[2];
static IngotTable table = {.elements = initial_elements, .size = 2, .max = INGOT_NO_MAX, .capacity = 2};
WASM static int32_t grow_table(int32_t by) { return (int32_t)ingot_table_grow(&table, &table, (uint32_t)by); }
WASM static int32_t unknown_import(int32_t unused) {
  ingot_unknown_import("env.missing");
  return unused;
}
WASM static double half(double x) { return x / 2; }

WASM static void enter_i_i(IngotCode code, void* context, IngotValue* values) {
  (void)context;
  values[0].bits[0] = (uint32_t)((int32_t(*)(int32_t))code)(values[0].i32);
}
WASM static void enter_d_d(IngotCode code, void* context, IngotValue* values) {
  (void)context;
  values[0].f64 = ((double (*)(double))code)(values[0].f64);
}
static const IngotFuncType i_i = {.signature = "i_i", .entry = enter_i_i, .param_count = 1, .result_count = 1};
static const IngotFuncType d_d = {.signature = "d_d", .entry = enter_d_d, .param_count = 1, .result_count = 1};

/* X(export, index, type) */
/* clang-format off */
#define FUNCTIONS(X)                                                                                 \
  X(load, 0, i_i) X(load_far, 1, i_i) X(count, 2, i_i) X(unreachable, 3, i_i)                        \
  X(call_unreachable, 4, i_i) X(recurse, 5, i_i) X(recurse_finite, 6, i_i) X(null_in_code, 7, i_i)   \
  X(load_in_runtime, 8, i_i) X(bad_instruction, 9, i_i) X(grow, 10, i_i) X(fill, 11, i_i)            \
  X(grow_table, 12, i_i) X(unknown_import, 13, i_i) X(half, 14, d_d) X(overflow_in_runtime, 15, i_i) \
  X(inlined_trap, 16, i_i)
/* clang-format on */

#define DEFINE(fn, index, signature)  \
  ROW(fn, index, 0x100 + index * 32); \
  static IngotFuncRef ref_##fn = {.code = (IngotCode)fn, .type = &signature, .type_id = 1, .funcidx = index};
FUNCTIONS(DEFINE)

#define EXPORT(fn, index, signature) {#fn, sizeof(#fn) - 1, &ref_##fn},
static const IngotProgramExport exports[] = {FUNCTIONS(EXPORT){"a name\n%", 8, &ref_count}, {"", 0, &ref_count}};
static const char* const names[] = {"load", "load_far", "count", "unreach\033able"};

IngotMemory ingot_memory0;
static const IngotProgramMemory memories[] = {{&ingot_memory0, {.min_pages = 1, .max_pages = 3, .page_size_log2 = 16}}};

const IngotProgram ingot_program = {
    .memories = memories,
    .memory_count = 1,
    .memory0_image_bytes = 4096,
    .stack_bytes = 1 << 20,
#ifdef FAKE_REQUIRED_CPU
    .required_cpu = FAKE_REQUIRED_CPU,
#endif
    .functions_begin = __start_ingot_functions,
    .functions_end = __stop_ingot_functions,
    .function_names = names,
    .function_name_count = sizeof(names) / sizeof(names[0]),
    .exports = exports,
    .export_count = sizeof(exports) / sizeof(exports[0]),
};

#endif
