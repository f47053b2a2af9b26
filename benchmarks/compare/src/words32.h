// Included in front of a native program: its own code then takes the machine's word for 32 bits wide, as Wasm's is, and
// chooses the same algorithms that it chooses for Wasm.
#ifndef INGOT_WORDS32_H
#define INGOT_WORDS32_H
#include <ctype.h>
#include <errno.h>
#include <immintrin.h>
#include <inttypes.h>
#include <limits.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>
#define size_t unsigned
#undef __x86_64__
#endif
