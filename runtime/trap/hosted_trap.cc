// What compiled code of the library product calls to trap, or to run a host function, which may trap or throw.
#include "ingot/abi.h"
#include "runtime/trap/activation.h"
#include "runtime/trap/thread_stack.h"

using ingot::hosted::detail::Activation;

extern "C" {

const uint8_t ingot_abi_v5 = INGOT_ABI_VERSION;

void ingot_raise_trap(IngotTrapKind kind) {
  Activation& activation = Activation::running();
  activation.record({kind, INGOT_TRAP_OFFSET_UNKNOWN});
  ingot::hosted::detail::leave_activation(activation);
}

IngotException* ingot_call_host(IngotHostFunc* host, IngotValue* values) {
  Activation& activation = Activation::running();
  if (!ingot::hosted::detail::has_room_for_host_code()) ingot_raise_trap(IngotTrapCallStackExhausted);
  ingot::capture_registers(&activation.at_host);
  activation.in_host = true;
  IngotTrapKind kind = host->call(host->env, values);
  activation.in_host = false;
  // Thrown by the compiled code that has called this function: the walk begins there.
  if (activation.host_exception != nullptr) return activation.host_exception;
  if (kind != IngotTrapNone) ingot_raise_trap(kind);
  return nullptr;
}

void ingot_unknown_import(const char*) { ingot_raise_trap(IngotTrapUnknownImport); }
}
