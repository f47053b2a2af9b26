// Programs: `ingot_program`, which tells the runtime everything about the program, and how the module is entered.
#include <algorithm>

#include "compiler/lower/abi_access.h"
#include "compiler/lower/convention.h"
#include "compiler/lower/state_data.h"
#include "compiler/lower/state_module.h"
#include "compiler/lower/state_record.h"
#include "compiler/lower/state_types.h"
#include "compiler/lower/symbols.h"
#include "ingot/abi.h"

namespace ingot {
namespace {

/// What the program copies at start: see state_data.h.
struct LateCopy {
  const IngotMemory* memory;
  uint64_t address;
  const void* bytes;
  uint64_t byte_length;
};

class ProgramStart {
 public:
  ProgramStart(llvm::Module& module, const ModulePlan& plan)
      : ir_(module), plan_(plan), data_(place_data(plan)), builder_(module.getContext()) {}

  /// IngotProgram.start
  llvm::Function* define_start() {
    begin("ingot_start", {});
    if (plan_.traps_at_start()) {
      trap();
      return function_;
    }
    instantiate();
    if (plan_.entry_function()) call(*plan_.entry_function(), {});
    builder_.CreateRetVoid();
    return function_;
  }

  /// IngotProgram.thread_start
  llvm::Function* define_thread_start() {
    begin("ingot_thread_start", {builder_.getInt32Ty(), builder_.getInt32Ty()});
    instantiate();
    llvm::Value* arguments[] = {function_->getArg(0), function_->getArg(1)};
    call(*plan_.thread_start(), arguments);
    builder_.CreateRetVoid();
    return function_;
  }

 private:
  void begin(const char* name, llvm::ArrayRef<llvm::Type*> params) {
    auto* type = llvm::FunctionType::get(builder_.getVoidTy(), params, false);
    function_ = llvm::Function::Create(type, llvm::GlobalValue::InternalLinkage, name, ir_);
    function_->setDoesNotThrow();
    function_->setUWTableKind(llvm::UWTableKind::Sync);  // Backtraces go through it.
    builder_.SetInsertPoint(llvm::BasicBlock::Create(ir_.getContext(), "", function_));
  }

  /// What is left to do at run time; most of an instance's state is part of the image.
  void instantiate() {
    if (plan_.has_threads()) point_at_table_elements();
    if (!data_.late.empty()) copy_late_data();
    if (plan_.module().start) call(*plan_.module().start, {});
  }

  void point_at_table_elements() {
    const Symbols symbols(plan_);
    for (uint32_t tableidx = 0; tableidx < plan_.module().tables.size(); ++tableidx) {
      llvm::GlobalVariable* elements = ir_.getNamedGlobal(symbols.table_elements(tableidx));
      if (!elements) continue;
      llvm::Value* table = builder_.CreateThreadLocalAddress(ir_.getNamedGlobal(symbols.table(tableidx)));
      builder_.CreateStore(builder_.CreateThreadLocalAddress(elements),
                           field_address(builder_, table, INGOT_FIELD(IngotTable, elements)));
    }
  }

  void trap() {
    llvm::FunctionCallee raise =
        ir_.getOrInsertFunction("ingot_raise_trap", builder_.getVoidTy(), builder_.getInt32Ty());
    builder_.CreateCall(raise, {builder_.getInt32(plan_.start_trap())})->setDoesNotReturn();
    builder_.CreateUnreachable();
  }

  void call(uint32_t funcidx, std::span<llvm::Value* const> arguments) {
    WasmCallee callee{.code = program_code(ir_, plan_, funcidx)};
    if (has_base_parameter(plan_)) callee.base = load_program_base(builder_, plan_);
    call_wasm_function(builder_, plan_, plan_.module().func_type(funcidx), callee, arguments, {});
  }

  llvm::Constant* memory(uint32_t memidx) {
    return declare_data(ir_, Symbols(plan_).memory(memidx), llvm::GlobalValue::HiddenVisibility);
  }

  llvm::Constant* late_copies() {
    llvm::LLVMContext& context = ir_.getContext();
    llvm::Constant* blob = declare_data(ir_, data_blob_symbol(plan_), llvm::GlobalValue::HiddenVisibility);
    std::vector<llvm::Constant*> records;
    for (const DataPiece& piece : data_.late)
      records.push_back(INGOT_RECORD(context, LateCopy)
                            .set(INGOT_FIELD(LateCopy, memory), memory(piece.memidx))
                            .set(INGOT_FIELD(LateCopy, address), piece.address)
                            .set(INGOT_FIELD(LateCopy, bytes),
                                 constant_offset(blob, *data_.blob_offsets[piece.dataidx] + piece.begin))
                            .set(INGOT_FIELD(LateCopy, byte_length), piece.length)
                            .build());
    return define_array(ir_, "late_data", records);
  }

  /// for (copy = first; copy != last; ++copy)
  ///   memcpy(copy->memory->base + copy->address, copy->bytes, copy->byte_length)
  void copy_late_data() {
    if (!late_copies_) late_copies_ = late_copies();
    llvm::Constant* first = late_copies_;
    llvm::Constant* last = constant_offset(first, data_.late.size() * sizeof(LateCopy));
    llvm::BasicBlock* before = builder_.GetInsertBlock();
    llvm::BasicBlock* loop = llvm::BasicBlock::Create(ir_.getContext(), "copy", function_);
    llvm::BasicBlock* done = llvm::BasicBlock::Create(ir_.getContext(), "run", function_);
    builder_.CreateBr(loop);
    builder_.SetInsertPoint(loop);
    llvm::PHINode* copy = builder_.CreatePHI(builder_.getPtrTy(), 2);
    copy->addIncoming(first, before);
    llvm::Value* memory = load_pointer_field(builder_, copy, INGOT_FIELD(LateCopy, memory));
    llvm::Value* base = load_pointer_field(builder_, memory, INGOT_FIELD(IngotMemory, base));
    llvm::Value* address = load_integer_field(builder_, copy, INGOT_FIELD(LateCopy, address));
    llvm::Value* bytes = load_pointer_field(builder_, copy, INGOT_FIELD(LateCopy, bytes));
    llvm::Value* length = load_integer_field(builder_, copy, INGOT_FIELD(LateCopy, byte_length));
    llvm::Value* target = builder_.CreateGEP(builder_.getInt8Ty(), base, address);
    builder_.CreateMemCpy(target, llvm::MaybeAlign(), bytes, llvm::MaybeAlign(), length);
    llvm::Value* next = byte_offset(builder_, copy, sizeof(LateCopy));
    copy->addIncoming(next, loop);
    builder_.CreateCondBr(builder_.CreateICmpEQ(next, last), done, loop);
    builder_.SetInsertPoint(done);
  }

  llvm::Module& ir_;
  const ModulePlan& plan_;
  const DataPlacement data_;
  llvm::IRBuilder<> builder_;
  llvm::Function* function_ = nullptr;  ///< the one that is being made
  llvm::Constant* late_copies_ = nullptr;
};

/// NULL-terminated.
llvm::Constant* define_string_list(llvm::Module& module, const char* name, const std::vector<std::string>& strings) {
  std::vector<llvm::Constant*> pointers;
  for (const std::string& text : strings) pointers.push_back(define_string(module, text));
  pointers.push_back(null_pointer(module.getContext()));
  return define_array(module, name, pointers);
}

class ProgramRecord {
 public:
  ProgramRecord(llvm::Module& module, const ModulePlan& plan)
      : ir_(module),
        context_(module.getContext()),
        plan_(plan),
        options_(plan.options()),
        record_(INGOT_RECORD(context_, IngotProgram)) {}

  void define() {
    set_memories();
    set_functions();
    set_environment();
    set_exports();
    ProgramStart start(ir_, plan_);
    record_.set(INGOT_FIELD(IngotProgram, stack_bytes), options_.stack_bytes)
        .set(INGOT_FIELD(IngotProgram, required_cpu), options_.required_cpu)
        .set(INGOT_FIELD(IngotProgram, start), start.define_start());
    if (plan_.has_threads()) record_.set(INGOT_FIELD(IngotProgram, thread_start), start.define_thread_start());
    define_hidden(ir_, "ingot_program", record_.build(), /*is_constant=*/true, 16);
  }

 private:
  /// Zero until start-up opens it.
  llvm::Constant* define_memory(uint32_t memidx) {
    return define_hidden(ir_, Symbols(plan_).memory(memidx), INGOT_RECORD(context_, IngotMemory).build(),
                         /*is_constant=*/false, 16);
  }

  void set_memories() {
    std::vector<llvm::Constant*> memories;
    for (const Memory& memory : plan_.module().memories)
      memories.push_back(INGOT_RECORD(context_, IngotProgramMemory)
                             .set(INGOT_FIELD(IngotProgramMemory, memory), define_memory(memories.size()))
                             .set(INGOT_FIELD(IngotProgramMemory, type), memory_type_record(context_, memory.type))
                             .build());
    // WASI refers to memory 0 even if there is none.
    if (memories.empty()) define_memory(0);
    record_.set(INGOT_FIELD(IngotProgram, memories), define_array(ir_, "memories", memories))
        .set(INGOT_FIELD(IngotProgram, memory_count), memories.size())
        .set(INGOT_FIELD(IngotProgram, memory0_image_bytes), place_data(plan_).image_bytes);
  }

  void set_functions() {
    record_.set(INGOT_FIELD(IngotProgram, functions_begin), section_bound(ir_, "__start_", INGOT_FUNCTIONS_SECTION))
        .set(INGOT_FIELD(IngotProgram, functions_end), section_bound(ir_, "__stop_", INGOT_FUNCTIONS_SECTION))
        .set(INGOT_FIELD(IngotProgram, function_names), define_function_names(ir_, plan_))
        .set(INGOT_FIELD(IngotProgram, parts), define_module_parts(ir_, plan_))
        .set(INGOT_FIELD(IngotProgram, part_count), plan_.module().parts.size())
        .set(INGOT_FIELD(IngotProgram, function_name_count), plan_.module().functions.size());
  }

  void set_environment() {
    record_.set(INGOT_FIELD(IngotProgram, grants), define_string_list(ir_, "grants", options_.grants))
        .set(INGOT_FIELD(IngotProgram, env), define_string_list(ir_, "env", options_.env))
        .set(INGOT_FIELD(IngotProgram, listeners), define_string_list(ir_, "listeners", options_.listeners))
        .set(INGOT_FIELD(IngotProgram, sealed), options_.sealed)
        .set(INGOT_FIELD(IngotProgram, wasi_calls), plan_.wasi_calls());
    const ProgramLimits& limits = options_.limits;
    record_.set(INGOT_FIELD(IngotProgram, max_memory_bytes), limits.memory_bytes)
        .set(INGOT_FIELD(IngotProgram, timeout_ns), limits.timeout_ns)
        .set(INGOT_FIELD(IngotProgram, max_fds), limits.fds)
        .set(INGOT_FIELD(IngotProgram, no_os_sandbox), !limits.os_sandbox)
        .set(INGOT_FIELD(IngotProgram, filter_escapes), limits.filter_escapes);
    if (options_.fuel)
      record_.set(
          INGOT_FIELD(IngotProgram, fuel),
          define_hidden(ir_, Symbols(plan_).fuel(), llvm::ConstantInt::get(context_, llvm::APInt(64, *options_.fuel)),
                        /*is_constant=*/false, 8));
  }

  void set_exports() {
    llvm::Constant* func_types = nullptr;
    std::vector<const Export*> functions;
    if (options_.entry == ProgramEntry::Invoke) {
      std::vector<bool> needed(plan_.module().types.size());
      for (const Export& entry : plan_.module().exports) {
        if (entry.kind != ExternKind::Func) continue;
        functions.push_back(&entry);
        needed[plan_.module().functions[entry.index].typeidx] = true;
      }
      func_types = define_func_types(ir_, plan_, needed, /*ids=*/nullptr);
    }
    define_program_objects(ir_, plan_, func_types);
    define_program_tags(ir_, plan_);
    std::vector<llvm::Constant*> exports;
    for (const Export* entry : functions) exports.push_back(export_record(*entry));
    record_.set(INGOT_FIELD(IngotProgram, exports), define_array(ir_, "exports", exports))
        .set(INGOT_FIELD(IngotProgram, export_count), exports.size())
        .set(INGOT_FIELD(IngotProgram, visit_exceptions), define_exception_visitor(ir_, plan_));
  }

  llvm::Constant* export_record(const Export& entry) {
    llvm::Constant* reference = ir_.getNamedGlobal(Symbols(plan_).func_ref(entry.index));
    return INGOT_RECORD(context_, IngotProgramExport)
        .set(INGOT_FIELD(IngotProgramExport, name), define_string(ir_, entry.name))
        .set(INGOT_FIELD(IngotProgramExport, name_bytes), entry.name.size())
        .set(INGOT_FIELD(IngotProgramExport, function), reference)
        .build();
  }

  llvm::Module& ir_;
  llvm::LLVMContext& context_;
  const ModulePlan& plan_;
  const LowerOptions& options_;
  RecordBuilder record_;
};

}  // namespace

void define_program(llvm::Module& module, const ModulePlan& plan) { ProgramRecord(module, plan).define(); }

}  // namespace ingot
