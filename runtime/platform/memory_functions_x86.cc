// memcpy, memmove and memset of programs, for x86-64 with SSE2.
//
// They carry memory.copy, memory.fill and memory.init. musl's start a microcoded string instruction whatever the
// length, which takes some 30 cycles where most calls move less than 64 bytes. Here short lengths are moved by a few
// loads that all come before the stores (so that overlap does not matter), medium ones by a loop, long ones by the
// string instruction. runtime/CMakeLists.txt leaves musl's definitions out of the archive.
#include <stddef.h>
#include <stdint.h>

// Compiled without loop idioms: the loops must not become calls of the functions that they are in.
namespace {

typedef char Vector __attribute__((vector_size(16)));

/// From here on `rep movsb` and `rep stosb` win (measured).
constexpr size_t kStringInstructionBytes = 2048;
constexpr size_t kLoopBytes = 4 * sizeof(Vector);

// One unaligned access each: the compiler always expands these calls.
template <class T>
T load(const char* at) {
  T value;
  __builtin_memcpy(&value, at, sizeof(T));
  return value;
}
template <class T>
void store(char* at, T value) {
  __builtin_memcpy(at, &value, sizeof(T));
}

/// sizeof(T) to 2 * sizeof(T) bytes: the first and the last T, which overlap.
template <class T>
void move_two(char* dest, const char* source, size_t length) {
  const T first = load<T>(source), last = load<T>(source + length - sizeof(T));
  store(dest, first);
  store(dest + length - sizeof(T), last);
}

void move_up_to_16(char* dest, const char* source, size_t length) {
  if (length >= 8) return move_two<uint64_t>(dest, source, length);
  if (length >= 4) return move_two<uint32_t>(dest, source, length);
  if (length >= 2) return move_two<uint16_t>(dest, source, length);
  if (length == 1) *dest = *source;
}

struct FourVectors {
  Vector a, b, c, d;
};
FourVectors load_four(const char* at) {
  return {load<Vector>(at), load<Vector>(at + 16), load<Vector>(at + 32), load<Vector>(at + 48)};
}
void store_four(char* at, const FourVectors& four) {
  store(at, four.a);
  store(at + 16, four.b);
  store(at + 32, four.c);
  store(at + 48, four.d);
}

/// 33 to 128 bytes.
void move_up_to_128(char* dest, const char* source, size_t length) {
  const Vector a = load<Vector>(source), b = load<Vector>(source + 16);
  const Vector y = load<Vector>(source + length - 32), z = load<Vector>(source + length - 16);
  if (length > 64) {
    const Vector c = load<Vector>(source + 32), d = load<Vector>(source + 48);
    const Vector w = load<Vector>(source + length - 64), x = load<Vector>(source + length - 48);
    store(dest + 32, c);
    store(dest + 48, d);
    store(dest + length - 64, w);
    store(dest + length - 48, x);
  }
  store(dest, a);
  store(dest + 16, b);
  store(dest + length - 32, y);
  store(dest + length - 16, z);
}

/// More than 128 bytes, dest below source or apart from it. The last bytes are loaded before they can be overwritten.
void move_forward(char* dest, const char* source, size_t length) {
  const Vector head = load<Vector>(source);
  const FourVectors tail = load_four(source + length - kLoopBytes);
  char* const begin = dest;
  char* const tail_at = dest + length - kLoopBytes;
  const size_t to_alignment = 16 - (reinterpret_cast<uintptr_t>(dest) & 15);
  dest += to_alignment;
  source += to_alignment;
  for (; dest < tail_at; dest += kLoopBytes, source += kLoopBytes) store_four(dest, load_four(source));
  store_four(tail_at, tail);
  store(begin, head);
}

/// More than 128 bytes, dest above source and overlapping it.
void move_backward(char* dest, const char* source, size_t length) {
  const FourVectors head = load_four(source);
  const Vector tail = load<Vector>(source + length - sizeof(Vector));
  char* const begin = dest;
  char* const tail_at = dest + length - sizeof(Vector);
  char* end = dest + length;
  const size_t to_alignment = reinterpret_cast<uintptr_t>(end) & 15;
  end -= to_alignment;
  const char* source_end = source + length - to_alignment;
  for (; end > begin + kLoopBytes; end -= kLoopBytes, source_end -= kLoopBytes)
    store_four(end - kLoopBytes, load_four(source_end - kLoopBytes));
  store_four(begin, head);
  store(tail_at, tail);
}

void move_long(char* dest, const char* source, size_t length) {
  const uintptr_t ahead = reinterpret_cast<uintptr_t>(dest) - reinterpret_cast<uintptr_t>(source);
  if (ahead < length) return move_backward(dest, source, length);
  // The instruction is slow when the source is close above dest.
  const bool is_close = uintptr_t{0} - ahead < kLoopBytes;
  if (length < kStringInstructionBytes || is_close) return move_forward(dest, source, length);
  asm volatile("rep movsb" : "+D"(dest), "+S"(source), "+c"(length) : : "memory");
}

}  // namespace

extern "C" {

void* memmove(void* to, const void* from, size_t length) {
  char* const dest = static_cast<char*>(to);
  const char* const source = static_cast<const char*>(from);
  if (length <= 16)
    move_up_to_16(dest, source, length);
  else if (length <= 32)
    move_two<Vector>(dest, source, length);
  else if (length <= 128)
    move_up_to_128(dest, source, length);
  else
    move_long(dest, source, length);
  return to;
}

void* memcpy(void* __restrict to, const void* __restrict from, size_t length) { return memmove(to, from, length); }

void* memset(void* to, int value, size_t length) {
  char* dest = static_cast<char*>(to);
  const uint64_t word = 0x0101010101010101u * static_cast<uint8_t>(value);
  if (length < 16) {
    if (length >= 8) {
      store<uint64_t>(dest, word);
      store<uint64_t>(dest + length - 8, word);
    } else if (length >= 4) {
      store<uint32_t>(dest, static_cast<uint32_t>(word));
      store<uint32_t>(dest + length - 4, static_cast<uint32_t>(word));
    } else if (length >= 1) {
      // First, middle and last byte are all there are of up to three.
      dest[0] = dest[length / 2] = dest[length - 1] = static_cast<char>(value);
    }
    return to;
  }
  if (length >= kStringInstructionBytes) {
    asm volatile("rep stosb" : "+D"(dest), "+c"(length) : "a"(value) : "memory");
    return to;
  }
  const Vector vector = Vector{} + static_cast<char>(value);
  char* const last = dest + length - sizeof(Vector);
  for (; dest < last; dest += sizeof(Vector)) store(dest, vector);
  store(last, vector);
  return to;
}
}
