/* The parts of Mbed TLS that crypto.c uses, in C alone: what is compared is the compiler, not its authors' assembly. */
#pragma once
#define MBEDTLS_AES_C
#define MBEDTLS_CHACHA20_C
#define MBEDTLS_CHACHAPOLY_C
#define MBEDTLS_CIPHER_MODE_CTR
#define MBEDTLS_POLY1305_C
#define MBEDTLS_SHA256_C
#define MBEDTLS_SHA512_C
