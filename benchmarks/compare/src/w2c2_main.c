/* Runs a module that w2c2 has translated from a file called module.wasm, on w2c2's own WASI. */
#include <stdio.h>
#include <stdlib.h>
#include <unistd.h>

#include "module.h"
#include "wasi/wasi.h"

extern char** environ;

void trap(Trap reason) {
  fprintf(stderr, "trap: %s\n", trapDescription(reason));
  abort();
}

wasmMemory* wasiMemory(void* instance) { return module_memory(instance); }

/* Not in w2c2's WASI, and not called by programs that open no files. */
U32 wasi_snapshot_preview1__fd_renumber(void* instance, U32 from, U32 to) {
  enum { kBadDescriptor = 8 };
  return (void)instance, (void)from, (void)to, kBadDescriptor;
}

int main(int argc, char** argv) {
  static moduleInstance instance;
  if (!wasiInit(argc, argv, environ)) return 1;
  moduleInstantiate(&instance, NULL);
  module__start(&instance);
  return 0;
}
