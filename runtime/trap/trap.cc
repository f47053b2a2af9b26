// The texts of traps.
#include "runtime/trap/trap.h"

namespace ingot {

const char* trap_text(IngotTrapKind kind) {
  switch (kind) {
#define INGOT_X(name, number, text) \
  case IngotTrap##name: return text;
    INGOT_TRAPS(INGOT_X)
#undef INGOT_X
    case IngotTrapNone: break;
  }
  return "unknown trap";
}

}  // namespace ingot
