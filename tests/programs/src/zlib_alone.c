/* zlib without a libc: what it needs of one, an arena for its allocations, and a self-check. Built for wasm64, where
 * every address is 64 bits wide, and as one of the two modules of the program with two memories: then the other module
 * puts bytes into this one's memory with poke() and gets them with peek(). */
#include <stddef.h>
#include <stdint.h>

#include <zlib.h>

#ifdef __wasm__
#define EXPORT(name) __attribute__((export_name(#name)))
#else
#define EXPORT(name)
#endif

enum { kText = 300000, kRoom = 400000, kArena = 1 << 20 };

static unsigned char text[kRoom], packed[kRoom], unpacked[kRoom];
static _Alignas(16) unsigned char arena[kArena];
static size_t used;

#ifdef __wasm__
void* memcpy(void* to, const void* from, size_t size) {
  for (size_t i = 0; i < size; ++i) ((volatile unsigned char*)to)[i] = ((const unsigned char*)from)[i];
  return to;
}

void* memset(void* to, int value, size_t size) {
  for (size_t i = 0; i < size; ++i) ((volatile unsigned char*)to)[i] = (unsigned char)value;
  return to;
}
#endif

static voidpf allocate(voidpf opaque, uInt count, uInt size) {
  size_t bytes = ((size_t)count * size + 15) & ~(size_t)15;
  (void)opaque;
  if (bytes > kArena - used) return NULL;
  used += bytes;
  return arena + used - bytes;
}

static void release(voidpf opaque, voidpf block) { (void)opaque, (void)block; }

static size_t deflate_text(size_t size, int level) {
  z_stream stream = {.zalloc = allocate, .zfree = release};
  used = 0;
  if (deflateInit(&stream, level) != Z_OK) return 0;
  stream.next_in = text, stream.avail_in = (uInt)size;
  stream.next_out = packed, stream.avail_out = kRoom;
  return deflate(&stream, Z_FINISH) == Z_STREAM_END && deflateEnd(&stream) == Z_OK ? stream.total_out : 0;
}

static size_t inflate_packed(size_t size) {
  z_stream stream = {.zalloc = allocate, .zfree = release};
  used = 0;
  if (inflateInit(&stream) != Z_OK) return 0;
  stream.next_in = packed, stream.avail_in = (uInt)size;
  stream.next_out = unpacked, stream.avail_out = kRoom;
  return inflate(&stream, Z_FINISH) == Z_STREAM_END && inflateEnd(&stream) == Z_OK ? stream.total_out : 0;
}

EXPORT(poke) void poke(unsigned offset, unsigned byte) {
  if (offset < kRoom) text[offset] = (unsigned char)byte;
}

EXPORT(peek) unsigned peek(unsigned offset) { return offset < kRoom ? packed[offset] : 0; }

EXPORT(squeeze) unsigned squeeze(unsigned size, int level) {
  return size <= kRoom ? (unsigned)deflate_text(size, level) : 0;
}

/* Packs and unpacks made-up text; the result changes with every byte that comes out. 0: something went wrong. */
EXPORT(check) unsigned long long check(int level) {
  uint32_t random = 12345;
  for (size_t i = 0; i < kText; ++i) {
    random = random * 1103515245 + 12345;
    text[i] = i > 100 && random >> 30 != 0 ? text[i - 1 - (random >> 16) % 61] : (unsigned char)(random >> 24);
  }
  size_t size = deflate_text(kText, level);
  if (size == 0 || inflate_packed(size) != kText) return 0;
  for (size_t i = 0; i < kText; ++i)
    if (text[i] != unpacked[i]) return 0;
  return (unsigned long long)crc32(adler32(1, unpacked, kText), packed, (uInt)size) << 32 | size;
}

#ifdef WITH_MAIN
#include <stdio.h>
#include <stdlib.h>

int main(int argc, char** argv) {
  printf("%lld\n", (long long)check(argc > 1 ? atoi(argv[1]) : 6));
  return 0;
}
#endif
