// Limits: reading them, memory, time. Descriptors are counted by the table of them (runtime/wasi/fd_table.h).
//
// A limit of memory and descriptors is told to the program in the words it has for that: memory.grow returns -1, a call
// EMFILE. Whoever set the limit reads one line on stderr. A program can do nothing about its time: it ends.
#include "runtime/start/limits.h"

#include <signal.h>
#include <string.h>
#include <sys/time.h>
#include <unistd.h>

#include "ingot/abi.h"
#include "runtime/platform/environment.h"
#include "runtime/platform/text_buffer.h"

namespace ingot {
namespace {

constexpr uint64_t kMillisecond = 1'000'000, kSecond = 1000 * kMillisecond;
/// How long the message about the time may take.
constexpr suseconds_t kMessageMicroseconds = 100'000;

uint64_t memory_limit, memory_left;

uint64_t lower(uint64_t a, uint64_t b) { return a == 0 || (b != 0 && b < a) ? b : a; }

/// One `KEY=NUMBER UNIT` of INGOT_LIMIT.
class Setting {
 public:
  Setting(const char* text, size_t length) : text_(text), end_(text + length) {}

  bool take(const char* key) {
    const size_t length = strlen(key);
    if (static_cast<size_t>(end_ - text_) < length || memcmp(text_, key, length) != 0) return false;
    text_ += length;
    return true;
  }

  /// 0 if it is none, or too large.
  uint64_t number() {
    constexpr uint64_t kMost = 1'000'000'000'000'000'000;
    uint64_t value = 0;
    for (; text_ != end_ && *text_ >= '0' && *text_ <= '9'; text_++) {
      value = value * 10 + static_cast<uint64_t>(*text_ - '0');
      if (value > kMost) return 0;
    }
    return value;
  }

  bool rest_is(const char* text) const {
    const size_t length = static_cast<size_t>(end_ - text_);
    return length == strlen(text) && memcmp(text_, text, length) == 0;
  }

 private:
  const char* text_;
  const char* end_;
};

uint64_t size_unit(const Setting& setting) {
  if (setting.rest_is("")) return 1;
  if (setting.rest_is("K")) return 1u << 10;
  if (setting.rest_is("M")) return 1u << 20;
  return setting.rest_is("G") ? 1u << 30 : 0;
}

uint64_t time_unit(const Setting& setting) {
  if (setting.rest_is("ms")) return kMillisecond;
  if (setting.rest_is("") || setting.rest_is("s")) return kSecond;
  if (setting.rest_is("m")) return 60 * kSecond;
  return setting.rest_is("h") ? 3600 * kSecond : 0;
}

/// False if it is none.
bool add_setting(Setting setting, Limits* limits) {
  uint64_t value = 0;
  if (setting.take("memory=")) {
    const uint64_t number = setting.number();
    if (__builtin_mul_overflow(number, size_unit(setting), &value)) return false;
    limits->memory_bytes = lower(limits->memory_bytes, value);
  } else if (setting.take("timeout=")) {
    const uint64_t number = setting.number();
    if (__builtin_mul_overflow(number, time_unit(setting), &value)) return false;
    limits->timeout_ns = lower(limits->timeout_ns, value);
  } else if (setting.take("fuel=")) {
    value = setting.number();
    if (!setting.rest_is("")) return false;
    limits->fuel = lower(limits->fuel, value);
  } else if (setting.take("fds=")) {
    value = setting.number();
    if (!setting.rest_is("") || value > UINT32_MAX) return false;
    limits->fds = static_cast<uint32_t>(lower(limits->fds, value));
  }
  return value != 0;
}

[[noreturn]] void leave(TextBuffer& message) {
  message.flush_to(STDERR_FILENO);
  _exit(1);
}

/// The timer goes on: its second signal finds the message not written yet, in this thread or another. A pipe that
/// nobody reads holds up no end.
void end_of_time(int) {
  static bool told;
  if (__atomic_exchange_n(&told, true, __ATOMIC_RELAXED)) _exit(kExitTimeout);
  TextBuffer().text("ingot: time limit reached (--timeout)\n").flush_to(STDERR_FILENO);
  _exit(kExitTimeout);
}

}  // namespace

Limits read_limits(const char* const* environment) {
  Limits limits = {.memory_bytes = ingot_program.max_memory_bytes,
                   .timeout_ns = ingot_program.timeout_ns,
                   .fuel = ingot_program.fuel != nullptr ? *ingot_program.fuel : 0,
                   .fds = ingot_program.max_fds};
  const char* list = find_variable(environment, "INGOT_LIMIT");
  const char* entry;
  uint32_t length;
  while (take_entry(&list, &entry, &length)) {
    if (add_setting(Setting(entry, length), &limits)) continue;
    TextBuffer message;
    message.text("ingot: bad limit '").text(entry, length);
    message.text("' in INGOT_LIMIT (memory=64M;fds=20;timeout=10s;fuel=1000)\n");
    leave(message);
  }
  return limits;
}

void limit_memory(const Limits& limits, uint64_t initial_bytes) {
  if (limits.memory_bytes == 0) return;
  if (initial_bytes > limits.memory_bytes) {
    TextBuffer message;
    message.text("ingot: memory limit reached (--max-memory): this program begins with ").decimal(initial_bytes);
    message.text(" bytes, and ").decimal(limits.memory_bytes).text(" are allowed\n");
    leave(message);
  }
  memory_limit = limits.memory_bytes;
  memory_left = limits.memory_bytes - initial_bytes;
}

void limit_fuel(const Limits& limits) {
  if (limits.fuel == 0) return;
  if (ingot_program.fuel == nullptr) {
    TextBuffer message;
    message.text("ingot: this program cannot be limited by fuel: it was compiled without --fuel\n");
    leave(message);
  }
  *ingot_program.fuel = limits.fuel;
}

void start_timeout(const Limits& limits) {
  if (limits.timeout_ns == 0) return;
  struct sigaction action = {};
  action.sa_handler = end_of_time;
  action.sa_flags = SA_ONSTACK | SA_NODEFER;
  sigfillset(&action.sa_mask);
  sigdelset(&action.sa_mask, SIGALRM);
  sigaction(SIGALRM, &action, nullptr);
  // Whoever starts the program may have blocked it, which lasts.
  sigset_t alarm;
  sigemptyset(&alarm);
  sigaddset(&alarm, SIGALRM);
  sigprocmask(SIG_UNBLOCK, &alarm, nullptr);
  itimerval timer = {};
  timer.it_interval.tv_usec = kMessageMicroseconds;
  timer.it_value.tv_sec = static_cast<time_t>(limits.timeout_ns / kSecond);
  timer.it_value.tv_usec = static_cast<suseconds_t>(limits.timeout_ns % kSecond / 1000);
  setitimer(ITIMER_REAL, &timer, nullptr);
}

}  // namespace ingot

/// What memory.grow asks before it grows any memory. Threads may ask at the same time.
extern "C" bool ingot_take_memory(uint64_t bytes) {
  if (ingot::memory_limit == 0) return true;
  uint64_t left = __atomic_load_n(&ingot::memory_left, __ATOMIC_RELAXED);
  while (bytes <= left)
    if (__atomic_compare_exchange_n(&ingot::memory_left, &left, left - bytes, /*weak=*/true, __ATOMIC_RELAXED,
                                    __ATOMIC_RELAXED))
      return true;
  static bool told;
  if (__atomic_exchange_n(&told, true, __ATOMIC_RELAXED)) return false;
  ingot::TextBuffer message;
  message.text("ingot: memory limit reached (--max-memory): the program is told that there is no more than ");
  message.decimal(ingot::memory_limit).text(" bytes\n").flush_to(STDERR_FILENO);
  return false;
}
