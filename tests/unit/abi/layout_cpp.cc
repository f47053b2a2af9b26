// abi.h as C++: the same values as in layout_c11.c.
#include "tests/unit/abi/layout.h"

extern "C" {
extern const uint64_t ingot_layout_cpp[] = {
    sizeof(IngotTrapKind),  sizeof(IngotModule),      sizeof(IngotProgram), sizeof(IngotExternKind),
    sizeof(IngotConstKind), sizeof(IngotSegmentMode), IngotTrapHostError,   INGOT_MEMORY_RESERVATION,
};
extern const uint64_t ingot_layout_cpp_count = sizeof ingot_layout_cpp / sizeof ingot_layout_cpp[0];
}
