// A WASI layer that does what no guest may: linked in front of the real one, in the test of the second wall only. Its
// random_get does not fill a buffer but takes the number of bytes for what to try. See ../run.py.
//
// Native code, without a C library. Ends with 100 if the system did it, 50 if it said no; the wall ends it by a signal.

enum { kOpen = 2, kMmap = 9, kMprotect = 10, kSocket = 41, kFork = 57, kExecve = 59, kKill = 62, kOpenat = 257 };
enum { kExitGroup = 231, kPtrace = 101, kPrctl = 157, kDup = 32, kX32 = 0x40000000 };
enum { kIoctl = 16, kFcntl = 72, kTkill = 200, kGetFlags = 3, kSetFlags = 4, kReadableBytes = 0x541b };
enum { kHere = -100, kReadExecute = 5, kPrivateAnonymous = 0x22 };

static long system_call(long number, long a, long b, long c, long d) {
  long result;
  register long r10 __asm__("r10") = d;
  register long r8 __asm__("r8") = -1;
  register long r9 __asm__("r9") = 0;
  __asm__ volatile("syscall"
                   : "=a"(result)
                   : "a"(number), "D"(a), "S"(b), "d"(c), "r"(r10), "r"(r8), "r"(r9)
                   : "rcx", "r11", "memory");
  return result;
}

// The same numbers mean other calls there: 5 is open.
static long system_call_of_i386(long number, const char* path) {
  long result;
  __asm__ volatile("int $0x80" : "=a"(result) : "a"(number), "b"(path), "c"(0), "d"(0) : "memory");
  return result;
}

static long attempt(unsigned what) {
  static const char kPath[] = "/etc/passwd", kShell[] = "/bin/true";
  static const char* const kArguments[] = {kShell, 0};
  switch (what) {
    case 1: return system_call(kOpen, (long)kPath, 0, 0, 0);
    case 2: return system_call(kSocket, 2, 1, 0, 0);
    case 3: return system_call(kOpenat, kHere, (long)kPath, 0, 0);
    case 4: return system_call(kFork, 0, 0, 0, 0);
    case 5: return system_call(kExecve, (long)kShell, (long)kArguments, 0, 0);
    case 6: return system_call(kMmap, 0, 4096, kReadExecute, kPrivateAnonymous);
    case 7: return system_call(kMprotect, 0x40000000, 4096, kReadExecute, 0);
    case 8: return system_call(kKill, 1, 0, 0, 0);
    case 9: return system_call(kPtrace, 0, 0, 0, 0);
    case 10: return system_call_of_i386(5, kPath);
    case 11: return system_call(kX32 + kDup, 1, 0, 0, 0);
    case 12: return system_call(kPrctl, 4, 1, 0, 0);  // dumpable again
    case 13: return system_call(kFcntl, 1, kGetFlags, 0, 0);
    case 14: return system_call(kFcntl, 1, kSetFlags, 0, 0);
    case 15: return system_call(kIoctl, 0, kReadableBytes, 0, 0);
    case 16: return system_call(kTkill, 1, 0, 0, 0);
  }
  return -1;
}

unsigned ingot_wasi_random_get(unsigned buffer, unsigned length) {
  (void)buffer;
  const long result = attempt(length);
  system_call(kExitGroup, result < 0 ? 50 : 100, 0, 0, 0);
  return 0;
}
