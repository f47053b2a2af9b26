// Packs its input with two libraries, says what it got, and unpacks it again. Natively they are linked as ever; in
// WebAssembly each is a module of its own that works in this one's memory, with this one's malloc.
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#ifdef __wasm__
#define FROM(module, name) __attribute__((import_module(#module), import_name(#name)))
#else
#define FROM(module, name)
#endif

FROM(zlib, compress2)
int compress2(unsigned char* packed, unsigned long* packed_length, const unsigned char* bytes, unsigned long length,
              int level);
FROM(zlib, uncompress)
int uncompress(unsigned char* bytes, unsigned long* length, const unsigned char* packed, unsigned long packed_length);
FROM(zlib, crc32)
unsigned long crc32(unsigned long crc, const unsigned char* bytes, unsigned length);
FROM(bzip2, BZ2_bzBuffToBuffCompress)
int BZ2_bzBuffToBuffCompress(char* packed, unsigned* packed_length, char* bytes, unsigned length, int level,
                             int verbosity, int work_factor);
FROM(bzip2, BZ2_bzBuffToBuffDecompress)
int BZ2_bzBuffToBuffDecompress(char* bytes, unsigned* length, char* packed, unsigned packed_length, int small,
                               int verbosity);

/// What libbz2 calls when it finds itself broken: an import of the library from its user.
void bz_internal_error(int code) {
  fprintf(stderr, "libbz2: internal error %d\n", code);
  exit(3);
}

enum { kMostBytes = 1 << 23 };

static unsigned char input[kMostBytes], packed[kMostBytes], output[kMostBytes];

static void report(const char* name, int error, unsigned long packed_length, unsigned long length,
                   unsigned long given) {
  printf("%s: %d, %lu bytes, crc %08lx, %s\n", name, error, packed_length, crc32(0, packed, packed_length),
         length == given && memcmp(input, output, length) == 0 ? "same again" : "DIFFERS");
}

int main(void) {
  const unsigned given = fread(input, 1, sizeof input / 2, stdin);
  for (int level = 1; level <= 9; level += 4) {
    unsigned long packed_length = sizeof packed, length = sizeof output;
    int error = compress2(packed, &packed_length, input, given, level);
    if (error == 0) error = uncompress(output, &length, packed, packed_length);
    report("zlib", error, packed_length, length, given);
  }
  for (int level = 1; level <= 9; level += 8) {
    unsigned packed_length = sizeof packed, length = sizeof output;
    int error = BZ2_bzBuffToBuffCompress((char*)packed, &packed_length, (char*)input, given, level, 0, 0);
    if (error == 0) error = BZ2_bzBuffToBuffDecompress((char*)output, &length, (char*)packed, packed_length, 0, 0);
    report("bzip2", error, packed_length, length, given);
  }
  return 0;
}
