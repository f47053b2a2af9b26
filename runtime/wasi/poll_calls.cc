// Waiting for clocks and descriptors.  Spec: WASI snapshot preview 1, poll_oneoff.
//
// Subscriptions are copied out of the guest's memory once, since its events may be written over them. Then: a ppoll
// with the nearest deadline; events for everything that is due. A subscription that cannot be waited for is an event
// with an error at once, as the specification wants, not a failure of the call. Descriptors are in use until the events
// are written: if another thread closes one meanwhile, its number must not be that of another file. ppoll gets each of
// them once, since it takes no more entries than the process may have open files.
#include <errno.h>
#include <poll.h>
#include <sys/ioctl.h>
#include <time.h>

#include "runtime/platform/virtual_memory.h"
#include "runtime/wasi/calls.h"
#include "runtime/wasi/clock.h"
#include "runtime/wasi/host_errno.h"
#include "runtime/wasi/lookup.h"

namespace ingot::wasi {
namespace {

constexpr uint32_t kMostSubscriptions = 16384;
constexpr uint32_t kOnStack = 32;
constexpr uint64_t kNever = UINT64_MAX;

struct Subscription {
  uint64_t userdata = 0;
  uint64_t deadline = 0;  // clocks: on their own clock
  uint8_t type = 0;
  uint8_t clock = 0;
  Errno error = Errno::Success;  // can be waited for
  uint32_t polled = 0;           // descriptors: place in the list for ppoll
  FdUse file;
};

/// The two layouts differ in a field before the clock's number; sizes and offsets from the start of a subscription.
struct SubscriptionLayout {
  uint32_t byte_length, type, clock_id, clock_timeout, clock_flags, fd;
};
constexpr SubscriptionLayout kPreview1 = {48, 8, 16, 24, 40, 16};
constexpr SubscriptionLayout kUnstable = {56, 8, 24, 32, 48, 16};

/// What ppoll is asked for a subscription to a descriptor.
short events_of(const Subscription& subscription) { return subscription.type == kEventFdRead ? POLLIN : POLLOUT; }

uint64_t now(uint32_t clock) {
  timespec time;
  clock_gettime(host_clock(clock), &time);
  return to_nanoseconds(time);
}

class Poll {
 public:
  Poll(WasiContext& context, const SubscriptionLayout& layout) : context_(context), layout_(layout) {}
  Poll(const Poll&) = delete;
  Poll& operator=(const Poll&) = delete;
  ~Poll();

  /// Room for `count` subscriptions.
  Errno allocate(uint32_t count);
  void read(Address in);
  Errno wait();
  /// Returns how many.
  uint32_t write_events(Address out);

 private:
  void read_clock(Address address, Subscription* subscription);
  void read_fd(Address address, Subscription* subscription);
  uint32_t place_of(int host_fd);
  short happened(const Subscription& subscription) const;
  bool is_due(uint32_t index) const;
  bool any_due() const;
  uint64_t nanoseconds_left() const;
  void describe(uint32_t index, Event* event);

  WasiContext& context_;
  const SubscriptionLayout& layout_;
  uint32_t count_ = 0;
  void* pages_ = nullptr;
  uint64_t page_bytes_ = 0;
  Subscription* subscriptions_ = nullptr;
  pollfd* polled_ = nullptr;
  uint32_t polled_count_ = 0;
  Subscription few_subscriptions_[kOnStack];
  pollfd few_polled_[kOnStack];
};

Poll::~Poll() {
  // Newest first: each is the head of the table's list of uses then.
  for (uint32_t i = count_; i > 0; i--) subscriptions_[i - 1].file.end();
  if (pages_ != nullptr) release_address_space(pages_, page_bytes_);
}

Errno Poll::allocate(uint32_t count) {
  if (count <= kOnStack) {
    subscriptions_ = few_subscriptions_;
    polled_ = few_polled_;
  } else {
    page_bytes_ = round_up_to_page(uint64_t{count} * (sizeof(Subscription) + sizeof(pollfd)));
    pages_ = allocate_pages(page_bytes_);
    if (pages_ == nullptr) return Errno::NoMem;
    // Fresh pages are zero, and a zeroed subscription is an empty one.
    subscriptions_ = static_cast<Subscription*>(pages_);
    polled_ = reinterpret_cast<pollfd*>(subscriptions_ + count);
  }
  count_ = count;
  return Errno::Success;
}

void Poll::read_clock(Address address, Subscription* subscription) {
  const uint32_t clock = context_.memory.load<uint32_t>(address + layout_.clock_id);
  const uint64_t timeout = context_.memory.load<uint64_t>(address + layout_.clock_timeout);
  const uint16_t flags = context_.memory.load<uint16_t>(address + layout_.clock_flags);
  // Processor time does not pass while we wait.
  if (clock != kClockRealtime && clock != kClockMonotonic) {
    subscription->error = clock < kClockCount ? Errno::NotSup : Errno::Inval;
    return;
  }
  subscription->clock = static_cast<uint8_t>(clock);
  subscription->deadline = timeout;
  if ((flags & kSubclockAbstime) == 0 && __builtin_add_overflow(now(clock), timeout, &subscription->deadline))
    subscription->deadline = kNever;
}

/// Its place in the list for ppoll. Few different descriptors are polled: searching is good enough.
uint32_t Poll::place_of(int host_fd) {
  uint32_t place = 0;
  while (place < polled_count_ && polled_[place].fd != host_fd) place++;
  if (place == polled_count_) polled_[polled_count_++] = {.fd = host_fd, .events = 0, .revents = 0};
  return place;
}

void Poll::read_fd(Address address, Subscription* subscription) {
  const uint32_t fd = context_.memory.load<uint32_t>(address + layout_.fd);
  const Rights rights = kPollFdReadwrite | (subscription->type == kEventFdRead ? kFdRead : kFdWrite);
  subscription->error = require(context_, fd, rights, &subscription->file);
  if (subscription->error != Errno::Success) return;
  subscription->polled = place_of(subscription->file->host_fd);
  polled_[subscription->polled].events |= events_of(*subscription);
}

void Poll::read(Address in) {
  for (uint32_t i = 0; i < count_; i++) {
    const Address address = in + i * layout_.byte_length;
    Subscription* subscription = &subscriptions_[i];
    subscription->userdata = context_.memory.load<uint64_t>(address);
    subscription->type = context_.memory.load<uint8_t>(address + layout_.type);
    switch (subscription->type) {
      case kEventClock: read_clock(address, subscription); break;
      case kEventFdRead:
      case kEventFdWrite: read_fd(address, subscription); break;
      default: subscription->error = Errno::Inval; break;
    }
  }
}

/// Of what ppoll found, what this subscription is about: another may wait for something else of its descriptor.
short Poll::happened(const Subscription& subscription) const {
  return polled_[subscription.polled].revents &
         static_cast<short>(events_of(subscription) | POLLHUP | POLLERR | POLLNVAL);
}

bool Poll::is_due(uint32_t index) const {
  const Subscription& subscription = subscriptions_[index];
  if (subscription.error != Errno::Success) return true;
  if (subscription.type != kEventClock) return happened(subscription) != 0;
  return subscription.deadline != kNever && now(subscription.clock) >= subscription.deadline;
}

bool Poll::any_due() const {
  for (uint32_t i = 0; i < count_; i++)
    if (is_due(i)) return true;
  return false;
}

/// Until the nearest deadline; 0 if something need not be waited for.
uint64_t Poll::nanoseconds_left() const {
  uint64_t nearest = kNever;
  for (uint32_t i = 0; i < count_; i++) {
    const Subscription& subscription = subscriptions_[i];
    if (subscription.error != Errno::Success) return 0;
    if (subscription.type != kEventClock || subscription.deadline == kNever) continue;
    const uint64_t time = now(subscription.clock);
    const uint64_t left = subscription.deadline > time ? subscription.deadline - time : 0;
    if (left < nearest) nearest = left;
  }
  return nearest;
}

Errno Poll::wait() {
  do {
    const uint64_t left = nanoseconds_left();
    const timespec timeout = to_timespec(left);
    if (ppoll(polled_, polled_count_, left == kNever ? nullptr : &timeout, nullptr) < 0 && errno != EINTR)
      return last_error();
    // Not due in spite of that: a signal, or somebody has put the clock back.
  } while (!any_due());
  return Errno::Success;
}

void Poll::describe(uint32_t index, Event* event) {
  const Subscription& subscription = subscriptions_[index];
  event->userdata = subscription.userdata;
  event->type = subscription.type;
  event->error = static_cast<uint16_t>(subscription.error);
  if (subscription.error != Errno::Success || subscription.type == kEventClock) return;
  const short events = happened(subscription);
  if ((events & POLLNVAL) != 0) event->error = static_cast<uint16_t>(Errno::BadFd);
  if ((events & (POLLHUP | POLLERR)) != 0) event->flags |= kEventHangup;
  int readable = 0;
  if (subscription.type == kEventFdRead && ioctl(subscription.file->host_fd, FIONREAD, &readable) == 0 && readable > 0)
    event->available_bytes = static_cast<uint64_t>(readable);
  if (subscription.type == kEventFdWrite && (events & POLLOUT) != 0)
    event->available_bytes = 1;  // At least; the host does not say.
}

uint32_t Poll::write_events(Address out) {
  uint32_t written = 0;
  for (uint32_t i = 0; i < count_; i++) {
    if (!is_due(i)) continue;
    Event event = {};
    describe(i, &event);
    context_.memory.store(out + written * static_cast<uint32_t>(sizeof(Event)), event);
    written++;
  }
  return written;
}

}  // namespace

Errno unchecked::poll_oneoff(WasiContext& context, Address in, Address out, uint32_t count, Address event_count,
                             Layout layout) {
  const SubscriptionLayout& subscription = layout == Layout::Preview1 ? kPreview1 : kUnstable;
  if (count == 0 || count > kMostSubscriptions) return Errno::Inval;
  Poll poll(context, subscription);
  Errno error = poll.allocate(count);
  if (error != Errno::Success) return error;
  poll.read(in);
  error = poll.wait();
  if (error == Errno::Success) context.memory.store(event_count, poll.write_events(out));
  return error;
}

}  // namespace ingot::wasi
