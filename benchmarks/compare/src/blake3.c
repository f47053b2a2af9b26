// Hashes standard input sixty times, each time with a byte that the hash before it changed, and prints the last hash.
#include <blake3.h>
#include <stdio.h>
#include <stdlib.h>

enum { kRoom = 16 << 20, kPasses = 60 };

int main(void) {
  uint8_t* text = malloc(kRoom);
  uint8_t hash[BLAKE3_OUT_LEN];
  const size_t size = fread(text, 1, kRoom, stdin);
  for (int pass = 0; pass < kPasses; pass++) {
    blake3_hasher hasher;
    blake3_hasher_init(&hasher);
    blake3_hasher_update(&hasher, text, size);
    blake3_hasher_finalize(&hasher, hash, sizeof hash);
    text[pass] ^= hash[0];
  }
  for (size_t i = 0; i < sizeof hash; i++) printf("%02x", hash[i]);
  puts("");
}
