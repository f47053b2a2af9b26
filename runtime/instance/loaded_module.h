// A compiled module in this process: where it came from, its types, its machine code.
#pragma once

#include <memory>
#include <string>
#include <vector>

#include "ingot/abi.h"
#include "ingot/runtime.h"
#include "runtime/trap/address_ranges.h"

namespace ingot::hosted::detail {

struct LoadedModule {
  const IngotModule* info = nullptr;
  void* library = nullptr;             ///< of dlopen, or nullptr
  std::vector<FuncType> types;         ///< by typeidx
  std::vector<IngotFunctionRow> rows;  ///< of this module's functions, by address
  RegisteredRange code_range;

  LoadedModule() = default;
  LoadedModule(const LoadedModule&) = delete;
  ~LoadedModule();

  /// One object per IngotModule and process, as long as it is in use. Takes over `library`.
  static Expected<std::shared_ptr<LoadedModule>> get(const IngotModule* info, void* library);

  /// Those in use now.
  static std::vector<std::shared_ptr<LoadedModule>> all();

  FuncType function_type(uint32_t funcidx) const { return types[info->funcs[funcidx].typeidx]; }
  TableType table_type(uint32_t tableidx) const;
  MemoryType memory_type(uint32_t memidx) const;
  GlobalType global_type(uint32_t globalidx) const;
  TagType tag_type(uint32_t tagidx) const { return {types[info->tags[tagidx].typeidx]}; }
  ExternType extern_type(uint32_t kind, uint32_t index) const;
  /// From the name section, else "func[12]".
  std::string function_name(uint32_t funcidx) const;
};

}  // namespace ingot::hosted::detail
