// File status and times, between the host's structures and WASI's.  Spec: WASI snapshot preview 1, "filestat",
// "fstflags".
#include "runtime/wasi/file_status.h"

#include "runtime/wasi/clock.h"

namespace ingot::wasi {
namespace {

template <typename Stat>
Stat to_guest(const struct stat& status, FileType type) {
  Stat guest = {};
  guest.dev = status.st_dev;
  guest.ino = status.st_ino;
  guest.filetype = static_cast<uint8_t>(type);
  guest.nlink = static_cast<decltype(guest.nlink)>(status.st_nlink);
  guest.size = static_cast<uint64_t>(status.st_size);
  guest.atim = to_nanoseconds(status.st_atim);
  guest.mtim = to_nanoseconds(status.st_mtim);
  guest.ctim = to_nanoseconds(status.st_ctim);
  return guest;
}

timespec to_host_time(uint64_t time, bool set, bool now) {
  if (now) return {.tv_sec = 0, .tv_nsec = UTIME_NOW};
  if (set) return to_timespec(time);
  return {.tv_sec = 0, .tv_nsec = UTIME_OMIT};
}

}  // namespace

uint32_t filestat_byte_length(Layout layout) {
  return layout == Layout::Preview1 ? sizeof(Filestat) : sizeof(UnstableFilestat);
}

void store_filestat(const WasiContext& context, Address result, const struct stat& status, FileType type,
                    Layout layout) {
  if (layout == Layout::Preview1)
    context.memory.store(result, to_guest<Filestat>(status, type));
  else
    context.memory.store(result, to_guest<UnstableFilestat>(status, type));
}

Errno to_host_times(uint64_t atim, uint64_t mtim, uint32_t flags, timespec times[2]) {
  constexpr uint32_t kBothAtim = kFstAtim | kFstAtimNow;
  constexpr uint32_t kBothMtim = kFstMtim | kFstMtimNow;
  if ((flags & ~kFstAll) != 0) return Errno::Inval;
  if ((flags & kBothAtim) == kBothAtim || (flags & kBothMtim) == kBothMtim) return Errno::Inval;
  times[0] = to_host_time(atim, (flags & kFstAtim) != 0, (flags & kFstAtimNow) != 0);
  times[1] = to_host_time(mtim, (flags & kFstMtim) != 0, (flags & kFstMtimNow) != 0);
  return Errno::Success;
}

}  // namespace ingot::wasi
