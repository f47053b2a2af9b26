// The host: links one compiled module, makes two instances of it, and shows that they share nothing.
#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>

#include "ingot/runtime.h"

extern "C" const IngotModule counter_module;  // the name given as --module-symbol

namespace {

// What the guest imports as "host" "print": bytes of its own memory. Host functions see an instance's memory through a
// handle that is filled in once the instance exists.
ingot::Imports imports_for(const char* name, std::optional<ingot::Memory>& memory) {
  ingot::Imports imports;
  imports.define("host", "print",
                 ingot::Func::wrap([name, &memory](uint32_t text, uint32_t length) -> std::expected<void, ingot::Trap> {
                   std::string line(length, ' ');
                   if (!memory || !memory->read(text, {reinterpret_cast<uint8_t*>(line.data()), line.size()}))
                     return std::unexpected(ingot::Trap::of(ingot::TrapKind::OutOfBoundsMemory));
                   std::printf("%s: %s\n", name, line.c_str());
                   return {};
                 }));
  return imports;
}

void bump(const ingot::Instance& instance, int times) {
  for (int i = 0; i < times; ++i) {
    if (ingot::Func::Results results = instance.func("bump")->call(); !results)
      std::printf("%s\n", results.error().describe().c_str());
  }
}

}  // namespace

int main() {
  ingot::Expected<ingot::Module> module = ingot::Module::from(&counter_module);
  if (!module) {
    std::printf("%s\n", module.error().message.c_str());
    return 1;
  }
  std::optional<ingot::Memory> red_memory, blue_memory;
  ingot::Expected<ingot::Instance> red = ingot::Instance::create(*module, imports_for("red", red_memory));
  ingot::Expected<ingot::Instance> blue = ingot::Instance::create(*module, imports_for("blue", blue_memory));
  if (!red || !blue) {
    std::printf("%s\n", (red ? blue : red).error().message.c_str());
    return 1;
  }
  red_memory = red->memory("memory");
  blue_memory = blue->memory("memory");

  bump(*red, 3);
  bump(*blue, 1);

  // A trap ends the call, not the instance and not the process.
  ingot::Func::Results results = red->func("divide_by")->call({0});
  std::printf("%s\n", results.error().describe().c_str());
  bump(*red, 1);

  red_memory->grow(10);
  std::printf("red has %llu pages, blue has %llu\n", static_cast<unsigned long long>(red_memory->pages()),
              static_cast<unsigned long long>(blue_memory->pages()));
  return 0;
}
