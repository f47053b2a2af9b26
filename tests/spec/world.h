// Where a script runs: as instances in this process (library), or as programs of their own.
#pragma once

#include <expected>
#include <memory>
#include <string>
#include <vector>

#include "tests/spec/compile_module.h"
#include "tests/spec/script.h"

namespace spec {

/// Why something did not succeed.
struct Failure {
  enum class Stage { Compile, Link, Trap, NotApplicable /* this world cannot run it */ } stage = Stage::Compile;
  std::string text;
};

template <class T>
using Outcome = std::expected<T, Failure>;

/// One script's modules. Not thread safe.
class World {
 public:
  virtual ~World() = default;
  /// Compiles and instantiates; the instance becomes the latest one and gets a name if there is one.
  virtual Outcome<void> instantiate(const std::string& wasm_path, const std::string& name) = 0;
  /// Makes the instance's exports importable.
  virtual Outcome<void> register_as(const std::string& name, const std::string& as) = 0;
  /// `may_trap`: the script expects a trap; a world may then run the action in a copy of its state.
  virtual Outcome<std::vector<Result>> run(const Action& action, bool may_trap) = 0;
};

std::unique_ptr<World> make_library_world(const CompileSettings& settings);
std::unique_ptr<World> make_program_world(const CompileSettings& settings);

}  // namespace spec
