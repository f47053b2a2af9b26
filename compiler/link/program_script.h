// The linker script of programs.
#pragma once

#include <string>

namespace ingot {

/// Where everything goes in a program for x86-64; `threads`: one that makes threads; `profile`: one that
/// counts where it goes.
std::string program_script(bool threads, bool profile);

/// Exports one symbol of a shared library and hides all others.
std::string shared_library_script(const std::string& module_symbol);

}  // namespace ingot
