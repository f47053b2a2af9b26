// Opens the compiled module named by the first argument and calls one of its functions.
#include <cstdio>

#include "ingot/runtime.h"

int main(int, char** argv) {
  ingot::Expected<ingot::Module> module = ingot::Module::load(argv[1]);
  if (!module) {
    std::printf("%s\n", module.error().message.c_str());
    return 1;
  }
  ingot::Imports imports;
  imports.define("host", "print", ingot::Func::wrap([](int32_t, int32_t) {}));
  ingot::Expected<ingot::Instance> instance = ingot::Instance::create(*module, imports);
  std::printf("%d\n", instance->func("divide_by")->call({5})->at(0).i32());
  return 0;
}
