// Waiting: clocks, descriptors, both, and subscriptions that are wrong.
#include <sys/resource.h>
#include <sys/socket.h>
#include <time.h>
#include <unistd.h>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

constexpr uint64_t kMillisecond = 1'000'000;
constexpr Address kIn = 4096, kOut = 32768;

class PollOneoff : public testing::Test {
 protected:
  PollOneoff() : guest(scratch.path()) {
    EXPECT_EQ(pipe(pipe_fds), 0);
    read_end = insert(pipe_fds[0]);
    write_end = insert(pipe_fds[1]);
  }

  Fd insert(int host_fd) {
    uint32_t fd;
    EXPECT_TRUE(guest.context().fds.insert({.host_fd = host_fd, .unresolved = true}, 0, &fd));
    return fd;
  }

  void subscribe_clock(uint32_t index, uint32_t clock, uint64_t timeout, uint16_t flags = 0) {
    const Address at = kIn + index * 48;
    guest.store<uint64_t>(at, 100 + index);
    guest.store<uint8_t>(at + 8, kEventClock);
    guest.store<uint32_t>(at + 16, clock);
    guest.store<uint64_t>(at + 24, timeout);
    guest.store<uint64_t>(at + 32, 0);
    guest.store<uint16_t>(at + 40, flags);
  }

  void subscribe_fd(uint32_t index, uint8_t type, Fd fd) {
    const Address at = kIn + index * 48;
    guest.store<uint64_t>(at, 100 + index);
    guest.store<uint8_t>(at + 8, type);
    guest.store<uint32_t>(at + 16, fd);
  }

  /// Returns how many events there are.
  uint32_t wait(uint32_t count) {
    EXPECT_EQ(poll_oneoff(guest.context(), kIn, kOut, count, Guest::kResult, Layout::Preview1), Errno::Success);
    return guest.result32();
  }

  Event event(uint32_t index) const { return guest.load<Event>(kOut + index * 32); }

  uint64_t now(uint32_t clock) {
    EXPECT_EQ(clock_time_get(guest.context(), clock, 0, Guest::kResult), Errno::Success);
    return guest.result64();
  }

  ScratchDirectory scratch;
  Guest guest;
  int pipe_fds[2];
  Fd read_end, write_end;
};

TEST_F(PollOneoff, NothingToWaitFor) {
  EXPECT_EQ(poll_oneoff(guest.context(), kIn, kOut, 0, Guest::kResult, Layout::Preview1), Errno::Inval);
}

TEST_F(PollOneoff, RelativeClock) {
  const uint64_t before = now(1);
  subscribe_clock(0, 1, 20 * kMillisecond);
  subscribe_clock(1, 1, 3'600'000 * kMillisecond);
  ASSERT_EQ(wait(2), 1u);
  EXPECT_EQ(event(0).userdata, 100u);
  EXPECT_EQ(event(0).type, kEventClock);
  EXPECT_EQ(event(0).error, 0u);
  EXPECT_GE(now(1) - before, 20 * kMillisecond);
}

TEST_F(PollOneoff, AbsoluteClocks) {
  for (uint32_t clock : {0u, 1u}) {
    const uint64_t deadline = now(clock) + 10 * kMillisecond;
    subscribe_clock(0, clock, deadline, kSubclockAbstime);
    ASSERT_EQ(wait(1), 1u);
    EXPECT_GE(now(clock), deadline);
    subscribe_clock(0, clock, 1, kSubclockAbstime);  // Long ago.
    ASSERT_EQ(wait(1), 1u);
  }
}

TEST_F(PollOneoff, ReadinessAndTimeout) {
  subscribe_fd(0, kEventFdRead, read_end);
  subscribe_clock(1, 1, 5 * kMillisecond);
  ASSERT_EQ(wait(2), 1u);
  EXPECT_EQ(event(0).userdata, 101u);
  ASSERT_EQ(write(pipe_fds[1], "abc", 3), 3);
  subscribe_clock(1, 1, 3'600'000 * kMillisecond);
  ASSERT_EQ(wait(2), 1u);
  EXPECT_EQ(event(0).userdata, 100u);
  EXPECT_EQ(event(0).type, kEventFdRead);
  EXPECT_EQ(event(0).available_bytes, 3u);
  EXPECT_EQ(event(0).flags, 0u);
  subscribe_fd(0, kEventFdWrite, write_end);
  ASSERT_EQ(wait(1), 1u);
  EXPECT_EQ(event(0).type, kEventFdWrite);
}

TEST_F(PollOneoff, HangUp) {
  EXPECT_EQ(fd_close(guest.context(), write_end), Errno::Success);
  subscribe_fd(0, kEventFdRead, read_end);
  ASSERT_EQ(wait(1), 1u);
  EXPECT_EQ(event(0).error, 0u);
  EXPECT_EQ(event(0).flags, kEventHangup);
  EXPECT_EQ(event(0).available_bytes, 0u);
}

TEST_F(PollOneoff, WrongSubscriptionsAreEvents) {
  subscribe_fd(0, kEventFdRead, 77);
  subscribe_fd(1, 9, 0);
  subscribe_clock(2, 3, 0);
  subscribe_clock(3, 9, 0);
  subscribe_fd(4, kEventFdRead, read_end);
  ASSERT_EQ(wait(5), 4u);
  EXPECT_EQ(event(0).error, static_cast<uint16_t>(Errno::BadFd));
  EXPECT_EQ(event(1).error, static_cast<uint16_t>(Errno::Inval));
  EXPECT_EQ(event(2).error, static_cast<uint16_t>(Errno::NotSup));
  EXPECT_EQ(event(3).error, static_cast<uint16_t>(Errno::Inval));
}

TEST_F(PollOneoff, ReadingAndWritingTheSameDescriptor) {
  int ends[2];
  ASSERT_EQ(socketpair(AF_UNIX, SOCK_STREAM, 0, ends), 0);
  const Fd fd = insert(ends[0]);
  for (uint32_t i = 0; i < 4; i++) subscribe_fd(i, i % 2 == 0 ? kEventFdRead : kEventFdWrite, fd);
  ASSERT_EQ(wait(4), 2u);  // Nothing to read.
  EXPECT_EQ(event(0).userdata, 101u);
  EXPECT_EQ(event(1).userdata, 103u);
  ASSERT_EQ(write(ends[1], "abc", 3), 3);
  ASSERT_EQ(wait(4), 4u);
  EXPECT_EQ(event(2).available_bytes, 3u);
  close(ends[1]);
}

TEST_F(PollOneoff, MoreSubscriptionsThanFilesMayBeOpen) {
  rlimit before;
  ASSERT_EQ(getrlimit(RLIMIT_NOFILE, &before), 0);
  const rlimit few = {.rlim_cur = 64, .rlim_max = before.rlim_max};
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &few), 0);
  for (uint32_t i = 0; i < 200; i++)
    if (i % 2 == 0)
      subscribe_fd(i, kEventFdWrite, write_end);
    else
      subscribe_clock(i, 1, 0);
  EXPECT_EQ(wait(200), 200u);
  ASSERT_EQ(setrlimit(RLIMIT_NOFILE, &before), 0);
}

TEST_F(PollOneoff, NeedsRights) {
  scratch.make_file("file");
  const Fd fd = guest.must_open("file", 0, 0, kFdRead);
  subscribe_fd(0, kEventFdRead, fd);
  ASSERT_EQ(wait(1), 1u);
  EXPECT_EQ(event(0).error, static_cast<uint16_t>(Errno::NotCapable));
}

TEST_F(PollOneoff, EventsMayOverwriteSubscriptions) {
  for (uint32_t i = 0; i < 100; i++) subscribe_clock(i, 1, i % 2 == 0 ? 0 : UINT64_MAX);
  EXPECT_EQ(poll_oneoff(guest.context(), kIn, kIn, 100, Guest::kResult, Layout::Preview1), Errno::Success);
  ASSERT_EQ(guest.result32(), 50u);
  for (uint32_t i = 0; i < 50; i++) EXPECT_EQ(guest.load<Event>(kIn + i * 32).userdata, 100 + 2 * i);
}

TEST_F(PollOneoff, UnstableLayout) {
  guest.store<uint64_t>(kIn, 7);
  guest.store<uint8_t>(kIn + 8, kEventClock);
  guest.store<uint64_t>(kIn + 16, 1234);  // identifier, unused
  guest.store<uint32_t>(kIn + 24, 1);
  guest.store<uint64_t>(kIn + 32, kMillisecond);
  guest.store<uint64_t>(kIn + 40, 0);
  guest.store<uint16_t>(kIn + 48, 0);
  EXPECT_EQ(poll_oneoff(guest.context(), kIn, kOut, 1, Guest::kResult, Layout::Unstable), Errno::Success);
  EXPECT_EQ(guest.result32(), 1u);
  EXPECT_EQ(event(0).userdata, 7u);
}

TEST_F(PollOneoff, Clocks) {
  for (uint32_t clock = 0; clock < 4; clock++) {
    EXPECT_EQ(clock_res_get(guest.context(), clock, Guest::kResult), Errno::Success);
    EXPECT_GT(guest.result64(), 0u);
    EXPECT_GT(now(clock), 0u);
  }
  EXPECT_EQ(clock_time_get(guest.context(), 4, 0, Guest::kResult), Errno::Inval);
  EXPECT_EQ(clock_res_get(guest.context(), UINT32_MAX, Guest::kResult), Errno::Inval);
}

}  // namespace
}  // namespace ingot::wasi
