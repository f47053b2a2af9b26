// What a compiled module looks like to the runtime, written by hand: parts that the handmade modules share.
//
// Built with clang, whose swiftcall puts the context into the same register as the compiler does. The convention is
// only ever used between functions of these files and through trampolines and thunks of these files, as in real
// modules.
#pragma once

#include "ingot/abi.h"

#define WASM __attribute__((swiftcall, section(INGOT_CODE_SECTION), noinline))
#define CONTEXT __attribute__((swift_context)) uint8_t* base
#define BORDER __attribute__((section(INGOT_CODE_SECTION), noinline)) static

// The trapping instruction of include/ingot/abi.h.
#define TRAP(kind, offset)                                                                      \
  do {                                                                                          \
    __asm__ volatile("ud1l %c0(%%eax), %%eax" ::"i"(INGOT_TRAP_CODE(IngotTrap##kind, offset))); \
    __builtin_unreachable();                                                                    \
  } while (0)

#define ROW(function, index, offset)                                                                       \
  __attribute__((used, section(INGOT_FUNCTIONS_SECTION))) static const IngotFunctionRow row_##function = { \
      (const void*)function, index, offset}

extern const char __start_ingot_code[] __attribute__((visibility("hidden")));
extern const char __stop_ingot_code[] __attribute__((visibility("hidden")));
extern const IngotFunctionRow __start_ingot_functions[] __attribute__((visibility("hidden")));
extern const IngotFunctionRow __stop_ingot_functions[] __attribute__((visibility("hidden")));

typedef __attribute__((swiftcall)) void CodeVoid(CONTEXT);
typedef __attribute__((swiftcall)) int32_t CodeI_I(int32_t, CONTEXT);
typedef __attribute__((swiftcall)) int32_t CodeI_II(int32_t, int32_t, CONTEXT);

// Entries of signatures that both modules use.
BORDER void enter_void(IngotCode code, void* context, IngotValue* values) {
  (void)values;
  ((CodeVoid*)code)(context);
}
BORDER void enter_i_i(IngotCode code, void* context, IngotValue* values) {
  values[0].i32 = ((CodeI_I*)code)(values[0].i32, context);
}
BORDER void enter_i_ii(IngotCode code, void* context, IngotValue* values) {
  values[0].i32 = ((CodeI_II*)code)(values[0].i32, values[1].i32, context);
}

// Thunks: the context register holds the host function.
WASM static void thunk_void(CONTEXT) { ingot_call_host((IngotHostFunc*)base, 0); }
WASM static int32_t thunk_i_i(int32_t a, CONTEXT) {
  IngotValue values[1] = {{.i32 = a}};
  ingot_call_host((IngotHostFunc*)base, values);
  return values[0].i32;
}
WASM static int32_t thunk_i_ii(int32_t a, int32_t b, CONTEXT) {
  IngotValue values[2] = {{.i32 = a}, {.i32 = b}};
  ingot_call_host((IngotHostFunc*)base, values);
  return values[0].i32;
}

#define TYPE_VOID \
  { "_", "(func)", enter_void, (IngotCode)thunk_void, 0, 0, 0, 0, 0, 0 }
#define TYPE_I_I \
  { "i_i", "(func (param i32) (result i32))", enter_i_i, (IngotCode)thunk_i_i, 1, 1, 0, 0, 0, 0 }
#define TYPE_I_II \
  { "i_ii", "(func (param i32 i32) (result i32))", enter_i_ii, (IngotCode)thunk_i_ii, 2, 1, 0, 0, 0, 0 }
