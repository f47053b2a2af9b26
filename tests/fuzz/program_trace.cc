// Traces of programs: one process that is told by lines what to call (runtime/start/invoke_main.cc), as the official
// test suite is run. A program has no imports but WASI. A call that traps happens in a copy of the process, so that
// what it did before is not seen by the calls behind it.
#include <cstdio>

#include "tests/fuzz/trace.h"
#include "tests/spec/world.h"

namespace fuzz {
namespace {

spec::Action call_of(const std::string& name) {
  spec::Action action;
  action.field = name;
  return action;
}

/// Whether there is such an export.
bool show_call(spec::World& world, const std::string& name, const std::string& title) {
  // In a copy of the process first, whose end by a trap costs nothing.
  spec::Outcome<std::vector<spec::Result>> outcome = world.run(call_of(name), true);
  const bool traps = outcome.error().stage == spec::Failure::Stage::Trap;
  if (!traps && outcome.error().text != "returned") return false;
  std::printf("%s:", title.c_str());
  if (traps) {
    std::printf(" trap %s\n", trap_word(outcome.error().text).c_str());
    return true;
  }
  outcome = world.run(call_of(name), false);
  if (!outcome) {
    std::printf(" died: %s\n", outcome.error().text.c_str());
    return false;
  }
  constexpr char letters[] = {'i', 'l', 'f', 'd'};
  for (const spec::Result& value : *outcome)
    std::printf(" %s", show_number(letters[static_cast<size_t>(value.type) & 3], value.bits[0]).c_str());
  std::printf("\n");
  return true;
}

}  // namespace

void trace_in_program(const std::string& wasm_path, const RunSettings& settings) {
  spec::CompileSettings compile;
  compile.work_folder = settings.work_folder;
  compile.level = settings.level;
  compile.cpu = settings.cpu;
  compile.register_base = settings.register_base;
  const auto world = spec::make_program_world(compile);
  if (const auto outcome = world->instantiate(wasm_path, ""); !outcome) {
    std::printf("not a program: %s\n", outcome.error().text.c_str());
    return;
  }
  for (int i = 0; show_call(*world, "fuzz:call " + std::to_string(i), "call " + std::to_string(i));) ++i;
  for (const char* name : {"globals", "tables", "memories"}) show_call(*world, std::string("fuzz:") + name, name);
  std::printf("end\n");
}

}  // namespace fuzz
