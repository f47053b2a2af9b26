// What run.py compares with: the same throws and catches in C++. throw_catch NAME FRAMES ROUNDS prints the sum.
#include <cstdint>
#include <cstdio>
#include <cstdlib>
#include <string_view>

namespace {

struct Error {
  uint32_t number;
};

[[gnu::noinline]] uint32_t down(uint32_t frames, uint32_t number) {
  if (frames == 0) throw Error{number};
  return down(frames - 1, number) + 1;
}

[[gnu::noinline]] uint32_t pass(uint32_t frames, uint32_t number) {
  try {
    return down(frames, number);
  } catch (...) {
    throw;
  }
}

template <class Throw>
uint32_t sum_of(uint32_t rounds, Throw thrower) {
  uint32_t sum = 0;
  for (; rounds != 0; --rounds) {
    try {
      sum += thrower(rounds);
    } catch (const Error& error) {
      sum += error.number;
    }
  }
  return sum;
}

}  // namespace

int main(int, char** argv) {
  const std::string_view name = argv[1];
  const uint32_t frames = static_cast<uint32_t>(std::atoi(argv[2])), rounds = static_cast<uint32_t>(std::atoi(argv[3]));
  uint32_t sum = 0;
  if (name == "near") sum = sum_of(rounds, [](uint32_t number) -> uint32_t { throw Error{number}; });
  if (name == "far") sum = sum_of(rounds, [=](uint32_t number) { return down(frames - 1, number); });
  if (name == "again") sum = sum_of(rounds, [=](uint32_t number) { return pass(frames - 1, number); });
  std::printf("%d\n", static_cast<int>(sum));
}
