// What hostile_table_test.cc does not see of bad addresses: those in lists of buffers, long lists, lengths of paths, no
// memory at all; and bad numbers of descriptors. AddressSanitizer watches the buffer that stands in for the memory.
#include <functional>
#include <vector>

#include "tests/unit/wasi/fixture.h"

namespace ingot::wasi {
namespace {

constexpr uint32_t kSize = Guest::kMemoryBytes;
/// Bad for any structure of at least two bytes.
const std::vector<Address> kBad = {kSize - 1, kSize, kSize + 1, 0x7FFFFFFF, 0x80000000, 0xFFFFFFF0, 0xFFFFFFFF};

class HostilePointers : public testing::Test {
 protected:
  HostilePointers() {
    scratch.make_file("file", "text");
    scratch.make_link("link", "file");
    guest = std::make_unique<Guest>(scratch.path());
    file = guest->must_open("file", 0, 0, kFileRights & ~kPathRights, 0);
    guest->put(kName, "file");
    guest->put(kLink, "link");
    guest->store(Guest::kIovs, Iovec{.buf = Guest::kBuffer, .buf_len = 4});
    static const char* const arguments[] = {"program", "argument"};
    static const char* const environment[] = {"NAME=value", nullptr};
    guest->context().argument_count = 2;
    guest->context().arguments = arguments;
    guest->context().granted_environment = environment;
  }

  /// `call` gets every bad address.
  void expect_fault(const char* name, const std::function<Errno(WasiContext&, Address)>& call) {
    for (Address bad : kBad) EXPECT_EQ(call(guest->context(), bad), Errno::Fault) << name << " at " << bad;
  }

  static constexpr Address kName = Guest::kPath, kLink = Guest::kPath + 16;
  ScratchDirectory scratch;
  std::unique_ptr<Guest> guest;
  Fd file;
};

constexpr Address kOk = Guest::kResult;
constexpr Address kBuf = Guest::kBuffer;
constexpr Fd kRoot = Guest::kRoot;

TEST_F(HostilePointers, ReadingAndWriting) {
  using Io = std::function<Errno(WasiContext&, Fd, Address, uint32_t, Address)>;
  const std::vector<Io> calls = {
      fd_read, fd_write,
      [](WasiContext& c, Fd fd, Address iovs, uint32_t n, Address r) { return fd_pread(c, fd, iovs, n, 0, r); },
      [](WasiContext& c, Fd fd, Address iovs, uint32_t n, Address r) { return fd_pwrite(c, fd, iovs, n, 0, r); }};
  for (const Io& call : calls) {
    expect_fault("iovs", [&](WasiContext& c, Address a) { return call(c, file, a, 1, kOk); });
    expect_fault("result", [&](WasiContext& c, Address a) { return call(c, file, Guest::kIovs, 1, a); });
    for (uint32_t count : {8192u, 0x10000000u, 0x20000000u, 0x20000001u, 0x80000000u, 0xFFFFFFFFu})
      EXPECT_EQ(call(guest->context(), file, Guest::kIovs, count, kOk), Errno::Fault) << count;
    for (Address bad : kBad) {
      guest->store(Guest::kIovs, Iovec{.buf = bad, .buf_len = 2});
      EXPECT_EQ(call(guest->context(), file, Guest::kIovs, 1, kOk), Errno::Fault) << bad;
    }
    for (uint32_t length : {kSize, 0x80000000u, 0xFFFFFFFFu, 0xFFFF8001u}) {
      guest->store(Guest::kIovs, Iovec{.buf = kBuf, .buf_len = length});
      EXPECT_EQ(call(guest->context(), file, Guest::kIovs, 1, kOk), Errno::Fault) << length;
    }
  }
  EXPECT_EQ(scratch.read_file("file"), "text");
}

TEST_F(HostilePointers, ABadBufferKeepsTheGoodOnesUntouched) {
  guest->put(kBuf, "evil");
  guest->store(Guest::kIovs, Iovec{.buf = kBuf, .buf_len = 4});
  guest->store(Guest::kIovs + 8, Iovec{.buf = kSize - 2, .buf_len = 3});
  EXPECT_EQ(fd_write(guest->context(), file, Guest::kIovs, 2, kOk), Errno::Fault);
  EXPECT_EQ(scratch.read_file("file"), "text");
}

TEST_F(HostilePointers, ManyBuffers) {
  // All of memory as one list of empty buffers, then one that overlaps its own list.
  for (Address a = 0; a < kSize; a += 8) guest->store(a, Iovec{.buf = 0, .buf_len = 0});
  EXPECT_EQ(fd_read(guest->context(), file, 0, kSize / 8, kOk), Errno::Success);
  EXPECT_EQ(guest->result32(), 0u);
  for (Address a = 0; a < kSize; a += 8) guest->store(a, Iovec{.buf = 0, .buf_len = kSize});
  EXPECT_EQ(fd_read(guest->context(), file, 0, kSize / 8, kOk), Errno::Success);
  EXPECT_EQ(guest->result32(), 4u);
  EXPECT_EQ(guest->get(0, 4), "text");
}

TEST_F(HostilePointers, Paths) {
  const auto each_path = [&](const char* name, const std::function<Errno(WasiContext&, Address, Length)>& call) {
    expect_fault(name, [&](WasiContext& c, Address a) { return call(c, a, 4); });
    EXPECT_EQ(call(guest->context(), kName, 0xFFFFFFFF), Errno::Fault) << name;
    EXPECT_EQ(call(guest->context(), 0, kSize + 1), Errno::Fault) << name;
    EXPECT_EQ(call(guest->context(), 0, kSize), Errno::NameTooLong) << name;
    EXPECT_EQ(call(guest->context(), kSize, 0), Errno::NoEnt) << name;
  };
  each_path("path_create_directory",
            [](WasiContext& c, Address a, Length n) { return path_create_directory(c, kRoot, a, n); });
  each_path("path_remove_directory",
            [](WasiContext& c, Address a, Length n) { return path_remove_directory(c, kRoot, a, n); });
  each_path("path_unlink_file", [](WasiContext& c, Address a, Length n) { return path_unlink_file(c, kRoot, a, n); });
  each_path("path_filestat_get", [](WasiContext& c, Address a, Length n) {
    return path_filestat_get(c, kRoot, 0, a, n, kBuf, Layout::Preview1);
  });
  each_path("path_filestat_set_times",
            [](WasiContext& c, Address a, Length n) { return path_filestat_set_times(c, kRoot, 0, a, n, 0, 0, 0); });
  each_path("path_open",
            [](WasiContext& c, Address a, Length n) { return path_open(c, kRoot, 0, a, n, 0, 0, 0, 0, kOk); });
  each_path("path_readlink",
            [](WasiContext& c, Address a, Length n) { return path_readlink(c, kRoot, a, n, kBuf, 64, kOk); });
  each_path("path_rename",
            [](WasiContext& c, Address a, Length n) { return path_rename(c, kRoot, a, n, kRoot, kName, 4); });
  each_path("path_rename",
            [](WasiContext& c, Address a, Length n) { return path_rename(c, kRoot, kName, 4, kRoot, a, n); });
  each_path("path_link",
            [](WasiContext& c, Address a, Length n) { return path_link(c, kRoot, 0, a, n, kRoot, kName, 4); });
  each_path("path_link",
            [](WasiContext& c, Address a, Length n) { return path_link(c, kRoot, 0, kName, 4, kRoot, a, n); });
  each_path("path_symlink", [](WasiContext& c, Address a, Length n) { return path_symlink(c, a, n, kRoot, kName, 4); });
  each_path("path_symlink", [](WasiContext& c, Address a, Length n) { return path_symlink(c, kName, 4, kRoot, a, n); });
  EXPECT_EQ(scratch.listing(), "./file 4\n./link -> file\n");
}

TEST_F(HostilePointers, NoMemoryAtAll) {
  const IngotMemory nothing = {};
  guest->context().memory = GuestMemory(&nothing);
  EXPECT_EQ(args_sizes_get(guest->context(), 0, 0), Errno::Fault);
  EXPECT_EQ(fd_write(guest->context(), file, 0, 0, 0), Errno::Fault);
  EXPECT_EQ(fd_close(guest->context(), file), Errno::Success);
}

TEST_F(HostilePointers, DescriptorNumbers) {
  for (Fd fd : {4u + 1, 31u, 32u, 33u, 0x7FFFFFFFu, 0x80000000u, 0xFFFFFFFFu}) {
    EXPECT_EQ(fd_close(guest->context(), fd), Errno::BadFd) << fd;
    EXPECT_EQ(fd_read(guest->context(), fd, Guest::kIovs, 1, kOk), Errno::BadFd) << fd;
    EXPECT_EQ(fd_renumber(guest->context(), file, fd), Errno::BadFd) << fd;
    EXPECT_EQ(fd_renumber(guest->context(), fd, file), Errno::BadFd) << fd;
    EXPECT_EQ(path_create_directory(guest->context(), fd, kName, 4), Errno::BadFd) << fd;
    EXPECT_EQ(sock_shutdown(guest->context(), fd, 1), Errno::BadFd) << fd;
  }
}

}  // namespace
}  // namespace ingot::wasi
