// Programs: tables and memory as instantiation leaves them.  Spec: Execution > Modules > Instantiation.
//
// Segments are applied in order; the first one that does not fit ends the program with a trap before any code of it
// ran, so that what the earlier ones did cannot be seen by anyone.
#include <algorithm>

#include "compiler/lower/module_plan_steps.h"

namespace ingot {
namespace {

/// Programs put tables into the executable. The JavaScript API's limit; a table of twenty bytes of input may ask for
/// 2^32.
constexpr uint64_t kMaxProgramTableSize = 10'000'000;

bool fits(uint64_t offset, uint64_t length, uint64_t size) { return length <= size && offset <= size - length; }

}  // namespace

uint64_t constant_address(ConstEvaluator& consts, const ConstExpr& expression, AddressType type) {
  const ConstResult value = consts.evaluate(expression);
  const ConstBits* bits = std::get_if<ConstBits>(&value);
  if (!bits) return 0;  // Only an imported global is not known, and programs have none: resolve_imports refuses them.
  return type == AddressType::I32 ? bits->bits[0] & 0xFFFF'FFFF : bits->bits[0];
}

Expected<TableImages> build_table_images(const Module& module) {
  ConstEvaluator consts(module);
  TableImages result;
  uint64_t total = 0;
  for (const Table& table : module.tables) {
    const uint64_t size = table.type.limits.min;
    total = size > kMaxProgramTableSize ? size : total + size;
    if (total > kMaxProgramTableSize)
      return fail_at(table.offset, "table size: the tables of a program have at most " +
                                       std::to_string(kMaxProgramTableSize) + " elements");
    result.images.emplace_back(size, table_init_function(consts, table));
  }
  for (const ElemSegment& segment : module.elems) {
    if (segment.mode != SegmentMode::Active) continue;
    std::vector<std::optional<uint32_t>>& image = result.images[segment.table];
    const AddressType address = module.tables[segment.table].type.limits.address;
    const uint64_t offset = constant_address(consts, segment.table_offset, address);
    if (!fits(offset, segment.size(), image.size())) {
      result.trap = IngotTrapOutOfBoundsTable;
      break;
    }
    for (uint64_t index = 0; index < segment.size(); ++index)
      image[offset + index] = element_function(consts, segment, index);
  }
  return result;
}

std::vector<TableTarget> find_table_targets(const ValidatedModule& valid,
                                            const std::vector<std::optional<uint32_t>>& image) {
  std::vector<TableTarget> targets;
  for (uint32_t position = 0; position < image.size(); ++position)
    if (const std::optional<uint32_t>& funcidx = image[position])
      targets.push_back({valid.canonical_type(valid.module().functions[*funcidx].typeidx), position, *funcidx});
  std::ranges::sort(targets);
  return targets;
}

std::span<const TableTarget> ModulePlan::table_targets(uint32_t tableidx, uint32_t typeidx) const {
  // The ids of a type and of its subtypes are a range.
  const uint32_t first = valid_->canonical_type(typeidx);
  const uint32_t count = valid_->subtype_count(typeidx);
  const std::vector<TableTarget>& targets = table_targets_[tableidx];
  return {std::ranges::lower_bound(targets, first, {}, &TableTarget::type_id),
          std::ranges::lower_bound(targets, first + count, {}, &TableTarget::type_id)};
}

IngotTrapKind check_data_segments(const Module& module) {
  ConstEvaluator consts(module);
  for (const DataSegment& segment : module.datas) {
    if (segment.mode != SegmentMode::Active) continue;
    const MemoryType& type = module.memories[segment.memory].type;
    const uint64_t offset = constant_address(consts, segment.memory_offset, type.limits.address);
    if (!fits(offset, segment.bytes.size(), bytes_of_pages(type.limits.min, type.page_size_log2)))
      return IngotTrapOutOfBoundsMemory;
  }
  return IngotTrapNone;
}

}  // namespace ingot
