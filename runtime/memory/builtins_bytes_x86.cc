// The search builtins of abi.h, for x86-64 with SSE2: what recognised functions of a C library are lowered to
// (docs/lowering.md, Library functions).
//
// No byte outside of the given range is read, so that none of them can fault: ranges of fewer than 16 bytes are looked
// through by smaller pieces, and the last piece of a longer one overlaps the one before it.
#include <emmintrin.h>
#include <stdint.h>

#include "ingot/abi.h"

namespace {

constexpr uint64_t kVectorBytes = sizeof(__m128i);

__m128i load_vector(const uint8_t* at) { return _mm_loadu_si128(reinterpret_cast<const __m128i*>(at)); }

template <typename Integer>
Integer load_integer(const uint8_t* at) {
  Integer value;
  __builtin_memcpy(&value, at, sizeof(value));
  return value;
}

/// One bit per byte that is 0xFF, the others being 0.
uint32_t bits_of(__m128i bytes) { return static_cast<uint32_t>(_mm_movemask_epi8(bytes)); }
uint32_t first_bit(uint32_t bits) { return static_cast<uint32_t>(__builtin_ctz(bits)); }
uint32_t last_bit(uint32_t bits) { return 31 - static_cast<uint32_t>(__builtin_clz(bits)); }

/// Index of the first byte for which the test holds, or length. vector_test(index) gives the bits of the 16 bytes at an
/// index, byte_test(index) tests one.
template <typename VectorTest, typename ByteTest>
uint64_t find_first(uint64_t length, VectorTest vector_test, ByteTest byte_test) {
  if (length < kVectorBytes) {
    for (uint64_t index = 0; index < length; ++index)
      if (byte_test(index)) return index;
    return length;
  }
  uint64_t index = 0;
  for (; index <= length - kVectorBytes; index += kVectorBytes)
    if (const uint32_t bits = vector_test(index)) return index + first_bit(bits);
  if (index == length) return length;
  const uint32_t bits = vector_test(length - kVectorBytes);
  return bits ? length - kVectorBytes + first_bit(bits) : length;
}

/// Of sizeof(Integer) to 2 * sizeof(Integer) bytes.
template <typename Integer>
uint64_t mismatch_of_two(const uint8_t* a, const uint8_t* b, uint64_t length) {
  constexpr uint64_t kBytes = sizeof(Integer);
  if (const Integer differing = load_integer<Integer>(a) ^ load_integer<Integer>(b))
    return static_cast<uint64_t>(__builtin_ctzll(differing)) / 8;
  const uint64_t rest = length - kBytes;
  const Integer differing = load_integer<Integer>(a + rest) ^ load_integer<Integer>(b + rest);
  return differing ? rest + static_cast<uint64_t>(__builtin_ctzll(differing)) / 8 : length;
}

/// The bytes of a set as bits, 32 to a word.
void write_set(const uint8_t* set, uint64_t count, uint32_t* bits) {
  __builtin_memset(bits, 0, 32);
  for (uint64_t i = 0; i < count; ++i) bits[set[i] / 32] |= uint32_t{1} << (set[i] % 32);
}
bool is_in_set(const uint32_t* bits, uint8_t byte) { return bits[byte / 32] >> (byte % 32) & 1; }

}  // namespace

extern "C" {

uint64_t ingot_find_byte(const uint8_t* bytes, uint32_t byte, uint64_t length) {
  const uint8_t wanted = static_cast<uint8_t>(byte);
  const __m128i pattern = _mm_set1_epi8(static_cast<char>(wanted));
  return find_first(
      length, [&](uint64_t index) { return bits_of(_mm_cmpeq_epi8(load_vector(bytes + index), pattern)); },
      [&](uint64_t index) { return bytes[index] == wanted; });
}

uint64_t ingot_find_byte_or_nul(const uint8_t* bytes, uint32_t byte, uint64_t length) {
  const uint8_t wanted = static_cast<uint8_t>(byte);
  const __m128i pattern = _mm_set1_epi8(static_cast<char>(wanted));
  const __m128i nul = _mm_setzero_si128();
  return find_first(
      length,
      [&](uint64_t index) {
        const __m128i here = load_vector(bytes + index);
        return bits_of(_mm_or_si128(_mm_cmpeq_epi8(here, pattern), _mm_cmpeq_epi8(here, nul)));
      },
      [&](uint64_t index) { return bytes[index] == wanted || bytes[index] == 0; });
}

uint64_t ingot_find_last_byte(const uint8_t* bytes, uint32_t byte, uint64_t length) {
  const uint8_t wanted = static_cast<uint8_t>(byte);
  const __m128i pattern = _mm_set1_epi8(static_cast<char>(wanted));
  uint64_t end = length;
  for (; end >= kVectorBytes; end -= kVectorBytes)
    if (const uint32_t bits = bits_of(_mm_cmpeq_epi8(load_vector(bytes + end - kVectorBytes), pattern)))
      return end - kVectorBytes + last_bit(bits);
  while (end-- > 0)
    if (bytes[end] == wanted) return end;
  return length;
}

uint64_t ingot_find_mismatch(const uint8_t* a, const uint8_t* b, uint64_t length) {
  if (length < kVectorBytes) {
    if (length >= 8) return mismatch_of_two<uint64_t>(a, b, length);
    if (length >= 4) return mismatch_of_two<uint32_t>(a, b, length);
  }
  return find_first(
      length,
      [&](uint64_t index) { return bits_of(_mm_cmpeq_epi8(load_vector(a + index), load_vector(b + index))) ^ 0xFFFF; },
      [&](uint64_t index) { return a[index] != b[index]; });
}

uint64_t ingot_find_mismatch_or_nul(const uint8_t* a, const uint8_t* b, uint64_t length) {
  const __m128i nul = _mm_setzero_si128();
  return find_first(
      length,
      [&](uint64_t index) {
        const __m128i left = load_vector(a + index);
        // Zero where the bytes differ, and where the left one is.
        const __m128i same = _mm_min_epu8(left, _mm_cmpeq_epi8(left, load_vector(b + index)));
        return bits_of(_mm_cmpeq_epi8(same, nul));
      },
      [&](uint64_t index) { return a[index] != b[index] || a[index] == 0; });
}

uint64_t ingot_find_in_set(const uint8_t* bytes, uint64_t length, const uint8_t* set, uint64_t count, uint32_t* bits) {
  write_set(set, count, bits);
  const auto byte_test = [&](uint64_t index) { return bytes[index] == 0 || is_in_set(bits, bytes[index]); };
  if (count > 3) {
    for (uint64_t index = 0; index < length; ++index)
      if (byte_test(index)) return index;
    return length;
  }
  const auto pattern = [&](uint64_t index) { return _mm_set1_epi8(static_cast<char>(set[index])); };
  const __m128i first = pattern(0), middle = pattern(count / 2), last = pattern(count - 1);
  return find_first(
      length,
      [&](uint64_t index) {
        const __m128i here = load_vector(bytes + index);
        const __m128i ends = _mm_or_si128(_mm_cmpeq_epi8(here, first), _mm_cmpeq_epi8(here, _mm_setzero_si128()));
        const __m128i others = _mm_or_si128(_mm_cmpeq_epi8(here, middle), _mm_cmpeq_epi8(here, last));
        return bits_of(_mm_or_si128(ends, others));
      },
      byte_test);
}

uint64_t ingot_find_outside_set(const uint8_t* bytes, uint64_t length, const uint8_t* set, uint64_t count,
                                uint32_t* bits) {
  write_set(set, count, bits);
  for (uint64_t index = 0; index < length; ++index)
    if (!is_in_set(bits, bytes[index])) return index;
  return length;
}
}
