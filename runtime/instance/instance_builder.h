// The steps of instantiation, in the order of the specification; see instantiate.cc for the story.
#pragma once

#include <memory>
#include <optional>
#include <vector>

#include "runtime/instance/link.h"
#include "runtime/instance/objects.h"

namespace ingot::hosted::detail {

class InstanceBuilder {
 public:
  InstanceBuilder(std::shared_ptr<LoadedModule> module, ResolvedImports imports);

  /// Context, memories, tables and globals; everything is zero. False: the system has no room.
  bool allocate();
  /// Joins the group of everything imported.
  void join_imports();
  /// Fills in what generated code finds in the context, references to functions first: initialisers need them.
  void fill_context();
  void init_globals();
  void init_tables();
  /// Evaluates the elements of all segments; passive ones stay for table.init.
  void evaluate_segments();
  /// Active segments in order. The first that does not fit is a trap, and the effects of those before it stay.
  std::optional<IngotTrapKind> copy_elements();
  std::optional<IngotTrapKind> copy_data();

  InstanceObject& instance() { return *instance_; }
  /// Owner of the instance.
  std::shared_ptr<InstanceObject> finish() { return share(*instance_); }

 private:
  const IngotModule& info() const { return *module_->info; }
  bool allocate_context();
  bool allocate_memories();
  bool allocate_tables();
  void allocate_globals();
  void allocate_tags();
  void fill_functions();
  void fill_arrays();
  IngotValue evaluate(const IngotConstExpr& expression) const;
  uint64_t evaluate_offset(const IngotConstExpr& expression, bool address64) const;

  std::shared_ptr<LoadedModule> module_;
  ResolvedImports imports_;
  std::shared_ptr<Group> group_;
  InstanceObject* instance_;
  std::vector<std::vector<void*>> active_elements_;  // by segment; only active ones are filled
};

}  // namespace ingot::hosted::detail
