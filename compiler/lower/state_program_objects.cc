// Programs: globals, tables, references and segments as symbols, with the values that instantiation gives them.
#include <map>

#include "compiler/lower/convention.h"
#include "compiler/lower/import_shim.h"
#include "compiler/lower/lower_module.h"
#include "compiler/lower/module_plan_steps.h"
#include "compiler/lower/program_state.h"
#include "compiler/lower/state_data.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/state_record.h"
#include "compiler/lower/state_types.h"
#include "compiler/lower/symbols.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// References, records and tables are found by 16-byte strides.
constexpr uint64_t kObjectAlignment = 16;

class ProgramObjects {
 public:
  ProgramObjects(llvm::Module& module, const ModulePlan& plan, llvm::Constant* func_types)
      : ir_(module),
        context_(module.getContext()),
        plan_(plan),
        module_(plan.module()),
        symbols_(plan),
        func_types_(func_types),
        data_(place_data(plan)),
        consts_(plan.module()) {}

  void define() {
    for (uint32_t funcidx = 0; funcidx < module_.functions.size(); ++funcidx)
      if (plan_.is_referenced(funcidx)) define_reference(funcidx);
    for (uint32_t globalidx = 0; globalidx < module_.globals.size(); ++globalidx)
      if (plan_.global_is_written(globalidx)) define_global(globalidx);
    for (uint32_t tableidx = 0; tableidx < module_.tables.size(); ++tableidx) define_table_object(tableidx);
    for (uint32_t dataidx = 0; dataidx < module_.datas.size(); ++dataidx)
      if (plan_.data_is_used(dataidx)) define_data_segment(dataidx);
    for (uint32_t elemidx = 0; elemidx < module_.elems.size(); ++elemidx)
      if (plan_.elem_is_used(elemidx)) define_elem_segment(elemidx);
  }

 private:
  llvm::Constant* none() { return null_pointer(context_); }
  uint32_t type_id(uint32_t funcidx) const { return plan_.valid().canonical_type(module_.functions[funcidx].typeidx); }

  /// A function that nothing can run may still be compared with null, or found to have the wrong type.
  llvm::Constant* code_of(uint32_t funcidx) {
    return plan_.is_live(funcidx) ? program_code(ir_, plan_, funcidx) : none();
  }

  llvm::Constant* tail_code_of(uint32_t funcidx) {
    if (!plan_.is_live(funcidx) || body_convention(plan_, funcidx) != Convention::Tail) return none();
    return declare_function_body(ir_, plan_, funcidx);
  }

  void define_reference(uint32_t funcidx) {
    RecordBuilder record = INGOT_RECORD(context_, IngotFuncRef);
    record.set(INGOT_FIELD(IngotFuncRef, code), code_of(funcidx))
        .set(INGOT_FIELD(IngotFuncRef, tail_code), tail_code_of(funcidx))
        .set(INGOT_FIELD(IngotFuncRef, type_id), type_id(funcidx))
        .set(INGOT_FIELD(IngotFuncRef, funcidx), funcidx);
    if (func_types_)
      record.set(INGOT_FIELD(IngotFuncRef, type), func_type_address(func_types_, module_.functions[funcidx].typeidx));
    references_[funcidx] =
        define_hidden(ir_, symbols_.func_ref(funcidx), record.build(), /*is_constant=*/true, kObjectAlignment);
  }

  llvm::Constant* reference(std::optional<uint32_t> funcidx) { return funcidx ? references_.at(*funcidx) : none(); }

  llvm::Constant* initial_value(uint32_t globalidx) {
    const ConstResult& value = plan_.global_value(globalidx);
    if (const ConstFunc* function = std::get_if<ConstFunc>(&value)) return reference(function->funcidx);
    llvm::Type* type = wasm_type(context_, module_.globals[globalidx].type.type);
    const ConstBits* bits = std::get_if<ConstBits>(&value);
    // Null is left: programs import no globals, so that nothing has to be computed.
    if (!bits) return llvm::Constant::getNullValue(type);
    if (type->isVectorTy()) return llvm::ConstantDataVector::get(context_, llvm::ArrayRef(bits->bits));
    const unsigned width = type->getPrimitiveSizeInBits().getFixedValue();
    auto* integer = llvm::ConstantInt::get(context_, llvm::APInt(width, bits->bits[0], false));
    return type->isIntegerTy() ? integer : llvm::ConstantExpr::getBitCast(integer, type);
  }

  void define_global(uint32_t globalidx) {
    const Global& global = module_.globals[globalidx];
    define_instance_variable(symbols_.global(globalidx), initial_value(globalidx),
                             global.type.type.kind == ValKind::V128 ? 16 : 8);
  }

  void define_instance_variable(const std::string& symbol, llvm::Constant* value, uint64_t alignment) {
    set_instance_storage(*define_hidden(ir_, symbol, value, /*is_constant=*/false, alignment), plan_);
  }

  /// Tables are mostly null at their end, or all of it; an array of ten million nulls is one constant.
  llvm::Constant* array_with_zero_tail(std::vector<llvm::Constant*> elements, llvm::Type* type, uint64_t size) {
    while (!elements.empty() && elements.back()->isNullValue()) elements.pop_back();
    auto* head = llvm::ConstantArray::get(llvm::ArrayType::get(type, elements.size()), elements);
    if (elements.size() == size) return head;
    auto* tail = llvm::Constant::getNullValue(llvm::ArrayType::get(type, size - elements.size()));
    return llvm::ConstantStruct::getAnon(context_, {head, tail}, /*Packed=*/true);
  }

  void define_constant_table(uint32_t tableidx) {
    llvm::Type* i32 = llvm::Type::getInt32Ty(context_);
    llvm::Type* pointer = llvm::PointerType::getUnqual(context_);
    std::vector<llvm::Constant*> codes, types, tail_codes;
    for (std::optional<uint32_t> funcidx : plan_.table_image(tableidx)) {
      codes.push_back(funcidx ? code_of(*funcidx) : none());
      types.push_back(llvm::ConstantInt::get(i32, funcidx ? type_id(*funcidx) : 0));
      if (plan_.table_is_tail_called(tableidx)) tail_codes.push_back(funcidx ? tail_code_of(*funcidx) : none());
    }
    define_table_array(symbols_.table_codes(tableidx), std::move(codes), pointer, tableidx);
    define_table_array(symbols_.table_types(tableidx), std::move(types), i32, tableidx);
    if (plan_.table_is_tail_called(tableidx))
      define_table_array(symbols_.table_tail_codes(tableidx), std::move(tail_codes), pointer, tableidx);
  }

  void define_table_array(const std::string& symbol, std::vector<llvm::Constant*> elements, llvm::Type* type,
                          uint32_t tableidx) {
    define_hidden(ir_, symbol, array_with_zero_tail(std::move(elements), type, plan_.table_image(tableidx).size()),
                  /*is_constant=*/true, kObjectAlignment);
  }

  /// The functions' references; null if there are none.
  llvm::Constant* pointers(const std::vector<std::optional<uint32_t>>& functions) {
    if (functions.empty()) return nullptr;
    std::vector<llvm::Constant*> elements;
    for (std::optional<uint32_t> funcidx : functions) elements.push_back(reference(funcidx));
    return array_with_zero_tail(std::move(elements), llvm::PointerType::getUnqual(context_), functions.size());
  }

  llvm::Constant* define_segment_elements(const std::vector<std::optional<uint32_t>>& functions) {
    llvm::Constant* value = pointers(functions);
    return value ? new llvm::GlobalVariable(ir_, value->getType(), /*isConstant=*/true,
                                            llvm::GlobalValue::PrivateLinkage, value, "segment")
                 : none();
  }

  /// Their address; null if every thread has elements of its own, whose address is known only to it (state_program.cc).
  llvm::Constant* define_table_elements(uint32_t tableidx) {
    llvm::Constant* value = pointers(plan_.table_image(tableidx));
    if (!value) return none();
    llvm::GlobalVariable* elements =
        define_hidden(ir_, symbols_.table_elements(tableidx), value, /*is_constant=*/false, kObjectAlignment);
    set_instance_storage(*elements, plan_);
    return plan_.has_threads() ? none() : elements;
  }

  /// A constant table that nothing calls has no object: its size is known to the code.
  void define_table_object(uint32_t tableidx) {
    if (!plan_.table_is_constant(tableidx)) {
      define_table(tableidx);
    } else if (plan_.table_is_called(tableidx)) {
      define_constant_table(tableidx);
    }
  }

  void define_table(uint32_t tableidx) {
    const Limits& limits = module_.tables[tableidx].type.limits;
    const uint64_t limit = limits.address == AddressType::I32 ? UINT32_MAX : UINT64_MAX;
    const auto& image = plan_.table_image(tableidx);
    llvm::Constant* record = INGOT_RECORD(context_, IngotTable)
                                 .set(INGOT_FIELD(IngotTable, elements), define_table_elements(tableidx))
                                 .set(INGOT_FIELD(IngotTable, size), image.size())
                                 .set(INGOT_FIELD(IngotTable, max), limits.has_max ? limits.max : limit)
                                 .set(INGOT_FIELD(IngotTable, capacity), image.size())
                                 .build();
    define_instance_variable(symbols_.table(tableidx), record, kObjectAlignment);
  }

  /// Active segments are dropped by instantiation, declarative ones from the start.
  void define_data_segment(uint32_t dataidx) {
    const DataSegment& segment = module_.datas[dataidx];
    const std::optional<uint64_t> offset = data_.blob_offsets[dataidx];
    RecordBuilder record = INGOT_RECORD(context_, IngotDataSegment);
    llvm::Constant* bytes = none();
    uint64_t length = 0;
    if (segment.mode == SegmentMode::Passive && offset && !segment.bytes.empty()) {
      bytes = constant_offset(declare_data(ir_, data_blob_symbol(plan_), llvm::GlobalValue::HiddenVisibility), *offset);
      length = segment.bytes.size();
    }
    record.set(INGOT_FIELD(IngotDataSegment, bytes), bytes).set(INGOT_FIELD(IngotDataSegment, byte_length), length);
    define_instance_variable(symbols_.data_segment(dataidx), record.build(), kObjectAlignment);
  }

  void define_elem_segment(uint32_t elemidx) {
    const ElemSegment& segment = module_.elems[elemidx];
    std::vector<std::optional<uint32_t>> functions;
    if (segment.mode == SegmentMode::Passive)
      for (uint64_t index = 0; index < segment.size(); ++index)
        functions.push_back(element_function(consts_, segment, index));
    llvm::Constant* record = INGOT_RECORD(context_, IngotElemSegment)
                                 .set(INGOT_FIELD(IngotElemSegment, elements), define_segment_elements(functions))
                                 .set(INGOT_FIELD(IngotElemSegment, size), functions.size())
                                 .build();
    define_instance_variable(symbols_.elem_segment(elemidx), record, kObjectAlignment);
  }

  llvm::Module& ir_;
  llvm::LLVMContext& context_;
  const ModulePlan& plan_;
  const Module& module_;
  const Symbols symbols_;
  llvm::Constant* const func_types_;  ///< null unless exports are called by name
  const DataPlacement data_;
  ConstEvaluator consts_;
  std::map<uint32_t, llvm::Constant*> references_;  // by funcidx
};

}  // namespace

llvm::Function* program_code(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx) {
  const Symbols symbols(plan);
  if (funcidx >= plan.module().imported_functions) return declare_function_entry(module, plan, funcidx);
  if (llvm::Function* shim = module.getFunction(symbols.import_shim(funcidx))) return shim;
  return emit_import_shim(module, plan, funcidx);
}

void define_program_objects(llvm::Module& module, const ModulePlan& plan, llvm::Constant* func_types) {
  ProgramObjects(module, plan, func_types).define();
}

}  // namespace ingot
