#include "tests/spec/compile_module.h"

#include "compiler/driver/pipeline.h"

namespace spec {

std::optional<std::string> compile_module(const std::string& wasm_path, const std::string& output, Product product,
                                          const CompileSettings& settings) {
  constexpr ingot::OptLevel levels[] = {ingot::OptLevel::O0, ingot::OptLevel::O1, ingot::OptLevel::O2,
                                        ingot::OptLevel::O3};
  ingot::Options options;
  options.input = wasm_path;
  options.output = output;
  options.level = levels[settings.level];
  options.target.cpu = settings.cpu;
  options.jobs = 1;
  options.progress = ingot::When::Never;
  options.runtime_library = INGOT_RUNTIME_LIBRARY;
  switch (product) {
    case Product::Check: options.emit = ingot::EmitFormat::Nothing; break;
    case Product::SharedLibrary: options.emit = ingot::EmitFormat::SharedLibrary; break;
    case Product::InvokeProgram:
      options.emit = ingot::EmitFormat::Executable;
      options.entry = ingot::ProgramEntry::Invoke;
      options.memory_base = settings.register_base ? ingot::MemoryBase::Register : ingot::MemoryBase::Symbol;
      break;
  }
  ingot::PhaseTimer timer;
  if (auto done = ingot::compile(options, timer); !done) return done.error().message;
  return std::nullopt;
}

}  // namespace spec
