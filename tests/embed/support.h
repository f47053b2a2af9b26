// What the tests of the embedding API share: loading modules, making instances, calling by name.
#pragma once

#include <gtest/gtest.h>

#include <string>

#include "ingot/runtime.h"

namespace ingot {

/// The folder with the shared libraries under test: first argument of the executable.
std::string& modules_folder();

/// These end the process if they fail: nothing after them makes sense then.
Module load(const std::string& name);
Instance make(const Module& module, const Imports& imports = {});

/// The module everything needs one function.
Imports with_host(Func function);
Instance make_everything();

/// The first result of a call that must not trap.
int32_t call(const Instance& instance, const char* name, std::initializer_list<Value> args);
/// The trap of a call that must trap.
Trap trap_of(const Instance& instance, const char* name, std::initializer_list<Value> args);

}  // namespace ingot
