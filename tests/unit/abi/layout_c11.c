/* abi.h as C11. The values go to abi_test.cc, which compares them with what C++ says. */
#include "tests/unit/abi/layout.h"

const uint64_t ingot_layout_c11[] = {
    sizeof(IngotTrapKind),  sizeof(IngotModule),      sizeof(IngotProgram), sizeof(IngotExternKind),
    sizeof(IngotConstKind), sizeof(IngotSegmentMode), IngotTrapHostError,   INGOT_MEMORY_RESERVATION,
};
const uint64_t ingot_layout_c11_count = sizeof ingot_layout_c11 / sizeof ingot_layout_c11[0];
