// What a module does, as lines of text that are the same for every engine that runs it right.
//
//   module NAME
//   log log-i32 0x4014000000000000     an imported function was called: its arguments, numbers as doubles
//   call 3: i32:0x5 f64:nan            results of an export; "nan" stands for every NaN
//   call 4: trap memory                a trap, by kind (see trap_word)
//   globals: i32:0x7 ...               at the end: globals, tables, sizes and hashes of the memories
//   tables: i32:0xa i32:0x3ff
//   memories: i32:0x10 i32:0x811c9dc5
//   end                                nothing came in between
//
// The kinds of traps are as coarse as V8's messages, which do not tell apart what the specification does.
// tests/fuzz/reference.mjs writes the same lines.
#pragma once

#include <string>
#include <string_view>

namespace fuzz {

/// "i32:0x5"; `letter` as in abi.h: i l f d. Others are not shown by instrumented modules.
std::string show_number(char letter, uint64_t bits);
/// "memory" for "out of bounds memory access"; the text itself if it is none of the known ones.
std::string trap_word(std::string_view message);

struct RunSettings {
  std::string work_folder;
  int level = 3;    ///< -O0 .. -O3
  std::string cpu;  ///< -mcpu=
  bool program = false;
  bool register_base = false;  ///< programs: -C memory-base=register
};

/// Compiles and runs an instrumented module; the lines go to standard output.
void trace_in_library(const std::string& wasm_path, const RunSettings& settings);
/// The same as a program. What a call did before it trapped is undone, since a program ends there.
void trace_in_program(const std::string& wasm_path, const RunSettings& settings);

}  // namespace fuzz
