// Writes small Wasm modules for tests of what comes behind validation. Bodies are given as bytes, without the final
// `end`.
#pragma once

#include <gtest/gtest.h>

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include "compiler/decode/decode_module.h"
#include "compiler/lower/module_plan.h"
#include "compiler/validate/validate_module.h"

namespace ingot::testing {

using Bytes = std::vector<uint8_t>;

inline constexpr uint8_t kI32Byte = 0x7F;
inline constexpr uint8_t kI64Byte = 0x7E;

inline void append(Bytes& out, const Bytes& more) { out.insert(out.end(), more.begin(), more.end()); }
inline Bytes leb(uint64_t value) {
  Bytes bytes;
  do {
    const uint8_t low = value & 0x7F;
    value >>= 7;
    bytes.push_back(value == 0 ? low : low | 0x80);
  } while (value != 0);
  return bytes;
}
inline Bytes text(std::string_view name) {
  Bytes bytes = leb(name.size());
  bytes.insert(bytes.end(), name.begin(), name.end());
  return bytes;
}
template <class... Parts>
Bytes join(const Parts&... parts) {
  Bytes bytes;
  (append(bytes, parts), ...);
  return bytes;
}
inline Bytes i32_const(int32_t value) {
  Bytes bytes = {0x41};
  for (;;) {
    const uint8_t low = value & 0x7F;
    value >>= 7;
    if ((value == 0 && !(low & 0x40)) || (value == -1 && (low & 0x40))) return join(bytes, Bytes{low});
    bytes.push_back(low | 0x80);
  }
}
inline Bytes call(uint32_t funcidx) { return join(Bytes{0x10}, leb(funcidx)); }
inline Bytes drop() { return {0x1A}; }
inline Bytes ref_func(uint32_t funcidx) { return join(Bytes{0xD2}, leb(funcidx)); }
inline Bytes call_indirect(uint32_t typeidx, uint32_t tableidx) {
  return join(Bytes{0x11}, leb(typeidx), leb(tableidx));
}
inline Bytes global_set(uint32_t globalidx) { return join(Bytes{0x24}, leb(globalidx)); }

/// A module and everything that is made of it up to the plan, kept alive together.
class PlannedModule {
 public:
  PlannedModule(Bytes bytes, LowerOptions options) : bytes_(std::move(bytes)) { load(std::move(options)); }

  bool ok() const { return plan_ != nullptr; }
  const ModulePlan& operator*() const { return *plan_; }
  const ModulePlan* operator->() const { return plan_.get(); }
  const Diagnostic& error() const { return error_; }

 private:
  void load(LowerOptions options) {
    Expected<Module> module = decode_module(bytes_);
    if (!module) return fail_test("decode: ", module.error());
    module_ = std::make_unique<Module>(*std::move(module));
    Expected<ValidatedModule> valid = validate_module(*module_, 1);
    if (!valid) return fail_test("validate: ", valid.error());
    valid_ = std::make_unique<ValidatedModule>(*std::move(valid));
    Expected<ModulePlan> plan = ModulePlan::create(*valid_, std::move(options));
    if (!plan) {
      error_ = plan.error();
      return;
    }
    plan_ = std::make_unique<ModulePlan>(*std::move(plan));
  }

  void fail_test(const char* stage, const Diagnostic& error) {
    error_ = error;
    ADD_FAILURE() << stage << error.message << " at " << error.offset.value_or(0);
  }

  Bytes bytes_;
  std::unique_ptr<Module> module_;
  std::unique_ptr<ValidatedModule> valid_;
  std::unique_ptr<ModulePlan> plan_;
  Diagnostic error_;
};

class ModuleBuilder {
 public:
  uint32_t type(const Bytes& params, const Bytes& results) {
    types_.push_back(join(Bytes{0x60}, leb(params.size()), params, leb(results.size()), results));
    return static_cast<uint32_t>(types_.size() - 1);
  }
  uint32_t import_func(std::string_view module, std::string_view name, uint32_t typeidx) {
    imports_.push_back(join(text(module), text(name), Bytes{0}, leb(typeidx)));
    return imported_functions_++;
  }
  void import_raw(std::string_view module, std::string_view name, const Bytes& descriptor) {
    imports_.push_back(join(text(module), text(name), descriptor));
  }
  uint32_t func(uint32_t typeidx, const Bytes& body) {
    functions_.push_back(leb(typeidx));
    const Bytes code = join(Bytes{0}, body, Bytes{0x0B});
    bodies_.push_back(join(leb(code.size()), code));
    return static_cast<uint32_t>(imported_functions_ + functions_.size() - 1);
  }
  uint32_t table(uint32_t min) {
    tables_.push_back(join(Bytes{0x70, 0}, leb(min)));
    return static_cast<uint32_t>(tables_.size() - 1);
  }
  void memory(uint32_t min_pages) { memories_.push_back(join(Bytes{0}, leb(min_pages))); }
  uint32_t global(uint8_t type, bool is_mutable, const Bytes& init) {
    globals_.push_back(join(Bytes{type, is_mutable}, init, Bytes{0x0B}));
    return static_cast<uint32_t>(globals_.size() - 1);
  }
  void export_func(std::string_view name, uint32_t funcidx) {
    exports_.push_back(join(text(name), Bytes{0}, leb(funcidx)));
  }
  void export_global(std::string_view name, uint32_t globalidx) {
    exports_.push_back(join(text(name), Bytes{3}, leb(globalidx)));
  }
  void start(uint32_t funcidx) { start_ = leb(funcidx); }
  void active_elem(uint32_t tableidx, int32_t offset, const std::vector<uint32_t>& functions) {
    Bytes segment = join(Bytes{2}, leb(tableidx), i32_const(offset), Bytes{0x0B, 0}, leb(functions.size()));
    for (uint32_t funcidx : functions) append(segment, leb(funcidx));
    elems_.push_back(segment);
  }
  void passive_elem(const std::vector<uint32_t>& functions) {
    Bytes segment = join(Bytes{1, 0}, leb(functions.size()));
    for (uint32_t funcidx : functions) append(segment, leb(funcidx));
    elems_.push_back(segment);
  }
  void active_data(int32_t offset, const Bytes& bytes) {
    datas_.push_back(join(Bytes{0}, i32_const(offset), Bytes{0x0B}, leb(bytes.size()), bytes));
  }
  void passive_data(const Bytes& bytes) { datas_.push_back(join(Bytes{1}, leb(bytes.size()), bytes)); }
  void name(uint32_t funcidx, std::string_view name) { names_.push_back(join(leb(funcidx), text(name))); }

  Bytes bytes() const {
    Bytes out = {0, 'a', 's', 'm', 1, 0, 0, 0};
    section(out, 1, types_);
    section(out, 2, imports_);
    section(out, 3, functions_);
    section(out, 4, tables_);
    section(out, 5, memories_);
    section(out, 6, globals_);
    section(out, 7, exports_);
    if (!start_.empty()) append(out, join(Bytes{8}, leb(start_.size()), start_));
    section(out, 9, elems_);
    if (!datas_.empty()) append(out, join(Bytes{12}, leb(leb(datas_.size()).size()), leb(datas_.size())));
    section(out, 10, bodies_);
    section(out, 11, datas_);
    if (!names_.empty()) {
      Bytes map = leb(names_.size());
      for (const Bytes& entry : names_) append(map, entry);
      const Bytes contents = join(text("name"), Bytes{1}, leb(map.size()), map);
      append(out, join(Bytes{0}, leb(contents.size()), contents));
    }
    return out;
  }

  PlannedModule plan(LowerOptions options = {}) const { return PlannedModule(bytes(), std::move(options)); }

 private:
  static void section(Bytes& out, uint8_t id, const std::vector<Bytes>& items) {
    if (items.empty()) return;
    Bytes contents = leb(items.size());
    for (const Bytes& item : items) append(contents, item);
    append(out, join(Bytes{id}, leb(contents.size()), contents));
  }

  std::vector<Bytes> types_, imports_, functions_, tables_, memories_, globals_, exports_, elems_, bodies_, datas_,
      names_;
  Bytes start_;
  uint32_t imported_functions_ = 0;
};

}  // namespace ingot::testing
