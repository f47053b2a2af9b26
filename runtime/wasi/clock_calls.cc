// Clocks.  Spec: WASI snapshot preview 1, clock_*. The precision asked for is ignored: the host's is the best there is.
#include <time.h>

#include "runtime/wasi/calls.h"
#include "runtime/wasi/clock.h"
#include "runtime/wasi/host_errno.h"

namespace ingot::wasi {

Errno unchecked::clock_res_get(WasiContext& context, uint32_t clock, Address resolution) {
  if (clock >= kClockCount) return Errno::Inval;
  timespec time;
  if (clock_getres(host_clock(clock), &time) != 0) return last_error();
  context.memory.store(resolution, to_nanoseconds(time));
  return Errno::Success;
}

Errno unchecked::clock_time_get(WasiContext& context, uint32_t clock, uint64_t /*precision*/, Address result) {
  if (clock >= kClockCount) return Errno::Inval;
  timespec time;
  if (clock_gettime(host_clock(clock), &time) != 0) return last_error();
  context.memory.store(result, to_nanoseconds(time));
  return Errno::Success;
}

}  // namespace ingot::wasi
