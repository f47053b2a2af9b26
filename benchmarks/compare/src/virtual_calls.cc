// Virtual calls over CLASSES classes, in an order that repeats: what a call through a table costs.
#include <cstdint>
#include <cstdio>

namespace {

struct Step {
  virtual uint32_t apply(uint32_t value) const = 0;
};

template <uint32_t kNumber>
struct NumberedStep final : Step {
  uint32_t added = kNumber + 1;
  uint32_t apply(uint32_t value) const override { return value * (2 * kNumber + 3) + added; }
};

template <uint32_t kNumber>
const NumberedStep<kNumber> kStep;

#if CLASSES == 1
const Step* const kSteps[] = {&kStep<0>};
#elif CLASSES == 3
const Step* const kSteps[] = {&kStep<0>, &kStep<1>, &kStep<2>};
#else
const Step* const kSteps[] = {&kStep<0>, &kStep<1>, &kStep<2>, &kStep<3>, &kStep<4>, &kStep<5>, &kStep<6>, &kStep<7>};
#endif

const Step* order[64];

}  // namespace

int main(int count, char**) {
  uint32_t state = 1;
  for (const Step*& step : order) {
    state = state * 1664525u + 1013904223u;
    step = kSteps[(state >> 16) % (sizeof kSteps / sizeof *kSteps)];
  }
  uint32_t value = static_cast<uint32_t>(count);
  for (uint32_t round = 0; round < 4'000'000; ++round)
    for (const Step* step : order) value = step->apply(value);
  std::printf("%u\n", value);
}
