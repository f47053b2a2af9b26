// Between the WASI layer and the host: what the layer asks of the C library goes through here (the linker's --wrap), so
// that something can happen between two calls of the host that belong to one call of the guest. What needs luck with
// another thread, a folder swapped for a link in the microsecond between looking and opening, happens here by choice
// and comes again with the same seed.
#pragma once

namespace ingot::wasi::fuzz {

class HostCallObserver {
 public:
  /// Before each call that takes a path.
  virtual void before_call() = 0;
  /// A descriptor that the host gave for a path.
  virtual void opened(int host_fd) = 0;
  /// The text of a link that is being made.
  virtual void links_to(const char* target) = 0;
  /// Whether openat2 is to say EAGAIN now, as it may.
  virtual bool fails_once() = 0;

 protected:
  ~HostCallObserver() = default;
};

/// Watches the calls of this thread, until nullptr is given.
void observe_host_calls(HostCallObserver* observer);

}  // namespace ingot::wasi::fuzz
