// What compiled code of the library product calls to trap or to run a host function.
#include <cstdio>
#include <cstdlib>
#include <utility>

#include "ingot/abi.h"
#include "runtime/trap/activation.h"
#include "runtime/trap/thread_stack.h"

using ingot::hosted::detail::Activation;

namespace {

// Compiled code can only be running inside an activation, unless the host jumped into it behind the runtime's back.
Activation& running_activation() {
  Activation* activation = Activation::current();
  if (activation == nullptr) {
    std::fputs("ingot: compiled code was entered without ingot::Func::call\n", stderr);
    std::abort();
  }
  return *activation;
}

}  // namespace

extern "C" {

const uint8_t ingot_abi_v3 = INGOT_ABI_VERSION;

void ingot_raise_trap(IngotTrapKind kind) {
  Activation& activation = running_activation();
  activation.record({kind, INGOT_TRAP_OFFSET_UNKNOWN});
  ingot::hosted::detail::leave_activation(activation);
}

IngotException* ingot_call_host(IngotHostFunc* host, IngotValue* values) {
  Activation& activation = running_activation();
  if (!ingot::hosted::detail::has_room_for_host_code()) ingot_raise_trap(IngotTrapCallStackExhausted);
  ingot::capture_registers(&activation.at_host);
  activation.in_host = true;
  IngotTrapKind kind = host->call(host->env, values);
  activation.in_host = false;
  // Thrown by the compiled code that has called this function: the walk begins there.
  if (IngotException* exception = std::exchange(activation.host_exception, nullptr)) return exception;
  if (kind != IngotTrapNone) ingot_raise_trap(kind);
  return nullptr;
}

void ingot_unknown_import(const char*) { ingot_raise_trap(IngotTrapUnknownImport); }
}
