/* Compresses standard input to standard output with the zlib of zlib_alone.c, which lives in another module with a
 * memory of its own: all data crosses between the memories one byte at a time. binaryen's wasm-merge makes one module
 * of both. */
#include <stdio.h>

#ifdef __wasm__
#define FROM_ZLIB(name) __attribute__((import_module("zlib"), import_name(#name)))
#else
#define FROM_ZLIB(name)
#endif

FROM_ZLIB(poke) void poke(unsigned offset, unsigned byte);
FROM_ZLIB(peek) unsigned peek(unsigned offset);
FROM_ZLIB(squeeze) unsigned squeeze(unsigned size, int level);

enum { kBlock = 300000 };
static unsigned char block[kBlock];

int main(void) {
  for (size_t size; (size = fread(block, 1, kBlock, stdin)) != 0;) {
    for (unsigned i = 0; i < size; ++i) poke(i, block[i]);
    unsigned packed = squeeze((unsigned)size, 6);
    if (packed == 0) return 1;
    for (unsigned i = 0; i < packed; ++i) putchar((int)peek(i));
  }
  return 0;
}
