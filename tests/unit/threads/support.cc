// What the product around the runtime would define.
#include <cstdlib>

#include "ingot/abi.h"

void ingot_raise_trap(IngotTrapKind) { std::abort(); }
