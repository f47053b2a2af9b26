/* Ciphers and hashes of Mbed TLS over 256 KiB. */
#include <mbedtls/aes.h>
#include <mbedtls/chachapoly.h>
#include <mbedtls/sha256.h>
#include <mbedtls/sha512.h>
#include <stdio.h>
#include <string.h>

enum { kBytes = 256 << 10, kPasses = 150 };

static unsigned char text[kBytes], key[64], tag[16];

static void counter_mode(void) {
  unsigned char counter[16] = {0}, block[16];
  size_t offset = 0;
  mbedtls_aes_context aes;
  mbedtls_aes_init(&aes);
  mbedtls_aes_setkey_enc(&aes, key, 256);
  mbedtls_aes_crypt_ctr(&aes, kBytes, &offset, counter, block, text, text);
  mbedtls_aes_free(&aes);
}

static void authenticated(void) {
  static const unsigned char kNonce[12] = {1};
  mbedtls_chachapoly_context chachapoly;
  mbedtls_chachapoly_init(&chachapoly);
  mbedtls_chachapoly_setkey(&chachapoly, key);
  mbedtls_chachapoly_encrypt_and_tag(&chachapoly, kBytes, kNonce, key, sizeof key, text, text, tag);
  mbedtls_chachapoly_free(&chachapoly);
}

int main(void) {
  for (int i = 0; i < kBytes; i++) text[i] = (unsigned char)(i * 7);
  for (int pass = 0; pass < kPasses; pass++) {
    counter_mode();
    authenticated();
    mbedtls_sha512_ret(text, kBytes, key, 0);
    mbedtls_sha256_ret(text, kBytes, key, 0);
  }
  for (size_t i = 0; i < sizeof key; i++) printf("%02x", key[i]);
  puts("");
  return 0;
}
