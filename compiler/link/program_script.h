// The linker script of programs.
#pragma once

#include <string>

namespace ingot {

/// Where everything goes in a program for x86-64.
std::string program_script();

/// Exports one symbol of a shared library and hides all others.
std::string shared_library_script(const std::string& module_symbol);

}  // namespace ingot
