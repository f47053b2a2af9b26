// Callers that want no result: wasm-opt leaves it out of functions that have no others. There are two of each, so that
// the functions are not inlined.
#define CALLERS(name, second)                                            \
  void* name(void*, second, __SIZE_TYPE__);                              \
  void use_##name(void* a, second b, __SIZE_TYPE__ n) { name(a, b, n); } \
  void use_##name##_twice(void* a, second b, __SIZE_TYPE__ n) {          \
    name(a, b, n);                                                       \
    name(a, b, n);                                                       \
  }

CALLERS(memcpy, const void*)
CALLERS(memmove, const void*)
CALLERS(memset, int)
