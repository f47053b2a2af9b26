/* Layouts of abi.h that generated code and emitted tables rely on. Valid C11 and C++; included once from either.
 *
 * A size that equals the sum of its members also says that there is no padding, so that emitted tables have no bytes of
 * unknown content. */
#ifndef INGOT_TESTS_UNIT_ABI_LAYOUT_H
#define INGOT_TESTS_UNIT_ABI_LAYOUT_H

#include "ingot/abi.h"

#define INGOT_SIZE(type, bytes) INGOT_STATIC_ASSERT(sizeof(type) == (bytes), #type)
#define INGOT_OFFSET(type, member, bytes) INGOT_STATIC_ASSERT(offsetof(type, member) == (bytes), #type "." #member)

INGOT_SIZE(void*, 8);
INGOT_SIZE(IngotTrapKind, 4);
INGOT_SIZE(IngotFunctionRow, 16);
INGOT_OFFSET(IngotFunctionRow, funcidx, 8);
INGOT_OFFSET(IngotFunctionRow, body_offset, 12);

INGOT_SIZE(IngotValue, 16);
INGOT_OFFSET(IngotValue, f64, 0);
INGOT_OFFSET(IngotValue, bits[1], 8);

INGOT_SIZE(IngotFuncType, 64);
INGOT_OFFSET(IngotFuncType, entry, 16);
INGOT_OFFSET(IngotFuncType, host_thunk, 24);
INGOT_SIZE(IngotFuncRef, 40);
INGOT_OFFSET(IngotFuncRef, code, 0);
INGOT_OFFSET(IngotFuncRef, context, 8);
INGOT_OFFSET(IngotFuncRef, type_id, 24);
INGOT_OFFSET(IngotFuncRef, tail_code, 32);
INGOT_SIZE(IngotHostFunc, 16);

INGOT_SIZE(IngotMemory, 40);
INGOT_OFFSET(IngotMemory, base, 0);
INGOT_OFFSET(IngotMemory, byte_length, 8);
INGOT_OFFSET(IngotMemory, page_size_log2, 32);
INGOT_SIZE(IngotTable, 32);
INGOT_OFFSET(IngotTable, elements, 0);
INGOT_OFFSET(IngotTable, size, 8);
INGOT_SIZE(IngotDataSegment, 16);
INGOT_SIZE(IngotElemSegment, 16);

INGOT_SIZE(IngotModulePart, 16);
INGOT_SIZE(IngotProgramExport, 24);
INGOT_SIZE(IngotProgramMemory, 32);
INGOT_SIZE(IngotProgram, 200);
INGOT_OFFSET(IngotProgram, start, 40);
INGOT_OFFSET(IngotProgram, wasi_calls, 152);

INGOT_SIZE(IngotInstance, 48);
INGOT_OFFSET(IngotInstance, memory0, 8);
INGOT_SIZE(IngotImportedFunc, 32);
INGOT_OFFSET(IngotImportedFunc, code, 0);
INGOT_OFFSET(IngotImportedFunc, context, 8);

INGOT_SIZE(IngotConstExpr, 32);
INGOT_SIZE(IngotTableInfo, 64);
INGOT_SIZE(IngotMemoryInfo, 24);
INGOT_SIZE(IngotGlobalInfo, 56);
INGOT_SIZE(IngotImport, 32);
INGOT_SIZE(IngotExport, 24);
INGOT_SIZE(IngotFuncInfo, 32);
INGOT_OFFSET(IngotFuncInfo, tail_code, 24);
INGOT_SIZE(IngotDataInfo, 64);
INGOT_SIZE(IngotElemInfo, 64);
INGOT_SIZE(IngotTagInfo, 16);
INGOT_SIZE(IngotTag, 24);
INGOT_SIZE(IngotException, 32);
INGOT_SIZE(IngotModule, 312);
INGOT_OFFSET(IngotModule, name, 8);
INGOT_OFFSET(IngotModule, types, 88);
INGOT_OFFSET(IngotModule, compute, 176);
INGOT_OFFSET(IngotModule, imported_funcs_offset, 184);
INGOT_OFFSET(IngotModule, fuel_offset, 232);
INGOT_OFFSET(IngotModule, type_count, 248);
INGOT_OFFSET(IngotModule, start_func, 308);

/* An access of 16 bytes at the largest address and the largest offset stays inside the reservation. */
INGOT_STATIC_ASSERT(INGOT_MEMORY_RESERVATION >= UINT64_C(0xFFFFFFFF) + UINT64_C(0xFFFFFFFF) + 16,
                    "no access needs a check");
/* Displacements of 32 bits reach the program's memory and 16 MiB behind its base. */
INGOT_STATIC_ASSERT(INGOT_PROGRAM_MEMORY0_BASE + (UINT64_C(16) << 20) < UINT64_C(0x80000000), "below 2 GiB");

INGOT_STATIC_ASSERT(INGOT_TRAP_CODE(IngotTrapUnreachable, 0x1234) == 0x08001234u, "kind above offset");
INGOT_STATIC_ASSERT(INGOT_TRAP_CODE(IngotTrapHostError, 0x8000000) == 0x77FFFFFFu, "offsets that do not fit");

#endif
