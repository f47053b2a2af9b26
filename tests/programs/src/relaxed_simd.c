/* Relaxed SIMD where every permitted result is the same: swizzles with indices in range, lane selects with whole masks,
 * fused or unfused multiply-adds of small integers, dot products of seven-bit numbers, conversions in range. Natively
 * the same arithmetic without vectors. Prints checksums. */
#include <stdint.h>
#include <stdio.h>

enum { kCount = 1 << 16 };
static uint8_t bytes[kCount], indices[kCount], swizzled[kCount], picked[kCount];
static float left[kCount], right[kCount], sums[kCount];
static int32_t whole[kCount], dots[kCount / 4];

#ifdef __wasm__
#include <wasm_simd128.h>

static void run(void) {
  for (int i = 0; i < kCount; i += 16) {
    v128_t data = wasm_v128_load(bytes + i), index = wasm_v128_load(indices + i);
    v128_t mask = wasm_i8x16_lt(wasm_u8x16_shr(data, 1), index);
    wasm_v128_store(swizzled + i, wasm_i8x16_relaxed_swizzle(data, index));
    wasm_v128_store(picked + i, wasm_i8x16_relaxed_laneselect(data, index, mask));
    v128_t small = wasm_u8x16_shr(data, 1);
    wasm_v128_store(dots + i / 4, wasm_i32x4_relaxed_dot_i8x16_i7x16_add(data, small, wasm_i32x4_splat(i)));
  }
  for (int i = 0; i < kCount; i += 4) {
    v128_t a = wasm_v128_load(left + i), b = wasm_v128_load(right + i);
    v128_t sum = wasm_f32x4_relaxed_madd(a, b, wasm_f32x4_relaxed_nmadd(b, b, a));
    wasm_v128_store(sums + i, wasm_f32x4_relaxed_max(sum, wasm_f32x4_relaxed_min(a, b)));
    wasm_v128_store(whole + i, wasm_i32x4_relaxed_trunc_f32x4(sum));
  }
}
#else
static float larger(float a, float b) { return a > b ? a : b; }

static void run(void) {
  for (int i = 0; i < kCount; ++i) {
    swizzled[i] = bytes[i / 16 * 16 + indices[i]];
    picked[i] = (int8_t)(bytes[i] >> 1) < (int8_t)indices[i] ? bytes[i] : indices[i];
    if (i % 4 == 0) dots[i / 4] = i / 16 * 16;
    dots[i / 4] += (int8_t)bytes[i] * (bytes[i] >> 1);
    float a = left[i], b = right[i], sum = a * b + (a - b * b);
    sums[i] = larger(sum, a < b ? a : b);
    whole[i] = (int32_t)sum;
  }
}
#endif

static uint32_t checksum(const void* data, size_t size) {
  uint32_t sum = 2166136261u;
  for (size_t i = 0; i < size; ++i) sum = (sum ^ ((const uint8_t*)data)[i]) * 16777619u;
  return sum;
}

int main(void) {
  uint32_t random = 1;
  for (int i = 0; i < kCount; ++i) {
    random = random * 1664525u + 1013904223u;
    bytes[i] = (uint8_t)(random >> 24);
    indices[i] = (random >> 16) & 15;
    left[i] = (float)((int)(random >> 20) - 2048);
    right[i] = (float)(random >> 8 & 511);
  }
  run();
  printf("swizzle %08x laneselect %08x dot %08x madd %08x trunc %08x\n", checksum(swizzled, sizeof swizzled),
         checksum(picked, sizeof picked), checksum(dots, sizeof dots), checksum(sums, sizeof sums),
         checksum(whole, sizeof whole));
  return 0;
}
