// WASI calls of several threads on one table of descriptors.
#include <fcntl.h>
#include <unistd.h>

#include <atomic>

#include "runtime/wasi/clock.h"
#include "tests/unit/threads/support.h"
#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

/// What a thread needs of the guest's memory: addresses of its own.
struct Addresses {
  explicit Addresses(int thread) : base(static_cast<Address>(1024 * thread)) {}
  Address base;
  Address path() const { return base; }
  Address result() const { return base + 64; }
  Address iov() const { return base + 128; }
  Address buffer() const { return base + 256; }
};

class ThreadsOfAGuest : public testing::Test {
 protected:
  ThreadsOfAGuest() : guest(scratch.path()) {}

  Fd open(const Addresses& at, const std::string& name) {
    guest.put(at.path(), name);
    const Length length = static_cast<Length>(name.size());
    EXPECT_EQ(path_open(guest.context(), Guest::kRoot, 0, at.path(), length, 0, kFdRead, 0, 0, at.result()),
              Errno::Success);
    return guest.load<Fd>(at.result());
  }

  Errno read(const Addresses& at, Fd fd, std::string* text) {
    guest.store(at.iov(), uint64_t{4} << 32 | at.buffer());
    const Errno error = fd_read(guest.context(), fd, at.iov(), 1, at.result());
    if (error == Errno::Success) *text = guest.get(at.buffer(), guest.load<uint32_t>(at.result()));
    return error;
  }

  ScratchDirectory scratch;
  Guest guest;
};

TEST_F(ThreadsOfAGuest, OpenReadAndCloseAtOnce) {
  for (int i = 0; i < 6; ++i) scratch.make_file(std::to_string(i), std::string(4, static_cast<char>('a' + i)));
  test::run_threads(6, [&](int thread) {
    const Addresses at(thread);
    for (int round = 0; round < 300; ++round) {
      const Fd fd = open(at, std::to_string(thread));
      std::string text;
      EXPECT_EQ(read(at, fd, &text), Errno::Success);
      EXPECT_EQ(text, std::string(4, static_cast<char>('a' + thread)));
      EXPECT_EQ(fd_close(guest.context(), fd), Errno::Success);
    }
  });
}

TEST_F(ThreadsOfAGuest, FightForOneNumber) {
  scratch.make_file("file", "text");
  std::atomic<int> closed = 0, opened = 0;
  test::run_threads(6, [&](int thread) {
    const Addresses at(thread);
    for (int round = 0; round < 300; ++round) {
      if (thread % 2 == 0) {
        open(at, "file");
        ++opened;
      }
      // Numbers of all threads, and the preopen's neighbours that are not open.
      std::string text;
      const Errno error = read(at, Guest::kRoot + 1, &text);
      EXPECT_TRUE(error == Errno::BadFd || error == Errno::Success);
      for (Fd fd = Guest::kRoot + 1; fd < Guest::kRoot + 4; ++fd)
        closed += fd_close(guest.context(), fd) == Errno::Success;
      fd_renumber(guest.context(), Guest::kRoot + 5, Guest::kRoot + 4);
    }
  });
  EXPECT_LE(closed, opened);
}

TEST_F(ThreadsOfAGuest, ACallKeepsItsFileThoughTheNumberIsClosed) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  scratch.make_file("file", "text");
  Fd fd;
  ASSERT_TRUE(guest.context().fds.insert({.host_fd = ends[0], .rights_base = kFdRead}, 0, &fd));
  const Addresses reader(1), closer(2);
  std::thread thread([&] {
    std::string text;
    EXPECT_EQ(read(reader, fd, &text), Errno::Success);
    EXPECT_EQ(text, "pipe");
  });
  // It is in the call, or about to be: it may find the number closed only if it came too late.
  while (true) {
    LockGuard guard(guest.context().fds.lock);
    if (guest.context().fds.leave_to_users(ends[0])) {
      guest.context().fds.remove(fd);
      break;
    }
  }
  const Fd other = open(closer, "file");
  EXPECT_EQ(other, fd);
  EXPECT_NE(guest.context().fds.find(other)->host_fd, ends[0]);
  EXPECT_EQ(write(ends[1], "pipe", 4), 4);
  thread.join();
  EXPECT_EQ(fcntl(ends[0], F_GETFD), -1) << "the last use closes it";
  close(ends[1]);
}

TEST_F(ThreadsOfAGuest, WaitingKeepsItsFileThoughTheNumberIsClosed) {
  int ends[2];
  ASSERT_EQ(pipe2(ends, O_CLOEXEC), 0);
  scratch.make_file("file", "text");
  Fd fd;
  ASSERT_TRUE(guest.context().fds.insert({.host_fd = ends[0], .rights_base = kFdRead | kPollFdReadwrite}, 0, &fd));
  constexpr Address kIn = 1024, kOut = 2048, kCount = 3072;
  guest.store<uint8_t>(kIn + 8, kEventFdRead);
  guest.store<uint32_t>(kIn + 16, fd);
  // Not waited for, unless the use ends too early.
  guest.store<uint8_t>(kIn + 48 + 8, kEventClock);
  guest.store<uint32_t>(kIn + 48 + 16, kClockMonotonic);
  guest.store<uint64_t>(kIn + 48 + 24, 60'000'000'000);
  std::atomic<bool> done = false;
  std::thread thread([&] {
    EXPECT_EQ(poll_oneoff(guest.context(), kIn, kOut, 2, kCount, Layout::Preview1), Errno::Success);
    done = true;
  });
  while (!done) {
    LockGuard guard(guest.context().fds.lock);
    if (guest.context().fds.leave_to_users(ends[0])) {
      guest.context().fds.remove(fd);
      break;
    }
  }
  EXPECT_FALSE(done);
  const Addresses other(4);
  EXPECT_NE(guest.context().fds.find(open(other, "file"))->host_fd, ends[0]);
  EXPECT_EQ(write(ends[1], "pipe", 4), 4);
  thread.join();
  EXPECT_EQ(guest.load<uint32_t>(kCount), 1u);
  const Event event = guest.load<Event>(kOut);
  EXPECT_EQ(event.type, kEventFdRead);
  EXPECT_EQ(event.error, static_cast<uint16_t>(Errno::Success));
  EXPECT_EQ(event.available_bytes, 4u);
  EXPECT_EQ(fcntl(ends[0], F_GETFD), -1) << "the last use closes it";
  close(ends[1]);
}

}  // namespace
}  // namespace ingot::wasi
