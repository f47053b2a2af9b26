// The parts that lower_state() puts together. Private to state_*.cc.
#pragma once

#include <llvm/IR/Module.h>

#include "compiler/lower/module_plan.h"

namespace ingot {

/// Programs: globals, tables, references, segments.
void define_program_objects(llvm::Module& module, const ModulePlan& plan, llvm::Constant* func_types);
/// Programs: the IngotTag of every tag.
void define_program_tags(llvm::Module& module, const ModulePlan& plan);
/// Programs: IngotProgram.visit_exceptions; null if no global or table can refer to an exception. Behind
/// define_program_objects.
llvm::Constant* define_exception_visitor(llvm::Module& module, const ModulePlan& plan);
/// Programs: everything, and `ingot_program`.
void define_program(llvm::Module& module, const ModulePlan& plan);

/// Libraries: everything, and the IngotModule.
void define_library(llvm::Module& module, const ModulePlan& plan);

/// Bounds of a section that the linker knows: __start_NAME or __stop_NAME. Null at run time if there is no such
/// section.
llvm::Constant* section_bound(llvm::Module& module, const char* prefix, const char* section);
/// const char*[functions]: name section, exports, imports; null for functions without a name or that are not live.
llvm::Constant* define_function_names(llvm::Module& module, const ModulePlan& plan);
/// IngotModulePart[parts of a merged module].
llvm::Constant* define_module_parts(llvm::Module& module, const ModulePlan& plan);
/// Programs: what calls the function in the Wasm convention: its code, or the shim of an import.
llvm::Function* program_code(llvm::Module& module, const ModulePlan& plan, uint32_t funcidx);

}  // namespace ingot
