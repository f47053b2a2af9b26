// The token that proves validity: only validate_module() makes one, and lowering takes nothing else.
#pragma once

#include <cstdint>
#include <string>
#include <utility>
#include <vector>

#include "compiler/validate/subtyping.h"
#include "compiler/wasm/module.h"

namespace ingot {

/// What later stages want to know of a body without walking it again. Filled by the validator's own walk.
struct BodyFacts {
  std::vector<uint32_t> callees;          ///< function indices called directly, sorted, unique
  std::vector<uint32_t> referenced;       ///< functions of ref.func, sorted, unique
  std::vector<uint32_t> globals_written;  ///< sorted, unique
  std::vector<uint32_t> tables_written;   ///< by table.set, fill, grow, copy (destination), init; sorted, unique
  std::vector<uint32_t> tables_grown;     ///< sorted, unique
  std::vector<uint32_t> tables_read;      ///< by table.get, table.copy (source); not by call_indirect; sorted, unique
  std::vector<uint32_t> tables_called;    ///< tables of call_indirect, return_call_indirect; sorted, unique
  std::vector<uint32_t> tables_tail_called;  ///< tables of return_call_indirect; sorted, unique
  std::vector<uint32_t> indirect_types;      ///< type indices of both, sorted, unique
  std::vector<uint32_t> datas_used;          ///< by memory.init and data.drop
  std::vector<uint32_t> elems_used;          ///< by table.init and elem.drop
  bool grows_memory = false;
  bool makes_tail_calls = false;
  bool calls_references = false;  ///< call_ref, return_call_ref
  bool throws = false;            ///< throw, throw_ref, rethrow
  bool rethrows = false;          ///< rethrow
  uint32_t instructions = 0;
  uint32_t blocks = 0;
};

/// A module that follows every rule of validation. Borrows the Module.
class ValidatedModule {
 public:
  const Module& module() const { return *module_; }
  /// By function index; empty facts for imported functions.
  const BodyFacts& facts(uint32_t funcidx) const { return facts_[funcidx]; }
  /// Canonical type ids: equal id = equal type, by iso-recursive equality. Dense, from 1. By type index.
  uint32_t canonical_type(uint32_t typeidx) const { return subtypes_.canonical(typeidx); }
  /// Canonical ids that match this type: from its own id on, one for itself and one for each subtype.
  uint32_t subtype_count(uint32_t typeidx) const { return subtypes_.subtype_count(typeidx); }
  /// Canonical text of a type: equal text = equal type across modules. E.g. "(func (param i32) (result i64))".
  std::string canonical_text(uint32_t typeidx) const { return subtypes_.canonical_text(typeidx); }
  /// What a BodyWalker over this module needs.
  const SubtypeContext& subtypes() const { return subtypes_; }

 private:
  friend class ModuleValidator;
  ValidatedModule(const Module& module, SubtypeContext subtypes, std::vector<BodyFacts> facts)
      : module_(&module), subtypes_(std::move(subtypes)), facts_(std::move(facts)) {}

  const Module* module_;
  SubtypeContext subtypes_;
  std::vector<BodyFacts> facts_;
};

}  // namespace ingot
