// See support.h.
#include "tests/embed/support.h"

#include <cstdlib>

namespace ingot {

std::string& modules_folder() {
  static std::string folder;
  return folder;
}

Module load(const std::string& name) {
  Expected<Module> module = Module::load(modules_folder() + "/" + name + ".so");
  if (!module) {
    ADD_FAILURE() << module.error().message;
    std::abort();
  }
  return *module;
}

Imports with_host(Func function) {
  Imports imports;
  imports.define("host", "call", std::move(function));
  return imports;
}

Instance make(const Module& module, const Imports& imports) {
  Expected<Instance> instance = Instance::create(module, imports);
  if (!instance) {
    ADD_FAILURE() << instance.error().message;
    std::abort();
  }
  return *instance;
}

Instance make_everything() {
  return make(load("everything"), with_host(Func::wrap([](int32_t a) { return a; })));
}

int32_t call(const Instance& instance, const char* name, std::initializer_list<Value> args) {
  Func::Results results = instance.func(name)->call(args);
  if (!results) {
    ADD_FAILURE() << name << ": " << results.error().describe();
    return -1;
  }
  return results->at(0).i32();
}

Trap trap_of(const Instance& instance, const char* name, std::initializer_list<Value> args) {
  Func::Results results = instance.func(name)->call(args);
  if (!results) return results.error();
  ADD_FAILURE() << name << " did not trap";
  return {};
}

}  // namespace ingot

int main(int argc, char** argv) {
  testing::InitGoogleTest(&argc, argv);
  if (argc > 1) ingot::modules_folder() = argv[1];
  // Death tests start again from main, so that their handlers are installed before those of the runtime.
  testing::FLAGS_gtest_death_test_style = "threadsafe";
  return RUN_ALL_TESTS();
}
