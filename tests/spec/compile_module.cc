#include "tests/spec/compile_module.h"

#include <algorithm>

#include "compiler/decode/decode_module.h"
#include "compiler/driver/pipeline.h"
#include "compiler/support/file.h"
#include "compiler/validate/validate_module.h"

namespace spec {
namespace {

/// Features by name; the names are run.py's own, so that each exists.
std::vector<ingot::Feature> features_named(const std::vector<std::string>& names) {
  std::vector<ingot::Feature> features;
  for (unsigned i = 0; i < static_cast<unsigned>(ingot::Feature::Count); ++i)
    if (std::ranges::count(names, ingot::info(static_cast<ingot::Feature>(i)).name))
      features.push_back(static_cast<ingot::Feature>(i));
  return features;
}

bool changes_imports(const ingot::Module& module) {
  const auto is_active = [](const auto& segment) { return segment.mode == ingot::SegmentMode::Active; };
  return module.start ||
         std::ranges::any_of(module.elems,
                             [&](const ingot::ElemSegment& segment) {
                               return is_active(segment) && segment.table < module.imported_tables;
                             }) ||
         std::ranges::any_of(module.datas, [&](const ingot::DataSegment& segment) {
           return is_active(segment) && segment.memory < module.imported_memories;
         });
}

}  // namespace

ModuleFacts facts_of(const std::string& wasm_path) {
  ModuleFacts facts;
  const auto bytes = ingot::read_file(wasm_path);
  if (!bytes) return facts;
  const auto module = ingot::decode_module(*bytes);
  if (!module) return facts;
  for (const ingot::Import& import : module->imports) facts.imported_modules.emplace_back(import.module);
  for (const ingot::Export& entry : module->exports) facts.exports_globals |= entry.kind == ingot::ExternKind::Global;
  facts.changes_imports = changes_imports(*module);
  const auto valid = ingot::validate_module(*module, 1);
  facts.needs_gc = !valid && valid.error().message == "gc is not supported yet";
  return facts;
}

std::optional<std::string> compile_module(const std::string& wasm_path, const std::string& output, Product product,
                                          const CompileSettings& settings,
                                          const std::vector<std::pair<std::string, std::string>>& links) {
  constexpr ingot::OptLevel levels[] = {ingot::OptLevel::O0, ingot::OptLevel::O1, ingot::OptLevel::O2,
                                        ingot::OptLevel::O3};
  ingot::Options options;
  options.input = wasm_path;
  options.output = output;
  for (const auto& [name, file] : links) options.linked_modules.push_back({.name = name, .file = file});
  options.level = levels[settings.level];
  options.target.cpu = settings.cpu;
  options.disabled_features = features_named(settings.disabled_features);
  options.jobs = 1;
  options.deterministic = settings.deterministic;
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
