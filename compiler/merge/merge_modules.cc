// Puts the merged module together, kind by kind, in the places that the layout gives.
//
// Types come first, because import types can only be compared once all modules speak of the same type section. Offsets
// in the file stay apart: those of a part begin where the part before it ends, so that an offset alone, in a diagnostic
// or in the code of a trap, tells the part.
#include "compiler/merge/merge_modules.h"

#include <algorithm>
#include <set>

#include "compiler/merge/index_layout.h"
#include "compiler/merge/instantiation_order.h"
#include "compiler/merge/start_code.h"
#include "compiler/validate/extern_types.h"
#include "compiler/wasm/tag_names.h"

namespace ingot {

class ModuleMerger {
 public:
  explicit ModuleMerger(std::span<const MergeInput> inputs) : inputs_(inputs), merged_(new MergedModule) {
    uint64_t offset = 0;
    for (const MergeInput& input : inputs) {
      merged_->files_.push_back(input.file);
      first_offset_.push_back(offset);
      offset += input.valid->module().bytes.size();
    }
    end_offset_ = offset;
  }

  Expected<std::unique_ptr<MergedModule>> run() {
    const Resolution resolution = INGOT_TRY(Resolution::create(inputs_));
    const std::vector<std::vector<uint32_t>> groups =
        instantiation_groups(resolution, static_cast<uint32_t>(inputs_.size()));
    for (const std::vector<uint32_t>& group : groups) order_.insert(order_.end(), group.begin(), group.end());
    layout_ = INGOT_TRY(IndexLayout::create(inputs_, resolution, order_));
    merged_->indices_ = layout_.maps(inputs_, resolution);
    for (uint32_t part = 0; part < inputs_.size(); ++part) add_types(part);
    INGOT_CHECK(check_import_types(resolution));
    add_imports();
    add_definitions();
    add_exports();
    const StartPlan start = plan_start(inputs_, resolution, groups, merged_->indices_);
    add_segments(start);
    declare_referenced_functions();
    add_start(start);
    return std::move(merged_);
  }

 private:
  const Module& part_module(uint32_t part) const { return inputs_[part].valid->module(); }
  Module& out() { return merged_->module_; }
  uint32_t index(uint32_t part, IndexSpace space, uint32_t own) const { return merged_->indices_[part][space][own]; }

  // Plain data with indices and offsets, moved to where the part stands.
  ValType moved(uint32_t part, ValType type) const {
    if (type.heap.is_index) type.heap.code += layout_.first_type[part];
    return type;
  }
  ByteRange moved(uint32_t part, ByteRange code) const {
    code.offset += first_offset_[part];
    code.indices = &merged_->indices_[part];
    return code;
  }
  SubType moved(uint32_t part, SubType type) const;
  Function moved(uint32_t part, Function function) const;
  Table moved(uint32_t part, Table table) const;
  Global moved(uint32_t part, Global global) const;
  ElemSegment moved(uint32_t part, ElemSegment segment) const;
  DataSegment moved(uint32_t part, DataSegment segment) const;
  /// In terms of the merged type section.
  ExternType moved_type(const Entity& entity) const;

  void add_types(uint32_t part);
  Expected<void> check_import_types(const Resolution& resolution);
  Expected<void> check_import_type(const SubtypeContext& subtypes, const Entity& import, const Entity& provider,
                                   uint32_t source, const Import& named);
  uint32_t calling_memory(uint32_t part) const;
  void add_imports();
  void add_definitions();
  void add_names();
  void add_exports();
  void add_segments(const StartPlan& start);
  void declare_referenced_functions();
  void add_start(const StartPlan& start);

  std::span<const MergeInput> inputs_;
  std::unique_ptr<MergedModule> merged_;
  std::vector<uint64_t> first_offset_;  // by part
  uint64_t end_offset_ = 0;
  std::vector<uint32_t> order_;  // of instantiation
  IndexLayout layout_;
};

// ---- Moving plain data ---------------------------------------------------------------------------------------------

SubType ModuleMerger::moved(uint32_t part, SubType type) const {
  for (uint32_t& super : type.supertypes) super += layout_.first_type[part];
  for (ValType& param : type.func.params) param = moved(part, param);
  for (ValType& result : type.func.results) result = moved(part, result);
  for (FieldType& field : type.fields) field.type = moved(part, field.type);
  type.offset += first_offset_[part];
  return type;
}

Function ModuleMerger::moved(uint32_t part, Function function) const {
  function.typeidx += layout_.first_type[part];
  function.named_by = Function::kUnnamed;  // add_names() knows better
  function.declaration_offset += first_offset_[part];
  function.body = moved(part, function.body);
  function.body_offset += first_offset_[part];
  for (LocalRun& run : function.locals) run.type = moved(part, run.type);
  return function;
}

Table ModuleMerger::moved(uint32_t part, Table table) const {
  table.type.element = moved(part, table.type.element);
  if (table.init) table.init = moved(part, *table.init);
  table.offset += first_offset_[part];
  return table;
}

Global ModuleMerger::moved(uint32_t part, Global global) const {
  global.type.type = moved(part, global.type.type);
  global.init = moved(part, global.init);
  global.offset += first_offset_[part];
  return global;
}

ElemSegment ModuleMerger::moved(uint32_t part, ElemSegment segment) const {
  segment.type = moved(part, segment.type);
  for (uint32_t& funcidx : segment.functions) funcidx = index(part, IndexSpace::Func, funcidx);
  for (ConstExpr& expression : segment.exprs) expression = moved(part, expression);
  segment.offset += first_offset_[part];
  if (segment.mode != SegmentMode::Active) return segment;
  segment.table = index(part, IndexSpace::Table, segment.table);
  segment.table_offset = moved(part, segment.table_offset);
  return segment;
}

DataSegment ModuleMerger::moved(uint32_t part, DataSegment segment) const {
  segment.offset += first_offset_[part];
  if (segment.mode != SegmentMode::Active) return segment;
  segment.memory = index(part, IndexSpace::Memory, segment.memory);
  segment.memory_offset = moved(part, segment.memory_offset);
  return segment;
}

ExternType ModuleMerger::moved_type(const Entity& entity) const {
  ExternType type = extern_type(part_module(entity.part), entity.kind, entity.index);
  type.typeidx += layout_.first_type[entity.part];
  type.table.element = moved(entity.part, type.table.element);
  type.global.type = moved(entity.part, type.global.type);
  return type;
}

// ---- Types and imports ---------------------------------------------------------------------------------------------

void ModuleMerger::add_types(uint32_t part) {
  const Module& module = part_module(part);
  const uint32_t first_group = static_cast<uint32_t>(out().rec_groups.size());
  for (RecGroup group : module.rec_groups) {
    group.first += layout_.first_type[part];
    out().rec_groups.push_back(group);
  }
  for (const SubType& type : module.types) {
    out().types.push_back(moved(part, type));
    out().types.back().rec_group += first_group;
  }
}

Expected<void> ModuleMerger::check_import_types(const Resolution& resolution) {
  const SubtypeContext subtypes(out());
  for (uint32_t part = 0; part < inputs_.size(); ++part)
    for (const Import& named : part_module(part).imports) {
      const Entity import{part, named.kind, named.index};
      const std::optional<uint32_t> source = resolution.source(import);
      if (source) INGOT_CHECK(check_import_type(subtypes, import, resolution.provider(import), *source, named));
    }
  return {};
}

Expected<void> ModuleMerger::check_import_type(const SubtypeContext& subtypes, const Entity& import,
                                               const Entity& provider, uint32_t source, const Import& named) {
  const ExternType wanted = moved_type(import);
  const ExternType actual = moved_type(provider);
  if (extern_type_matches(subtypes, actual, wanted)) return {};
  Diagnostic diagnostic{.message = "incompatible import type: " + printable_name(named.module) + "." +
                                   printable_name(named.name) + " is imported as " +
                                   extern_type_text(subtypes, wanted) + ", but " + inputs_[source].file +
                                   " exports it as " + extern_type_text(subtypes, actual),
                        .offset = named.offset,
                        .file = inputs_[import.part].file};
  return std::unexpected(std::move(diagnostic));
}

/// What addresses in calls of the part mean.
uint32_t ModuleMerger::calling_memory(uint32_t part) const {
  const uint32_t memory = memory_of_calls(part_module(part));
  return memory == Import::kNoMemory ? memory : index(part, IndexSpace::Memory, memory);
}

/// What no module provides, in the order of the parts, as the layout has it.
void ModuleMerger::add_imports() {
  for (uint32_t part = 0; part < inputs_.size(); ++part)
    for (Import import : part_module(part).imports) {
      const Entity entity{part, import.kind, import.index};
      import.index = index(part, space_of(import.kind), import.index);
      if (layout_.of(import.kind)[import.index] != entity) continue;
      import.offset += first_offset_[part];
      import.importer = merged_->files_[part];
      import.memory = calling_memory(part);
      out().imports.push_back(import);
    }
  out().imported_functions = layout_.imports_of(ExternKind::Func);
  out().imported_tables = layout_.imports_of(ExternKind::Table);
  out().imported_memories = layout_.imports_of(ExternKind::Memory);
  out().imported_globals = layout_.imports_of(ExternKind::Global);
  out().imported_tags = layout_.imports_of(ExternKind::Tag);
}

// ---- Definitions ---------------------------------------------------------------------------------------------------

void ModuleMerger::add_definitions() {
  for (const Entity& entity : layout_.of(ExternKind::Func))
    out().functions.push_back(moved(entity.part, part_module(entity.part).functions[entity.index]));
  for (const Entity& entity : layout_.of(ExternKind::Table))
    out().tables.push_back(moved(entity.part, part_module(entity.part).tables[entity.index]));
  for (const Entity& entity : layout_.of(ExternKind::Memory)) {
    out().memories.push_back(part_module(entity.part).memories[entity.index]);
    out().memories.back().offset += first_offset_[entity.part];
  }
  for (const Entity& entity : layout_.of(ExternKind::Global))
    out().globals.push_back(moved(entity.part, part_module(entity.part).globals[entity.index]));
  for (const Entity& entity : layout_.of(ExternKind::Tag)) {
    Tag tag = part_module(entity.part).tags[entity.index];
    tag.typeidx += layout_.first_type[entity.part];
    tag.offset += first_offset_[entity.part];
    out().tags.push_back(tag);
  }
  add_names();
  for (uint32_t part = 0; part < inputs_.size(); ++part) {
    const Module& module = part_module(part);
    ModulePart& row = out().parts.emplace_back();
    row.name = merged_->strings_.emplace_back(inputs_[part].name);
    row.first_offset = first_offset_[part];
    row.own_first_function = module.imported_functions;
    if (module.functions.size() > module.imported_functions)
      row.first_function = index(part, IndexSpace::Func, module.imported_functions);
    for (BranchHint hint : module.branch_hints) {
      hint.offset += first_offset_[part];
      out().branch_hints.push_back(hint);
    }
  }
}

/// Functions of the main module keep their names, those of others are "module!name".
void ModuleMerger::add_names() {
  const std::vector<Entity>& functions = layout_.of(ExternKind::Func);
  for (uint32_t i = layout_.imports_of(ExternKind::Func); i < functions.size(); ++i) {
    const auto& [part, kind, own] = functions[i];
    std::string name = function_name(part_module(part), own);
    if (part != 0) name = inputs_[part].name + "!" + name;
    out().names.functions.emplace(i, merged_->strings_.emplace_back(std::move(name)));
  }
  std::vector<std::vector<std::string>> names_of_tags;
  for (uint32_t part = 0; part < inputs_.size(); ++part) names_of_tags.push_back(tag_names(part_module(part)));
  const std::vector<Entity>& tags = layout_.of(ExternKind::Tag);
  for (uint32_t i = layout_.imports_of(ExternKind::Tag); i < tags.size(); ++i)
    if (std::string& name = names_of_tags[tags[i].part][tags[i].index]; !name.empty())
      out().names.tags.emplace(i, merged_->strings_.emplace_back(std::move(name)));
  out().names.module = part_module(0).names.module;
}

void ModuleMerger::add_exports() {
  for (Export entry : part_module(0).exports) {
    entry.index = index(0, space_of(entry.kind), entry.index);
    out().exports.push_back(entry);
  }
  out().bytes = part_module(0).bytes;
}

void ModuleMerger::add_segments(const StartPlan& start) {
  for (const uint32_t part : order_) {
    const SegmentMode active = start.is_late[part] ? SegmentMode::Passive : SegmentMode::Active;
    for (const ElemSegment& segment : part_module(part).elems) {
      out().elems.push_back(moved(part, segment));
      if (segment.mode == SegmentMode::Active) out().elems.back().mode = active;
    }
    for (const DataSegment& segment : part_module(part).datas) {
      out().datas.push_back(moved(part, segment));
      if (segment.mode == SegmentMode::Active) out().datas.back().mode = active;
    }
  }
  out().data_count = static_cast<uint32_t>(out().datas.size());
}

/// ref.func wants its function mentioned outside of bodies. Exports of linked modules, which did that, are gone.
void ModuleMerger::declare_referenced_functions() {
  std::set<uint32_t> referenced;
  for (uint32_t part = 1; part < inputs_.size(); ++part)
    for (uint32_t own = 0; own < part_module(part).functions.size(); ++own)
      for (const uint32_t funcidx : inputs_[part].valid->facts(own).referenced)
        referenced.insert(index(part, IndexSpace::Func, funcidx));
  if (referenced.empty()) return;
  ElemSegment& segment = out().elems.emplace_back();
  segment.mode = SegmentMode::Declarative;
  segment.functions.assign(referenced.begin(), referenced.end());
}

// ---- Start ---------------------------------------------------------------------------------------------------------

void ModuleMerger::add_start(const StartPlan& start) {
  out().start = start.start;
  if (start.body.empty()) return;
  merged_->start_code_ = start.body;
  Function function;
  function.typeidx = static_cast<uint32_t>(out().types.size());
  function.declaration_offset = function.body_offset = end_offset_;
  function.body = {.bytes = merged_->start_code_, .offset = end_offset_};
  SubType type;  // [] -> []
  type.rec_group = static_cast<uint32_t>(out().rec_groups.size());
  out().rec_groups.push_back({.first = function.typeidx, .count = 1});
  out().types.push_back(std::move(type));
  out().start = static_cast<uint32_t>(out().functions.size());
  out().names.functions.emplace(*out().start, "instantiate");
  out().functions.push_back(std::move(function));
  ModulePart& row = out().parts.emplace_back();
  row.first_offset = end_offset_;
  row.first_function = row.own_first_function = *out().start;
  merged_->files_.emplace_back();
}

Expected<std::unique_ptr<MergedModule>> MergedModule::create(std::span<const MergeInput> inputs) {
  return ModuleMerger(inputs).run();
}

Diagnostic MergedModule::in_file(Diagnostic diagnostic) const {
  if (!diagnostic.offset) return diagnostic;
  for (size_t part = module_.parts.size(); part-- > 0;) {
    if (*diagnostic.offset < module_.parts[part].first_offset) continue;
    diagnostic.offset = *diagnostic.offset - module_.parts[part].first_offset;
    diagnostic.file = files_[part];
    break;
  }
  return diagnostic;
}

}  // namespace ingot
