// Libraries: the IngotModule, from which the runtime makes instances.
#include "compiler/lower/convention.h"
#include "compiler/lower/state_const.h"
#include "compiler/lower/state_data.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/state_record.h"
#include "compiler/lower/state_types.h"
#include "compiler/lower/symbols.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

template <class Items>
uint32_t count_of(const Items& items) {
  return static_cast<uint32_t>(items.size());
}

class LibraryRecord {
 public:
  LibraryRecord(llvm::Module& module, const ModulePlan& plan)
      : ir_(module),
        context_(module.getContext()),
        plan_(plan),
        module_(plan.module()),
        symbols_(plan),
        data_(place_data(plan)),
        consts_(module, plan),
        record_(INGOT_RECORD(context_, IngotModule)) {}

  void define() {
    set_identity();
    set_code();
    set_types();
    set_imports();
    set_exports();
    set_functions();
    set_tables();
    set_memories();
    set_globals();
    set_tags();
    set_segments();
    set_context();
    // Last: by now every constant expression is known.
    llvm::Constant* compute = consts_.define_compute();
    record_.set(INGOT_FIELD(IngotModule, compute), compute);
    llvm::GlobalVariable* variable =
        define_hidden(ir_, plan_.options().module_symbol, record_.build(), /*is_constant=*/true, 16);
    variable->setVisibility(llvm::GlobalValue::DefaultVisibility);
  }

 private:
  std::string_view module_name() const {
    return module_.names.module.empty() ? std::string_view(plan_.options().module_name) : module_.names.module;
  }

  void set_identity() {
    record_.set(INGOT_FIELD(IngotModule, abi_version), INGOT_ABI_VERSION)
        .set(INGOT_FIELD(IngotModule, name), define_string(ir_, module_name()))
        .set(INGOT_FIELD(IngotModule, required_cpu), plan_.options().required_cpu)
        .set(INGOT_FIELD(IngotModule, fuel_offset), plan_.context().fuel)
        .set(INGOT_FIELD(IngotModule, fuel), plan_.options().fuel.value_or(0));
  }

  void set_code() {
    record_.set(INGOT_FIELD(IngotModule, code_begin), section_bound(ir_, "__start_", INGOT_CODE_SECTION))
        .set(INGOT_FIELD(IngotModule, code_end), section_bound(ir_, "__stop_", INGOT_CODE_SECTION))
        .set(INGOT_FIELD(IngotModule, functions_begin), section_bound(ir_, "__start_", INGOT_FUNCTIONS_SECTION))
        .set(INGOT_FIELD(IngotModule, functions_end), section_bound(ir_, "__stop_", INGOT_FUNCTIONS_SECTION))
        .set(INGOT_FIELD(IngotModule, function_names), define_function_names(ir_, plan_))
        .set(INGOT_FIELD(IngotModule, parts), define_module_parts(ir_, plan_))
        .set(INGOT_FIELD(IngotModule, part_count), plan_.module().parts.size());
  }

  void set_types() {
    const std::vector<bool> all(module_.types.size(), true);
    auto* ids = llvm::ArrayType::get(llvm::Type::getInt32Ty(context_), module_.types.size());
    llvm::Constant* id_array =
        define_hidden(ir_, symbols_.type_ids(), llvm::Constant::getNullValue(ids), /*is_constant=*/false, 16);
    record_.set(INGOT_FIELD(IngotModule, type_count), module_.types.size())
        .set(INGOT_FIELD(IngotModule, types), define_func_types(ir_, plan_, all, id_array))
        .set(INGOT_FIELD(IngotModule, type_ids), id_array);
  }

  void set_imports() {
    StringPool pool;
    for (const Import& import : module_.imports) {
      pool.add(import.module);
      pool.add(import.name);
    }
    const std::vector<llvm::Constant*> names = pool.build(ir_, "import_names");
    std::vector<llvm::Constant*> records;
    for (size_t i = 0; i < module_.imports.size(); ++i) {
      const Import& import = module_.imports[i];
      records.push_back(INGOT_RECORD(context_, IngotImport)
                            .set(INGOT_FIELD(IngotImport, module), names[2 * i])
                            .set(INGOT_FIELD(IngotImport, name), names[2 * i + 1])
                            .set(INGOT_FIELD(IngotImport, module_bytes), import.module.size())
                            .set(INGOT_FIELD(IngotImport, name_bytes), import.name.size())
                            .set(INGOT_FIELD(IngotImport, kind), static_cast<uint32_t>(import.kind))
                            .set(INGOT_FIELD(IngotImport, index), import.index)
                            .build());
    }
    record_.set(INGOT_FIELD(IngotModule, imports), define_array(ir_, "imports", records))
        .set(INGOT_FIELD(IngotModule, import_count), count_of(records));
  }

  void set_exports() {
    StringPool pool;
    for (const Export& entry : module_.exports) pool.add(entry.name);
    const std::vector<llvm::Constant*> names = pool.build(ir_, "export_names");
    std::vector<llvm::Constant*> records;
    for (size_t i = 0; i < module_.exports.size(); ++i) {
      const Export& entry = module_.exports[i];
      records.push_back(INGOT_RECORD(context_, IngotExport)
                            .set(INGOT_FIELD(IngotExport, name), names[i])
                            .set(INGOT_FIELD(IngotExport, name_bytes), entry.name.size())
                            .set(INGOT_FIELD(IngotExport, kind), static_cast<uint32_t>(entry.kind))
                            .set(INGOT_FIELD(IngotExport, index), entry.index)
                            .build());
    }
    record_.set(INGOT_FIELD(IngotModule, exports), define_array(ir_, "exports", records))
        .set(INGOT_FIELD(IngotModule, export_count), count_of(records));
  }

  void set_functions() {
    std::vector<llvm::Constant*> records;
    for (uint32_t funcidx = 0; funcidx < module_.functions.size(); ++funcidx) {
      const bool imported = funcidx < module_.imported_functions;
      llvm::Constant* code = null_pointer(context_);
      llvm::Constant* tail_code = code;
      if (!imported) {
        code = declare_function_entry(ir_, plan_, funcidx);
        if (body_convention(plan_, funcidx) == Convention::Tail) tail_code = declare_function_body(ir_, plan_, funcidx);
      }
      records.push_back(INGOT_RECORD(context_, IngotFuncInfo)
                            .set(INGOT_FIELD(IngotFuncInfo, code), code)
                            .set(INGOT_FIELD(IngotFuncInfo, tail_code), tail_code)
                            .set(INGOT_FIELD(IngotFuncInfo, ref_offset), plan_.context().func_refs[funcidx])
                            .set(INGOT_FIELD(IngotFuncInfo, typeidx), module_.functions[funcidx].typeidx)
                            .build());
    }
    record_.set(INGOT_FIELD(IngotModule, funcs), define_array(ir_, "funcs", records))
        .set(INGOT_FIELD(IngotModule, func_count), count_of(records))
        .set(INGOT_FIELD(IngotModule, imported_func_count), module_.imported_functions)
        .set(INGOT_FIELD(IngotModule, start_func), module_.start.value_or(INGOT_NO_START));
  }

  void set_tables() {
    std::vector<llvm::Constant*> records;
    for (const Table& table : module_.tables) {
      const TableType& type = table.type;
      llvm::Constant* init = table.init ? consts_.record(*table.init, type.element) : consts_.null_record();
      records.push_back(INGOT_RECORD(context_, IngotTableInfo)
                            .set(INGOT_FIELD(IngotTableInfo, min), type.limits.min)
                            .set(INGOT_FIELD(IngotTableInfo, max), max_of(type.limits))
                            .set(INGOT_FIELD(IngotTableInfo, type),
                                 define_string(ir_, canonical_value_text(plan_.valid(), type.element)))
                            .set(INGOT_FIELD(IngotTableInfo, limits_flags), limits_flags(type.limits))
                            .set(INGOT_FIELD(IngotTableInfo, init), init)
                            .build());
    }
    record_.set(INGOT_FIELD(IngotModule, tables), define_array(ir_, "tables", records))
        .set(INGOT_FIELD(IngotModule, table_count), count_of(records))
        .set(INGOT_FIELD(IngotModule, imported_table_count), module_.imported_tables);
  }

  void set_memories() {
    std::vector<llvm::Constant*> records;
    for (const Memory& memory : module_.memories) records.push_back(memory_type_record(context_, memory.type));
    record_.set(INGOT_FIELD(IngotModule, memories), define_array(ir_, "memories", records))
        .set(INGOT_FIELD(IngotModule, memory_count), count_of(records))
        .set(INGOT_FIELD(IngotModule, imported_memory_count), module_.imported_memories);
  }

  void set_globals() {
    std::vector<llvm::Constant*> records;
    for (uint32_t globalidx = 0; globalidx < module_.globals.size(); ++globalidx) {
      const Global& global = module_.globals[globalidx];
      const ValType& type = global.type.type;
      llvm::Constant* init = global.imported ? consts_.null_record() : consts_.record(global.init, type);
      records.push_back(
          INGOT_RECORD(context_, IngotGlobalInfo)
              .set(INGOT_FIELD(IngotGlobalInfo, type), define_string(ir_, canonical_value_text(plan_.valid(), type)))
              .set(INGOT_FIELD(IngotGlobalInfo, offset), plan_.context().globals[globalidx])
              .set(INGOT_FIELD(IngotGlobalInfo, is_mutable), global.type.is_mutable)
              .set(INGOT_FIELD(IngotGlobalInfo, init), init)
              .build());
    }
    record_.set(INGOT_FIELD(IngotModule, globals), define_array(ir_, "globals", records))
        .set(INGOT_FIELD(IngotModule, global_count), count_of(records))
        .set(INGOT_FIELD(IngotModule, imported_global_count), module_.imported_globals);
  }

  void set_tags() {
    std::vector<llvm::Constant*> records;
    for (uint32_t tagidx = 0; tagidx < module_.tags.size(); ++tagidx) {
      RecordBuilder record = INGOT_RECORD(context_, IngotTagInfo);
      record.set(INGOT_FIELD(IngotTagInfo, typeidx), module_.tags[tagidx].typeidx)
          .set(INGOT_FIELD(IngotTagInfo, name), define_string(ir_, plan_.tag_name(tagidx)));
      records.push_back(record.build());
    }
    record_.set(INGOT_FIELD(IngotModule, tags), define_array(ir_, "tags", records))
        .set(INGOT_FIELD(IngotModule, tag_count), count_of(records))
        .set(INGOT_FIELD(IngotModule, imported_tag_count), module_.imported_tags);
  }

  llvm::Constant* data_record(uint32_t dataidx) {
    const DataSegment& segment = module_.datas[dataidx];
    const bool active = segment.mode == SegmentMode::Active;
    llvm::Constant* bytes = null_pointer(context_);
    if (!segment.bytes.empty())
      bytes = constant_offset(declare_data(ir_, data_blob_symbol(plan_), llvm::GlobalValue::HiddenVisibility),
                              *data_.blob_offsets[dataidx]);
    llvm::Constant* offset = consts_.null_record();
    if (active)
      offset = consts_.record(segment.memory_offset, value_type(module_.memories[segment.memory].type.limits.address));
    return INGOT_RECORD(context_, IngotDataInfo)
        .set(INGOT_FIELD(IngotDataInfo, bytes), bytes)
        .set(INGOT_FIELD(IngotDataInfo, byte_length), segment.bytes.size())
        .set(INGOT_FIELD(IngotDataInfo, offset), offset)
        .set(INGOT_FIELD(IngotDataInfo, mode), static_cast<uint32_t>(segment.mode))
        .set(INGOT_FIELD(IngotDataInfo, memory), active ? segment.memory : 0)
        .build();
  }

  llvm::Constant* elem_record(const ElemSegment& segment) {
    const bool active = segment.mode == SegmentMode::Active;
    std::vector<llvm::Constant*> elements;
    for (uint32_t funcidx : segment.functions) elements.push_back(consts_.function_record(funcidx));
    for (const ConstExpr& expression : segment.exprs) elements.push_back(consts_.record(expression, segment.type));
    llvm::Constant* offset = consts_.null_record();
    if (active)
      offset = consts_.record(segment.table_offset, value_type(module_.tables[segment.table].type.limits.address));
    return INGOT_RECORD(context_, IngotElemInfo)
        .set(INGOT_FIELD(IngotElemInfo, elements), define_array(ir_, "elements", elements))
        .set(INGOT_FIELD(IngotElemInfo, size), elements.size())
        .set(INGOT_FIELD(IngotElemInfo, offset), offset)
        .set(INGOT_FIELD(IngotElemInfo, mode), static_cast<uint32_t>(segment.mode))
        .set(INGOT_FIELD(IngotElemInfo, table), active ? segment.table : 0)
        .build();
  }

  void set_segments() {
    std::vector<llvm::Constant*> datas, elems;
    for (uint32_t dataidx = 0; dataidx < module_.datas.size(); ++dataidx) datas.push_back(data_record(dataidx));
    for (const ElemSegment& segment : module_.elems) elems.push_back(elem_record(segment));
    record_.set(INGOT_FIELD(IngotModule, datas), define_array(ir_, "datas", datas))
        .set(INGOT_FIELD(IngotModule, data_count), count_of(datas))
        .set(INGOT_FIELD(IngotModule, elems), define_array(ir_, "elems", elems))
        .set(INGOT_FIELD(IngotModule, elem_count), count_of(elems));
  }

  void set_context() {
    const ContextLayout& context = plan_.context();
    record_.set(INGOT_FIELD(IngotModule, context_bytes), context.bytes)
        .set(INGOT_FIELD(IngotModule, imported_funcs_offset), context.imported_funcs)
        .set(INGOT_FIELD(IngotModule, tables_offset), context.tables)
        .set(INGOT_FIELD(IngotModule, memories_offset), context.memories)
        .set(INGOT_FIELD(IngotModule, tags_offset), context.tags)
        .set(INGOT_FIELD(IngotModule, datas_offset), context.datas)
        .set(INGOT_FIELD(IngotModule, elems_offset), context.elems);
  }

  llvm::Module& ir_;
  llvm::LLVMContext& context_;
  const ModulePlan& plan_;
  const Module& module_;
  const Symbols symbols_;
  const DataPlacement data_;
  ConstExprTable consts_;
  RecordBuilder record_;
};

}  // namespace

void define_library(llvm::Module& module, const ModulePlan& plan) { LibraryRecord(module, plan).define(); }

}  // namespace ingot
