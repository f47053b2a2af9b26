/* Compresses standard input in memory and unpacks it again, PASSES times, by the library that is defined: ZLIB, ZSTD,
 * LZ4 or BZIP2. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#if defined(ZLIB)
#include <zlib.h>
static size_t bound(size_t size) { return compressBound(size); }
static size_t pack(char* to, size_t room, const char* from, size_t size) {
  uLongf length = room;
  return compress2((Bytef*)to, &length, (const Bytef*)from, size, 6) == Z_OK ? length : 0;
}
static size_t unpack(char* to, size_t room, const char* from, size_t size) {
  uLongf length = room;
  return uncompress((Bytef*)to, &length, (const Bytef*)from, size) == Z_OK ? length : 0;
}
#elif defined(ZSTD)
#include <zstd.h>
static size_t bound(size_t size) { return ZSTD_compressBound(size); }
static size_t pack(char* to, size_t room, const char* from, size_t size) {
  return ZSTD_compress(to, room, from, size, 9);
}
static size_t unpack(char* to, size_t room, const char* from, size_t size) {
  return ZSTD_decompress(to, room, from, size);
}
#elif defined(LZ4)
#include <lz4.h>
static size_t bound(size_t size) { return (size_t)LZ4_compressBound((int)size); }
static size_t pack(char* to, size_t room, const char* from, size_t size) {
  return (size_t)LZ4_compress_default(from, to, (int)size, (int)room);
}
static size_t unpack(char* to, size_t room, const char* from, size_t size) {
  return (size_t)LZ4_decompress_safe(from, to, (int)size, (int)room);
}
#elif defined(BZIP2)
#include <bzlib.h>
void bz_internal_error(int code) { exit(code); }
static size_t bound(size_t size) { return size + size / 100 + 600; }
static size_t pack(char* to, size_t room, const char* from, size_t size) {
  unsigned length = (unsigned)room;
  return BZ2_bzBuffToBuffCompress(to, &length, (char*)from, (unsigned)size, 9, 0, 0) == BZ_OK ? length : 0;
}
static size_t unpack(char* to, size_t room, const char* from, size_t size) {
  unsigned length = (unsigned)room;
  return BZ2_bzBuffToBuffDecompress(to, &length, (char*)from, (unsigned)size, 0, 0) == BZ_OK ? length : 0;
}
#endif

int main(void) {
  enum { kRoom = 64 << 20 };
  char* text = malloc(kRoom);
  const size_t size = fread(text, 1, kRoom, stdin), room = bound(size);
  char* packed = malloc(room);
  char* unpacked = malloc(size);
  unsigned sum = 0;
  for (int pass = 0; pass < PASSES; pass++) {
    text[pass] ^= 1; /* no two passes are the same */
    const size_t length = pack(packed, room, text, size);
    if (length == 0 || length > size || unpack(unpacked, size, packed, length) != size) {
      puts("cannot be packed");
      return 1;
    }
    for (size_t i = 0; i < size; i += 997) sum = sum * 31 + (unsigned char)unpacked[i];
  }
  if (memcmp(text, unpacked, size) != 0) puts("not what was packed");
  printf("%zu bytes, %08x\n", size, sum);
  return 0;
}
