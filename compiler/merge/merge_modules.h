// Several modules -> one Module: static linking, import to export.
//
// Every module was decoded and validated by itself. Its definitions are put behind those of the modules before it, and
// what it imports from another module becomes the index of the definition there. Bodies and expressions keep their
// bytes; an IndexMap says what the indices in them mean (wasm/index_map.h). The result is validated as any module is
// and compiled as any module is, so whatever crosses from one module into another is optimised as if it did not.
//
// docs/linking.md is for users: names, order of instantiation, what is supported.
#pragma once

#include <cstdint>
#include <deque>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include "compiler/support/diagnostic.h"
#include "compiler/validate/validated_module.h"

namespace ingot {

/// One of the modules. The bytes of its file are borrowed until the merged module is gone.
struct MergeInput {
  std::string name;  ///< under which others import from it; empty: they cannot
  std::string file;  ///< for messages
  const ValidatedModule* valid = nullptr;
};

class MergedModule {
 public:
  /// inputs[0] is the main module: the merged one has its exports, and its memory 0 if it has one.
  static Expected<std::unique_ptr<MergedModule>> create(std::span<const MergeInput> inputs);
  MergedModule(const MergedModule&) = delete;
  MergedModule& operator=(const MergedModule&) = delete;

  const Module& module() const { return module_; }
  /// What a later stage says about the merged module, as an error of the file that it is about.
  Diagnostic in_file(Diagnostic diagnostic) const;

 private:
  friend class ModuleMerger;
  MergedModule() = default;

  Module module_;
  std::vector<IndexMap> indices_;    ///< by input
  std::deque<std::string> files_;    ///< by input; imports refer to them
  std::deque<std::string> strings_;  ///< what module_.names refers to
  std::vector<uint8_t> start_code_;  ///< body of the function that instantiates one module after the other
};

}  // namespace ingot
