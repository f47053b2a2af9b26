// Link names of everything that partitions and the state module know each other by.
//
// All of these symbols are hidden. Those of a library carry the name of its module, so that several modules link into
// one image.
#pragma once

#include <cstdint>
#include <string>

#include "compiler/lower/module_plan.h"

namespace ingot {

class Symbols {
 public:
  explicit Symbols(const ModulePlan& plan);

  /// Code of a defined function, in the Wasm convention (convention.h).
  std::string function(uint32_t funcidx) const;
  /// Programs: an imported function in the Wasm convention (import_shim.h).
  std::string import_shim(uint32_t funcidx) const;
  /// Programs: the IngotMemory of a memory.
  std::string memory(uint32_t memidx) const;
  /// Programs: a global that something writes; a variable of its LLVM type.
  std::string global(uint32_t globalidx) const;
  /// Programs: what is left of the fuel, an i64.
  std::string fuel() const;
  /// Programs: the IngotTable of a table that is not constant.
  std::string table(uint32_t tableidx) const;
  /// Programs: what a constant table is instead: [N x ptr] and [N x i32], canonical type ids. Null is null and 0.
  std::string table_codes(uint32_t tableidx) const;
  std::string table_types(uint32_t tableidx) const;
  /// Programs with threads: the initial elements of an IngotTable, which every thread has of its own.
  std::string table_elements(uint32_t tableidx) const;
  /// Programs: [N x ptr], bodies with the tail convention or null; beside a constant table that is tail-called.
  std::string table_tail_codes(uint32_t tableidx) const;
  /// Programs: the IngotFuncRef of a function.
  std::string func_ref(uint32_t funcidx) const;
  /// Programs: an IngotDataSegment, an IngotElemSegment.
  std::string data_segment(uint32_t dataidx) const;
  std::string elem_segment(uint32_t elemidx) const;
  /// Programs: the IngotTag of a tag.
  std::string tag(uint32_t tagidx) const;
  /// Libraries: [N x i32] by typeidx, written by the runtime when it loads the module.
  std::string type_ids() const;

 private:
  std::string indexed(const char* stem, uint32_t index) const;

  const ModulePlan& plan_;
  std::string prefix_;
};

}  // namespace ingot
